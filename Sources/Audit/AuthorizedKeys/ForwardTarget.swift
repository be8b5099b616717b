import Encoding
import ZFS

/// A host and a port of permitopen, permitlisten, PermitOpen or PermitListen; `*` stands for any.
package struct ForwardTarget: Equatable, Sendable, CustomStringConvertible {
    package let host: String
    /// `nil` for any.
    package let port: Int?
    package let description: String

    /// Reads `host:port`, `[address]:port` and `host/port`; `nil` for anything else (hpdelim2 in OpenSSH's misc.c). A port
    /// may be the name of a service: which ones there are is in /etc/services, so it matches any port here.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        var end = bytes.firstIndex { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }
        if bytes.first == UInt8(ascii: "[") {
            guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            end = bracket + 1
        }
        guard let end, end < bytes.count, bytes[end] == UInt8(ascii: ":") || bytes[end] == UInt8(ascii: "/") else {
            return nil
        }
        let host = bytes[..<end]
        let port = String(decoding: bytes[(end + 1)...], as: UTF8.self)
        let number = Number.parse(port, in: 1...65535)
        guard host.count < 1025, number != nil || port == "*" || port.utf8.contains(where: { !$0.isDigit }),
            !port.isEmpty, port != "0"
        else { return nil }
        let isBracketed = host.first == UInt8(ascii: "[") && host.last == UInt8(ascii: "]")
        self.host = String(decoding: isBracketed ? host.dropFirst().dropLast() : host, as: UTF8.self)
        self.port = number
        description = text
    }

    /// Whether it allows to connect there: sshd compares hosts as they were written.
    func allowsConnecting(to host: String, port: Int) -> Bool {
        (self.host == "*" || self.host == host) && (self.port == nil || self.port == port)
    }

    /// Whether it allows a socket by its path: it has no port, so only any port will do.
    func allowsConnecting(to path: String) -> Bool { port == nil && (host == "*" || host == path) }

    /// Whether it allows to listen there. Here, other than for connecting, the host is a pattern.
    func allowsListening(on host: String, port: Int) -> Bool {
        (self.port == nil || self.port == port)
            && Wildcard.matches(host.utf8.map(\.lowercased), pattern: Array(self.host.utf8))
    }
}
