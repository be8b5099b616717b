extension Rule {
    /// What each line of authorized_keys says by itself.
    static let keyLines = [
        Rule(.K01, .critical, "a key lacks the forced command that it should have") { facts, judgement in
            for key in judgement.keys(facts) where !key.options.isCertAuthority {
                forcedCommand(of: key, facts, &judgement)
            }
            if let expected = facts.expected { compare(facts, expected, &judgement) }
        },
        Rule(.K02, .critical, "a key may have a pty, forwarding, an agent, X11 or ~/.ssh/rc") { facts, judgement in
            for key in judgement.keys(facts) where !key.options.permissions.isEmpty {
                judgement.find(
                    "options leave on: \(key.options.permissions.joined(separator: ", "))", at: key.place,
                    mend: "begin the line with restrict, and drop options after it that turn something on again")
            }
        },
        Rule(.K03, .critical, "the same key stands in two lines with different options") { facts, judgement in
            let keys = judgement.keys(facts)
            for (index, key) in keys.enumerated() {
                guard let other = keys[..<index].first(where: { $0.key == key.key && $0.options != key.options })
                else { continue }
                judgement.find(
                    "the key of \(other.place) again, with other options: when that line's from= or expiry-time= fails, "
                        + "this one counts", at: key.place, mend: "keep one line for each key")
            }
        },
        Rule(.K04, .high, "certificates reach the account") { facts, judgement in
            for key in judgement.keys(facts) where key.options.isCertAuthority {
                judgement.find(
                    "cert-authority: whoever signs with this key decides who comes in", at: key.place,
                    mend: "list the clients' own keys instead")
            }
            for setting in ["TrustedUserCAKeys", "AuthorizedPrincipalsFile", "AuthorizedPrincipalsCommand"] {
                judgement.findInSettings(facts, setting) {
                    $0.path(setting.lowercased()).map { "\(setting) is \($0)" }
                } mend: {
                    "set \(setting) none for this account (\(matchBlock(facts)))"
                }
            }
        },
        Rule(.K05, .high, "a line sets environment variables") { facts, judgement in
            let isPermitted = facts.connections.value?.contains { $0.settings.isOn("permituserenvironment") } ?? false
            for key in judgement.keys(facts) where !key.options.environment.isEmpty {
                judgement.find(
                    "environment= sets \(key.options.environment.map(\.name).joined(separator: ", "))"
                        + (isPermitted ? ", and sshd permits it" : ""),
                    at: key.place, severity: isPermitted ? .critical : nil,
                    mend: "drop environment= from the line; zpull-serve clears its environment")
            }
        },
        Rule(.K06, .medium, "restrict is missing") { facts, judgement in
            for key in judgement.keys(facts) where !key.options.isRestricted {
                judgement.find(
                    "no restrict: what later releases of sshd add is on", at: key.place,
                    mend: "begin the line with restrict; no-… options are then needless")
            }
        },
        Rule(.K07, .medium, "a key is accepted from anywhere, or from a wide or doubtful range") { facts, judgement in
            for key in judgement.keys(facts) { origins(of: key, &judgement) }
        },
        Rule(.K08, .low, "a key has expired, or never does") { facts, judgement in
            for key in judgement.keys(facts) {
                if key.options.hasExpired(at: facts.now) {
                    judgement.find("its expiry-time is past", at: key.place, mend: "drop the line, or renew the key")
                } else if facts.wantsExpiry, key.options.expiry == nil {
                    judgement.find("it has no expiry-time", at: key.place, mend: "add expiry-time=\"YYYYMMDD\"")
                }
            }
        },
        Rule(.K09, .medium, "sshd drops or misreads a line") { facts, judgement in
            for line in facts.keyFiles.flatMap({ judgement.know($0.content)??.lines ?? [] }) {
                if case .failure(let dropped) = line.content {
                    judgement.find(
                        "sshd drops this line: \(dropped.reason)", at: line.place,
                        mend: "write it anew with `zpull-serve keyline`, or delete it")
                }
                if line.hasCarriageReturn {
                    judgement.find(
                        "it has a carriage return, which becomes part of the key or its comment", at: line.place,
                        mend: "end lines as Unix does: sed -i 's/\\r$//' \(line.place.file)")
                }
                if line.length > longestLine {
                    judgement.find(
                        "it has \(line.length) bytes; older releases of sshd drop what is longer than \(longestLine)",
                        at: line.place, mend: "shorten it; a pattern can stand for many --dataset or --exclude")
                }
            }
        },
        Rule(.K10, .medium, "a weak key") { facts, judgement in
            for key in judgement.keys(facts) where key.key.kind == .dsa || (key.key.kind == .rsa && key.key.bits < 3072)
            {
                judgement.find(
                    "\(key.key.kind == .dsa ? "DSA" : "RSA") of \(key.key.bits) bits", at: key.place,
                    mend: "make a new one: ssh-keygen -t ed25519")
            }
        },
        Rule(.K11, .high, "a line names ports or tunnels") { facts, judgement in
            for key in judgement.keys(facts) {
                let options = key.options
                let named = [
                    (!options.permitOpen.isEmpty, "permitopen"), (!options.permitListen.isEmpty, "permitlisten"),
                    (options.tunnel != nil, "tunnel"),
                ].filter(\.0).map(\.1)
                guard !named.isEmpty else { continue }
                judgement.find(
                    "it has \(named.joined(separator: ", "))", at: key.place,
                    mend: "drop \(named.joined(separator: ", ")): a backup needs no forwarding")
            }
        },
    ]

    /// SSH_MAX_PUBKEY_BYTES, up to which older releases of OpenSSH read a line; newer ones have no limit.
    private static let longestLine = 16 << 10

    private static func forcedCommand(of key: AuthorizedKey, _ facts: Facts, _ judgement: inout Judgement) {
        let mend = "print the line with `zpull-serve keyline` and install that"
        guard let command = key.options.command else {
            return judgement.find("no command=: the key has a shell", at: key.place, mend: mend)
        }
        switch facts.reading(command) {
        case .serve: break
        case .needsShell:
            judgement.find(
                "its command is more than words: the account's shell decides what it does", at: key.place, mend: mend)
        case .relative: judgement.find("its command has no absolute path", at: key.place, mend: mend)
        case .other(let why):
            judgement.find(
                "its command is not `zpull-serve serve` with a sound policy: \(why)", at: key.place, mend: mend)
        }
    }

    private static func compare(_ facts: Facts, _ expected: AuthorizedKeysFile, _ judgement: inout Judgement) {
        for key in judgement.keys(facts) {
            let wanted = expected.entries.filter { $0.key == key.key }
            if wanted.isEmpty {
                judgement.find(
                    "this key is not in \(expected.path)", at: key.place,
                    mend: "delete the line, or add it to \(expected.path)")
            } else if !wanted.contains(where: { $0.options == key.options }) {
                judgement.find(
                    "its options are not those of \(wanted[0].place)", at: key.place,
                    mend: "install the line of \(wanted[0].place)")
            }
        }
        for wanted in expected.entries where !facts.keys.contains(where: { $0.key == wanted.key }) {
            judgement.find(
                "this key is missing in what sshd reads for \(facts.account.name)", at: wanted.place, severity: .medium,
                mend: "install the line")
        }
    }

    private static func origins(of key: AuthorizedKey, _ judgement: inout Judgement) {
        let mend = "name the backup host's addresses: from=\"192.0.2.10\""
        guard let from = key.options.from else {
            return judgement.find("no from=: a stolen key works from anywhere", at: key.place, mend: mend)
        }
        if from.isBroken {
            judgement.find("sshd cannot read from=\"\(from)\" and refuses every client", at: key.place, mend: mend)
        }
        if !from.wide.isEmpty {
            judgement.find(
                "from= lets in more than one network: \(from.wide.joined(separator: ", "))", at: key.place, mend: mend)
        }
        if !from.names.isEmpty {
            judgement.find("from= trusts the DNS with \(from.names.joined(separator: ", "))", at: key.place, mend: mend)
        }
    }
}
