extension Source {
    /// Where a source's server runs.
    enum Host: Equatable, Sendable {
        /// On this machine, without SSH. `serve` is the path of zpull-serve.
        case local(serve: String)
        /// Behind SSH.
        case remote(Remote)

        var isLocal: Bool {
            if case .local = self { true } else { false }
        }
    }

    /// How to reach a source over SSH.
    struct Remote: Equatable, Sendable {
        /// A host name or address, without user and port.
        let host: String
        let port: UInt16
        let user: String
        /// The private key, an absolute path.
        let identity: String
        let hostKey: HostKey
        /// How long resolving, connecting and authenticating may take together.
        let connectTimeout: Duration
    }
}

extension Source.Host {
    private static let localKeys = ["serve"]
    private static let remoteKeys = ["port", "user", "identity", "host_key", "known_hosts", "connect_timeout"]

    /// Reads the keys of a source that say where it is; `nil` after a problem.
    init?(_ fields: Fields) {
        let host = fields.required("host", .hostName)
        fields.allow(Self.remoteKeys + Self.localKeys)
        if host == "local" {
            for key in Self.remoteKeys {
                fields.refuse(key, "host: local pulls without SSH, so there is no \(key); leave it out")
            }
            let serve = fields.optional("serve", .path(example: "/usr/libexec/zpull/zpull-serve"))
            self = .local(serve: serve ?? "/usr/libexec/zpull/zpull-serve")
        } else {
            fields.refuse(
                "serve",
                "only host: local starts zpull-serve by its path; elsewhere the line in authorized_keys does. "
                    + "Leave it out"
            )
            guard let remote = Source.Remote(host: host, fields) else { return nil }
            self = .remote(remote)
        }
    }
}

extension Source.Remote {
    /// Without a good `host` all else is read nevertheless, for its problems.
    fileprivate init?(host: String?, _ fields: Fields) {
        let port = fields.optional("port", .number(in: 1...65535, example: 22))
        let user = fields.optional("user", .user(example: "zpull"))
        let identity = fields.required(
            "identity", .existingFile(example: "/etc/zpull/id_ed25519") { "ssh-keygen -t ed25519 -N '' -f \($0)" })
        let hostKey = Source.HostKey(fields, host: host ?? "HOST")
        let connectTimeout = fields.optional("connect_timeout", .timeout(example: "15s"))
        guard let host, let identity, let hostKey else { return nil }
        self.init(
            host: host, port: UInt16(port ?? 22), user: user ?? "zpull", identity: identity, hostKey: hostKey,
            connectTimeout: connectTimeout ?? .seconds(15))
    }
}

extension Kind<String> {
    /// A host name or an address, or the word `local`.
    fileprivate static var hostName: Kind {
        .text("a host name, an address or the word local", example: "web1.example.net") { text throws(Refusal) in
            if text.contains("@") { throw .because("\"\(text)\" holds a user; write it under the key user") }
            if text.split(separator: ":", omittingEmptySubsequences: false).count == 2 || text.hasPrefix("[") {
                throw .because(
                    "\"\(text)\" holds a port or brackets; the port belongs under the key port, the address alone here"
                )
            }
            // `%` introduces the zone of a link-local address, and stands in no name.
            let marks = text.contains(":") ? "-_.:%" : "-_."
            guard text.utf8.count <= 255, !text.hasPrefix("-"),
                text.unicodeScalars.allSatisfy({ $0.isLetterOrDigit || marks.unicodeScalars.contains($0) })
            else { throw .unfit }
            return text
        }
    }
}
