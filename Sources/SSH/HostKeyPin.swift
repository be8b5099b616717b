import Encoding

/// A host key that the administrator has told us to expect: its fingerprint, or the whole key.
///
/// The whole key is better where a server has keys of several types: then only its type is asked for, whereas a
/// fingerprint matches only if the server happens to offer that key first.
package struct HostKeyPin: Hashable, Sendable, CustomStringConvertible {
    enum Form: Hashable, Sendable {
        case fingerprint([UInt8])
        case key(type: String, blob: [UInt8])
    }

    let form: Form
    /// The pin as it was written, without a key's comment.
    package let description: String

    /// Reads `SHA256:…` (as `ssh-keygen -l` prints it) or `ssh-ed25519 AAAA…` (as in a `.pub` file; a comment may
    /// follow).
    package init(_ text: String) throws(HostKeyPinError) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard let first = words.first else { throw .empty }
        if first.hasPrefix("SHA256:") {
            guard words.count == 1, let bytes = Base64.decode(first.dropFirst(7)), bytes.count == 32 else {
                throw .badFingerprint(text)
            }
            form = .fingerprint(bytes)
            description = String(first)
            return
        }
        guard HostKeyPin.algorithms[String(first)] != nil else { throw .unknownForm(String(first)) }
        guard words.count >= 2, let blob = Base64.decode(words[1]), HostKey.type(ofBlob: blob) == String(first) else {
            throw .badKey(type: String(first))
        }
        form = .key(type: String(first), blob: blob)
        description = "\(first) \(words[1])"
    }

    func matches(_ key: HostKey) -> Bool {
        switch form {
        case .fingerprint(let bytes): Base64.decode(key.fingerprint.dropFirst(7)) == bytes
        case .key(_, let blob): Base64.decode(key.base64) == blob
        }
    }

    /// What to ask the server for so that it offers one of these keys: `nil` for its own choice, which a fingerprint
    /// leaves open since it does not tell its type.
    static func hostKeyAlgorithms(for pins: [HostKeyPin]) -> String? {
        var names: [String] = []
        for pin in pins {
            guard case .key(let type, _) = pin.form, let algorithms = algorithms[type] else { return nil }
            if !names.contains(algorithms) { names.append(algorithms) }
        }
        return names.isEmpty ? nil : names.joined(separator: ",")
    }

    /// Key types that we take, and the signature algorithms for each. An RSA key signs with SHA-2 only (RFC 8332).
    private static let algorithms = [
        "ssh-ed25519": "ssh-ed25519",
        "ssh-rsa": "rsa-sha2-512,rsa-sha2-256",
        "ecdsa-sha2-nistp256": "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384": "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521": "ecdsa-sha2-nistp521",
    ]
}

/// Why a text is no pin.
package enum HostKeyPinError: Error, Equatable, CustomStringConvertible {
    case empty
    case badFingerprint(String)
    case badKey(type: String)
    case unknownForm(String)

    package var description: String {
        let hint = "`ssh-keyscan HOST | ssh-keygen -lf -` prints fingerprints; compare them with the host's own"
        return switch self {
        case .empty: "the host key is empty; \(hint)"
        case .badFingerprint(let text):
            "`\(text.printable)` is no SHA256 fingerprint, which has 43 characters of base64 after `SHA256:`; \(hint)"
        case .badKey(let type):
            "what follows `\(type)` is no key of that type; copy the line of /etc/ssh/ssh_host_*_key.pub whole"
        case .unknownForm(let word):
            "`\(word.printable)` is neither a fingerprint (`SHA256:…`) nor a host key type that we take "
                + "(ssh-ed25519, ecdsa-sha2-nistp256, -384, -521, ssh-rsa); \(hint)"
        }
    }
}
