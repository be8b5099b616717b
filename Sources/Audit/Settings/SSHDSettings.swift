import ZFS

/// What `sshd -T -C …` prints: the settings that sshd would apply to a connection, see sshd(8).
package struct SSHDSettings: Equatable, Sendable {
    /// By keyword in lower case, in the order of lines.
    private let values: [String: [String]]

    /// Settings that every sshd of OpenSSH 7.8 or later prints, whatever it was built with: dump_config in OpenSSH's servconf.c.
    /// Where one of these is missing, something else was printed, or not all of it, and what is absent says nothing. Some come
    /// after AcceptEnv, which is printed only where it takes something.
    static let indispensable = [
        "allowagentforwarding", "allowstreamlocalforwarding", "allowtcpforwarding", "authenticationmethods",
        "authorizedkeyscommand", "authorizedkeysfile", "authorizedprincipalscommand", "authorizedprincipalsfile",
        "clientalivecountmax", "clientaliveinterval", "disableforwarding", "exposeauthinfo", "forcecommand",
        "gatewayports", "hostbasedauthentication", "kbdinteractiveauthentication", "logingracetime", "loglevel",
        "maxsessions", "passwordauthentication", "permitlisten", "permitopen", "permitrootlogin", "permittty",
        "permittunnel", "permituserenvironment", "permituserrc", "pubkeyauthentication", "strictmodes",
        "trustedusercakeys", "x11forwarding",
    ]

    /// - Throws: where the text is not all that sshd would print.
    package init(parsing text: String) throws(IncompleteSettings) {
        var values: [String: [String]] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            values[parts[0].lowercased(), default: []].append(parts.count == 2 ? String(parts[1]) : "")
        }
        let missing = Self.indispensable.filter { values[$0] == nil }
        guard missing.isEmpty else { throw IncompleteSettings(missing: missing) }
        self.values = values
    }

    /// A setting's value; `nil` where sshd does not print it, as for what it was built without (GSSAPI, Kerberos).
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

/// Something that is not all of what `sshd -T` prints.
package struct IncompleteSettings: Error, Equatable, CustomStringConvertible {
    /// By keyword in lower case.
    package let missing: [String]

    package var description: String {
        let some = missing.prefix(3).joined(separator: ", ")
        return "`sshd -T` does not print all settings: \(some)\(missing.count > 3 ? " and others" : "") are missing; "
            + "look at what it prints, and name OpenSSH's program with --sshd"
    }
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
