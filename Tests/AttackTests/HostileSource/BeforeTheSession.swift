import Testing

@testable import TestSupport
@testable import zpull_liar

/// What stands where the source's sshd should: another host's key, or no SSH server at all.
extension HostileSource {
    @Test("a host whose key is another one than the pinned one is sent nothing")
    func hostKeys() throws {
        let source = try LyingSource()
        let ring = source.ring
        // A key of the host's type that is not the host's: the user's own.
        let other = try text(ofFile: "\(ring.server.identity).pub")
        let known = "[127.0.0.1]:\(ring.server.port)"
        let offered = try ring.server.knownHost()
        let files: [(name: String, line: String)] = [
            ("another key in known_hosts", "\(known) \(other)"), ("no key in known_hosts", ""),
            ("a revoked key in known_hosts", "@revoked \(offered)\(offered)"),
            ("a key of another type in known_hosts", "\(known) \(Self.otherType)"),
            ("the key of another port in known_hosts", offered.replacing(":\(ring.server.port)", with: ":1")),
            ("the key of another host in known_hosts", offered.replacing("127.0.0.1", with: "127.0.0.2")),
            ("the key of a certificate authority in known_hosts", "@cert-authority \(offered)"),
        ]
        for standing in Standing.allCases {
            for (name, line) in files {
                try write("\(line)\n", to: "\(ring.folder)/known")
                try attempt(name, source, standing, "known_hosts: \(ring.folder)/known")
            }
            let pins = [
                "SHA256:\(String(repeating: "A", count: 43))",
                other.split(separator: " ").prefix(2).joined(separator: " "),
            ]
            for pin in pins { try attempt("another pin: \(pin.prefix(12))", source, standing, "host_key: \"\(pin)\"") }
        }
    }

    private func attempt(_ name: String, _ source: LyingSource, _ standing: Standing, _ hostKey: String) throws {
        var breaches = try source.attempt(nil, on: standing, ["run"]) { $0.hostKey = hostKey }
        // The honest run behind it lists the source once.
        if try source.ring.source.calls(of: "list").count != 1 {
            breaches.append("the client spoke to a host that it does not know")
        }
        Campaign.source.note("a changed host key", "\(name); \(standing.rawValue)", breaches: breaches)
    }

    private static let otherType =
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nkt5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg="

    @Test("what is no SSH server cannot steer the terminal, nor keep the client for longer than connect_timeout")
    func noServer() throws {
        let source = try LyingSource()
        for (index, lie)
            in (Self.wires + HostileText.all.map { ("\($0.name) in the version", "SSH-2.0-\($0.text)\r\n") })
            .enumerated()
        {
            let listener = try Listener()
            if let text = lie.text { listener.say(text) }
            let standing = Standing.allCases[index % Standing.allCases.count]
            let breaches = try source.attempt(nil, on: standing, ["run"]) {
                $0.port = listener.port
                $0.more.append("connect_timeout: 2")
            }
            Campaign.source.note("no SSH server", lie.name, breaches: breaches)
        }
    }

    private static let wires: [(name: String, text: String?)] = [
        ("silence", nil), ("an end at once", ""), ("an answer of HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n"),
        ("a line without end", String(repeating: "\u{1B}[2J", count: 1 << 20)),
        ("lines without end before the version", String(repeating: "\u{1B}[31mhello\r\n", count: 1 << 18)),
        ("an old version", "SSH-1.5-old\u{1B}[2J\r\n"), ("half a version", "SSH-2.0-"),
        ("our own banner", "ZPULL 1\n"), ("a packet of 2 GiB", "SSH-2.0-x\r\n\u{7F}\u{7F}\u{7F}\u{7F}\u{4}"),
        ("a packet of nothing", "SSH-2.0-x\r\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        (
            "a farewell with everything in it",
            "SSH-2.0-x\r\n" + farewell("\u{1B}[2J\u{1B}]0;owned\u{7}\r\ndone: 3 snapshots\n")
        ),
    ]

    /// SSH_MSG_DISCONNECT in the clear, RFC 4253 sections 6 and 11.1.
    private static func farewell(_ text: String) -> String {
        let payload = "\u{1}\0\0\0\u{B}\0\0\0\(Character(Unicode.Scalar(UInt8(text.utf8.count))))\(text)\0\0\0\0"
        let padding = 4 + (8 - (5 + payload.utf8.count + 4) % 8) % 8
        return "\0\0\0\(Character(Unicode.Scalar(UInt8(1 + payload.utf8.count + padding))))"
            + "\(Character(Unicode.Scalar(UInt8(padding))))\(payload)" + String(repeating: "\0", count: padding)
    }
}
