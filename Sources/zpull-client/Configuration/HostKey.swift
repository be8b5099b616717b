import SSH

extension Source {
    /// What a source's host key is checked against. Nothing is ever learned by connecting.
    enum HostKey: Equatable, Sendable {
        /// Any of these: `SHA256:…` fingerprints, or whole keys as `type base64`. Never empty.
        case pinned([String])
        /// A file in the format of known_hosts.
        case knownHosts(String)
    }
}

extension Source.HostKey {
    /// Exactly one of `host_key` and `known_hosts` must stand there.
    init?(_ fields: Fields, host: String) {
        let pins = fields.optional("host_key", .oneOrMore(.hostKeyPin))
        let file = fields.optional(
            "known_hosts",
            .existingFile(example: "/etc/zpull/known_hosts") {
                "ssh-keyscan -t ed25519 \(host) > \($0), and compare its fingerprint with the source's own"
            })
        switch (fields.has("host_key"), fields.has("known_hosts")) {
        case (false, false):
            fields.report(
                "a remote source needs the key \"host_key\" or \"known_hosts\"; on the source, "
                    + "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub prints the fingerprint: "
                    + "write host_key: \"SHA256:…\"")
            return nil
        case (true, true):
            fields.refuse("known_hosts", "\"host_key\" says already which key to expect; keep one of the two")
            return nil
        case (true, false):
            guard let pins else { return nil }
            self = .pinned(pins)
        case (false, true):
            guard let file else { return nil }
            self = .knownHosts(file)
        }
    }
}

extension Kind<String> {
    private static let keyTypes = [
        "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
    ]

    /// A fingerprint or a public key. Only the shape is checked here; the comment of a key is dropped.
    fileprivate static var hostKeyPin: Kind {
        .text(
            "a fingerprint (SHA256: and 43 characters) or a public key (its type and its base64)",
            example: #""SHA256:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfE""#
        ) { text throws(Refusal) in
            if text.hasPrefix("SHA256:") {
                let digest = text.dropFirst("SHA256:".count)
                guard digest.utf8.count == 43, digest.isBase64 else {
                    throw .because(
                        "a SHA256 fingerprint has 43 base64 characters behind \"SHA256:\", this one \(digest.count); "
                            + "copy it from ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on the source")
                }
                return text
            }
            let words = text.split(separator: " ")
            guard words.count >= 2, keyTypes.contains(String(words[0])) else {
                if words.count >= 3, keyTypes.contains(String(words[1])) {
                    throw .because("a host's name stands before the key; write the type and the base64 alone")
                }
                throw .unfit
            }
            guard words[1].hasPrefix("AAAA"), words[1].isBase64 else {
                throw .because(
                    "what follows \"\(words[0])\" is not the base64 of a key; copy it whole, it begins with AAAA")
            }
            let key = "\(words[0]) \(words[1])"
            do { _ = try HostKeyPin(key) } catch { throw .because("\(error)") }
            return key
        }
    }
}

extension StringProtocol {
    /// Whether this holds the characters of base64 only, with at most two `=` at its end.
    fileprivate var isBase64: Bool {
        let body = unicodeScalars.prefix { $0 != "=" }
        return body.allSatisfy { $0.isLetterOrDigit || $0 == "+" || $0 == "/" }
            && unicodeScalars.dropFirst(body.count).allSatisfy { $0 == "=" }
            && unicodeScalars.count - body.count <= 2
    }
}
