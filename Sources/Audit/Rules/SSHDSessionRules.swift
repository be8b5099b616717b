extension Rule {
    /// What sshd allows in a session, beside what the keys' lines take away.
    static let sshdSessions = [
        Rule(.S05, .high, "tunnels are permitted") { facts, judgement in
            // `restrict` does not take them away.
            judgement.want(facts, "PermitTunnel", "no")
        },
        Rule(.S06, .high, "sshd permits forwarding") { facts, judgement in
            let coversAll = judgement.know(facts.openSSH).map { $0 >= .disableForwardingCoversAll } ?? false
            for keyword in ["AllowTcpForwarding", "AllowStreamLocalForwarding"] {
                judgement.findForwarding(facts, keyword, unlessDisabled: true)
            }
            for keyword in ["AllowAgentForwarding", "X11Forwarding"] {
                judgement.findForwarding(facts, keyword, unlessDisabled: coversAll)
            }
            judgement.findForwarding(facts, "GatewayPorts", unlessDisabled: true)
        },
        Rule(.S08, .high, "ForceCommand goes before the keys' commands") { facts, judgement in
            let keys = judgement.keys(facts)
            judgement.findInSettings(facts, "ForceCommand") { settings in
                guard let command = settings.path("forcecommand") else { return nil }
                let isSame = keys.allSatisfy { $0.options.command == command }
                return isSame ? nil : "ForceCommand is \(command)"
            } mend: {
                "set ForceCommand none (\(matchBlock(facts))), so that each key's command counts"
            }
        },
        Rule(.S10, .medium, "sshd permits ~/.ssh/rc or terminals") { facts, judgement in
            judgement.want(facts, "PermitUserRC", "no")
            judgement.want(facts, "PermitTTY", "no")
        },
        Rule(.S12, .low, "sshd does not tell who came") { facts, judgement in
            judgement.findInSettings(facts, "LogLevel") { settings in
                guard let level = settings["loglevel"], ["QUIET", "FATAL", "ERROR"].contains(level) else { return nil }
                return "LogLevel is \(level): which key came is logged from INFO on"
            } mend: {
                "set LogLevel VERBOSE (\(matchBlock(facts)))"
            }
            judgement.want(facts, "ExposeAuthInfo", "yes")
        },
        Rule(.S13, .low, "sshd sets sessions no limits") { facts, judgement in
            judgement.findInSettings(facts, "LoginGraceTime") { settings in
                settings.number("logingracetime") == 0 ? "LoginGraceTime is 0: a login may take for ever" : nil
            } mend: {
                "set LoginGraceTime 30 (\(beforeMatch))"
            }
            judgement.findInSettings(facts, "ClientAliveInterval") { settings in
                let isOff = settings.number("clientaliveinterval") == 0 || settings.number("clientalivecountmax") == 0
                return isOff ? "sshd does not notice a client that has gone" : nil
            } mend: {
                "set ClientAliveInterval 60 and ClientAliveCountMax 3 (\(matchBlock(facts)))"
            }
            judgement.findInSettings(facts, "MaxSessions") { settings in
                guard let number = settings.number("maxsessions"), number > 10 else { return nil }
                return "MaxSessions is \(number)"
            } mend: {
                "set MaxSessions 10 or less (\(matchBlock(facts)))"
            }
        },
        Rule(.S14, .info, "sshd is older than known fixes") { facts, judgement in
            guard let version = judgement.know(facts.openSSH) else { return }
            for (fixed, what) in OpenSSHVersion.fixes where version < fixed {
                judgement.find(
                    "OpenSSH \(version) is older than \(fixed), which mends \(what)", at: "sshd",
                    mend: "update, or see in your distribution's changelog that its package has the fix")
            }
        },
    ]
}

extension OpenSSHVersion {
    /// Before it, DisableForwarding left agent and X11 forwarding on (CVE-2025-32728).
    static let disableForwardingCoversAll = OpenSSHVersion(10, 0)

    /// What matters to an account like zpull's, by the release that mends it.
    static let fixes = [
        (OpenSSHVersion(9, 8), "a hole before authentication (CVE-2024-6387)"),
        (disableForwardingCoversAll, "DisableForwarding, which left agent and X11 forwarding on (CVE-2025-32728)"),
    ]
}

extension Judgement {
    fileprivate mutating func findForwarding(_ facts: Facts, _ keyword: String, unlessDisabled: Bool) {
        findInSettings(facts, keyword) { settings in
            guard settings.isOn(keyword.lowercased()), !(unlessDisabled && settings.isOn("disableforwarding")) else {
                return nil
            }
            return "\(keyword) is \(settings[keyword.lowercased()] ?? "")"
        } mend: {
            "set \(keyword) no (\(Rule.matchBlock(facts)))"
        }
    }
}
