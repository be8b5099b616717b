import Encoding

/// Where to, and as whom: a host, a port and the account there.
///
/// A value of this type cannot smuggle anything into libssh, which reads `user@host` out of a host and puts both into
/// file names.
package struct SSHEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// A name, or an address without brackets.
    package let host: String
    package let port: UInt16
    package let user: String

    /// `nil` for port 0, for a user that no shell would quote safely, and for a host with anything but letters, digits,
    /// `.`, `-`, `_`, and in addresses `:` and `%`. An IPv6 address may stand in brackets.
    package init?(host: String, port: UInt16 = 22, user: String) {
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        guard port != 0, Self.isHost(Array(bare.utf8)), Self.isUser(Array(user.utf8)) else { return nil }
        self.host = bare
        self.port = port
        self.user = user
    }

    /// `web1.example.net:22`, `[2001:db8::1]:22`
    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// How known_hosts(5) names this host: with its port only when that is not 22, and in lower case.
    package var knownHostsName: String { port == 22 ? host.lowercased() : "[\(host.lowercased())]:\(port)" }

    private static func isHost(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, bytes.count <= 255, first != UInt8(ascii: "-") else { return false }
        let isAddress = bytes.contains(UInt8(ascii: ":"))
        return bytes.allSatisfy { byte in
            byte.isLetterOrDigit || ".-_".utf8.contains(byte) || isAddress && ":%".utf8.contains(byte)
        }
    }

    /// What libssh 0.11 takes for a user name (`ssh_check_username_syntax`), in ASCII.
    private static func isUser(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, bytes.count <= 255, first != UInt8(ascii: "-") else { return false }
        return bytes.allSatisfy { (0x21...0x7e).contains($0) && !"'`\";&<>|(){}\\".utf8.contains($0) }
    }
}
