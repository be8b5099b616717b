/// The public key that a server proved to have during the key exchange.
package struct HostKey: Hashable, Sendable, CustomStringConvertible {
    /// The key's type as its first field names it: `ssh-ed25519`, `ssh-rsa`.
    package let type: String
    /// `SHA256:` and base64 without `=`, as `ssh-keygen -l` prints it.
    package let fingerprint: String
    /// The key in base64, as in known_hosts and `.pub` files.
    package let base64: String

    /// `ssh-ed25519 SHA256:…`
    package var description: String { "\(type) \(fingerprint)" }

    /// The line that makes known_hosts(5) accept this key for `endpoint`.
    package func knownHostsLine(for endpoint: SSHEndpoint) -> String {
        "\(endpoint.knownHostsName) \(type) \(base64)"
    }

    /// The type that a key in SSH's wire format begins with (RFC 4253 section 6.6); `nil` when it is none.
    static func type(ofBlob blob: [UInt8]) -> String? {
        guard blob.count > 4 else { return nil }
        let length = blob[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard (1...64).contains(length), blob.count > 4 + length else { return nil }
        let name = blob[4..<4 + length]
        guard name.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
        return String(decoding: name, as: UTF8.self)
    }
}
