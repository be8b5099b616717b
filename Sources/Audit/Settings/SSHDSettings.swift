import ZFS

/// What `sshd -T -C …` prints: the settings that sshd would apply to a connection, see sshd(8).
package struct SSHDSettings: Equatable, Sendable {
    /// By keyword in lower case, in the order of lines.
    private let values: [String: [String]]

    package init(parsing text: String) {
        var values: [String: [String]] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            values[parts[0].lowercased(), default: []].append(parts.count == 2 ? String(parts[1]) : "")
        }
        self.values = values
    }

    /// A setting's value; `nil` where sshd does not print it, as for what it was built without.
    package subscript(_ keyword: String) -> String? { values[keyword]?.first }

    /// All values of a setting that may stand in several lines.
    package func all(_ keyword: String) -> [String] { values[keyword] ?? [] }

    /// Whether a setting is anything but `no`, `none` or absent.
    package func isOn(_ keyword: String) -> Bool { !["no", "none", nil].contains(self[keyword]) }

    /// The value, unless it is `none`.
    package func path(_ keyword: String) -> String? { self[keyword].flatMap { $0 == "none" ? nil : $0 } }

    package func number(_ keyword: String) -> Int? { self[keyword].flatMap { Int($0) } }

    /// AuthorizedKeysFile for an account, with its tokens replaced and relative names in its home.
    package func authorizedKeysFiles(for account: PasswdEntry) -> [String] {
        words("authorizedkeysfile").filter { $0.lowercased() != "none" }.map { name in
            let path = account.expanding(name)
            return path.hasPrefix("/") ? path : "\(account.home)/\(path)"
        }
    }

    /// PermitOpen or PermitListen; `nil` for any.
    package func targets(_ keyword: String) -> [ForwardTarget]? {
        let words = words(keyword)
        return words == ["any"] ? nil : words.compactMap { ForwardTarget($0) }
    }

    /// Whether forwarding in one direction is on: `yes` is both.
    package func forwards(_ keyword: String, _ direction: String) -> Bool {
        ["yes", "all", direction].contains(self[keyword])
    }

    /// Whether sshd takes a variable of the client's (AcceptEnv).
    package func acceptsVariable(_ name: String) -> Bool {
        all("acceptenv").contains { Wildcard.matches(Array(name.utf8), pattern: Array($0.utf8)) }
    }

    /// Whether `environment=` may set a variable (PermitUserEnvironment).
    package func permitsVariable(_ name: String) -> Bool {
        switch self["permituserenvironment"] {
        case "yes": true
        case nil, "no": false
        case let patterns?: PatternList.matches(name, patterns)
        }
    }

    /// Whether the length and the type of a key would do (PubkeyAcceptedAlgorithms, RequiredRSASize).
    package func accepts(_ key: PublicKey) -> Bool {
        if key.kind == .rsa, key.bits < number("requiredrsasize") ?? 0 { return false }
        guard let patterns = self["pubkeyacceptedalgorithms"] else { return true }
        return key.algorithms.contains { PatternList.matches($0, patterns) }
    }

    /// The names of Subsystem.
    package var subsystems: [String] { all("subsystem").compactMap { $0.split(separator: " ").first.map(String.init) } }

    func words(_ keyword: String) -> [String] { self[keyword]?.split(separator: " ").map(String.init) ?? [] }
}

/// Patterns between commas, each perhaps negated with `!`, as match_pattern_list in OpenSSH's match.c has them.
enum PatternList {
    static func matches(_ text: String, _ patterns: String) -> Bool {
        var matches = false
        for pattern in patterns.split(separator: ",", omittingEmptySubsequences: false) {
            let isNegated = pattern.hasPrefix("!")
            guard Wildcard.matches(Array(text.utf8), pattern: Array(pattern.dropFirst(isNegated ? 1 : 0).utf8)) else {
                continue
            }
            if isNegated { return false }
            matches = true
        }
        return matches
    }
}
