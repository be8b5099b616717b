extension Rule {
    /// How sshd finds and takes keys.
    static let sshdKeys = [
        Rule(.S01, .critical, "sshd reads keys from another file, or from more than one") { facts, judgement in
            judgement.findInSettings(facts, "AuthorizedKeysFile") { settings in
                let files = settings.authorizedKeysFiles(for: facts.account)
                let isIntended = facts.intendedKeyFile.map { files == [$0] } ?? (files.count == 1)
                return isIntended ? nil : "it reads \(files.isEmpty ? "none" : files.joined(separator: " and "))"
            } mend: {
                "set AuthorizedKeysFile \(facts.intendedKeyFile ?? "/etc/zpull/authorized_keys") and nothing more "
                    + "(\(matchBlock(facts)))"
            }
        },
        Rule(.S02, .high, "AuthorizedKeysCommand gives keys") { facts, judgement in
            judgement.want(facts, "AuthorizedKeysCommand", "none")
        },
        Rule(.S03, .critical, "keys may set environment variables") { facts, judgement in
            judgement.want(facts, "PermitUserEnvironment", "no", isGlobal: true)
        },
        Rule(.S04, .high, "clients may set environment variables beyond LANG and LC_*") { facts, judgement in
            judgement.findInSettings(facts, "AcceptEnv") { settings in
                let more = settings.all("acceptenv").filter { $0 != "LANG" && !$0.hasPrefix("LC_") }
                return more.isEmpty ? nil : "AcceptEnv takes \(more.joined(separator: ", "))"
            } mend: {
                "let AcceptEnv take LANG LC_* at most (\(beforeMatch))"
            }
        },
        Rule(.S07, .high, "the account can be reached without a key") { facts, judgement in
            for keyword in [
                "PasswordAuthentication", "KbdInteractiveAuthentication", "GSSAPIAuthentication", "GSSAPIKeyExchange",
                "HostbasedAuthentication", "KerberosAuthentication",
            ] {
                judgement.findInSettings(facts, keyword) { settings in
                    guard settings.isOn(keyword.lowercased()), !settings.wantsKey else { return nil }
                    return "\(keyword) is \(settings[keyword.lowercased()] ?? "")"
                } mend: {
                    "set AuthenticationMethods publickey (\(matchBlock(facts)))"
                }
            }
        },
        Rule(.S09, .high, "sshd does not look at who can change the file of keys") { facts, judgement in
            judgement.want(facts, "StrictModes", "yes", isGlobal: true)
        },
        Rule(.S11, .high, "keys for backups on root, who may log in") { facts, judgement in
            guard let settings = judgement.know(facts.rootSettings), settings["permitrootlogin"] != "no" else { return }
            let mend = "give zpull an account of its own, and set PermitRootLogin no (\(beforeMatch))"
            let state = "PermitRootLogin is \(settings["permitrootlogin"] ?? "unknown")"
            if facts.account.uid == 0, let key = judgement.keys(facts).first {
                judgement.find("the audited account is root, and \(state)", at: key.place, mend: mend)
            }
            for other in judgement.know(facts.otherKeys) ?? [] where other.account.uid == 0 {
                for key in other.file.entries {
                    guard let command = key.options.command, case .serve = facts.reading(command) else { continue }
                    judgement.find("a key for zpull-serve on root, and \(state)", at: key.place, mend: mend)
                }
            }
        },
    ]
}

extension SSHDSettings {
    /// Whether every way in needs a key (AuthenticationMethods).
    fileprivate var wantsKey: Bool {
        let methods = words("authenticationmethods")
        return !methods.isEmpty
            && methods.allSatisfy { $0.split(separator: ",").contains { $0.hasPrefix("publickey") } }
    }
}
