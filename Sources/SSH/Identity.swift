import CLibSSH
import CLinux
import System

/// A private key without a passphrase, ready to log in with.
///
/// It is imported here and handed to libssh, because libssh's own search for keys asks the agent, may write `KEY.pub`,
/// and may prompt for a passphrase.
final class Identity {
    let key: OpaquePointer
    /// `SHA256:…` of the public half.
    let fingerprint: String

    /// - Parameter path: see `IdentityFile`.
    init(loading path: String) throws(SSHError) {
        var text = try IdentityFile.read(path)
        var key: OpaquePointer?
        var isEncrypted = false
        // libssh calls back for a passphrase. Without this, OpenSSL would ask on the terminal.
        let result = ssh_pki_import_privkey_base64(
            text, nil,
            { _, _, _, _, _, isEncrypted in
                isEncrypted?.assumingMemoryBound(to: Bool.self).pointee = true
                return -1
            }, &isEncrypted, &key)
        explicit_bzero(&text, text.count)
        guard result == SSH_OK, let key else {
            throw isEncrypted ? .identityEncrypted(path: path) : .identityInvalid(path: path)
        }
        self.key = key
        fingerprint = sha256Fingerprint(of: key) ?? "(without fingerprint)"
    }

    deinit { ssh_key_free(key) }
}

/// `SHA256:…` of a key's public half, as `ssh-keygen -l` prints it; `nil` when libssh is out of memory.
func sha256Fingerprint(of key: OpaquePointer) -> String? {
    var hash: UnsafeMutablePointer<UInt8>?
    var length = 0
    guard ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &length) == 0 else { return nil }
    defer { ssh_clean_pubkey_hash(&hash) }
    guard let text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, length) else { return nil }
    defer { ssh_string_free_char(text) }
    return String(cString: text)
}
