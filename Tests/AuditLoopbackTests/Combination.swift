/// Files of keys and a configuration of sshd, and who comes with which key from where.
struct Combination {
    let configuration: [String]
    /// In the order of AuthorizedKeysFile.
    let keyFiles: [(path: String, text: String)]
    let account: String
    let attempts: [Attempt]

    struct Attempt {
        /// Of `ProofMachine.keys`.
        let key: Int
        let address: String
    }
}

/// Invents combinations: what a careful administrator writes, what a careless one does, and what an attacker would add.
struct Inventor {
    private var random: Seeded
    private let machine: ProofMachine
    private let folder: String

    /// - Parameter folder: the combination's own.
    init(seed: UInt64, machine: ProofMachine, folder: String) {
        (random, self.machine, self.folder) = (Seeded(seed), machine, folder)
    }

    mutating func combination() -> Combination {
        let account = random.pick(["root", ProofMachine.account])
        let paths = (0..<random.pick([1, 1, 2])).map { "\(folder)/keys\($0)" }
        let files = paths.map { (path: $0, text: lines()) }
        let named = random.chance(3) ? ["none"] : paths
        let present = machine.keys.indices.filter { key in
            files.contains { $0.text.contains(machine.keys[key].line) }
        }
        let attempts = (0..<2).map { _ in
            let key = present.isEmpty || random.chance(10) ? key() : random.pick(present)
            return Combination.Attempt(key: key, address: random.pick(["127.0.0.1", "127.0.0.2", "127.0.0.130"]))
        }
        return Combination(
            configuration: ["AuthorizedKeysFile \(named.joined(separator: " "))"] + settings(), keyFiles: files,
            account: account, attempts: attempts)
    }

    /// Mostly the first, so that it often stands in several lines.
    private mutating func key() -> Int { random.pick([0, 0, 0, 0, 1, 1, 2, 3]) }

    // MARK: sshd_config

    private mutating func settings() -> [String] {
        var lines = (0..<random.pick([0, 2, 5, 9])).map { _ in setting() }
        // The first of each counts.
        if random.chance(40) { lines.insert("PermitUserEnvironment \(userEnvironment())", at: 0) }
        if random.chance(20) {
            lines.append("ForceCommand \(random.pick([machine.report + " admin", "internal-sftp", "none"]))")
        }
        if random.chance(10) { lines.append("DisableForwarding yes") }
        lines += ["Subsystem sftp internal-sftp", "Subsystem sftp /usr/lib/openssh/sftp-server"].filter { _ in
            random.chance(40)
        }.prefix(1)
        if random.chance(5) {
            lines.append(
                random.pick([
                    "PubkeyAuthentication no", "PubkeyAcceptedAlgorithms -ssh-ed25519", "RequiredRSASize 3072",
                ]))
        }
        lines.append(
            "PermitRootLogin \(random.pick(["yes", "yes", "yes", "prohibit-password", "forced-commands-only", "no"]))")
        if random.chance(30) {
            lines.append(
                "Match \(random.pick(["User root", "User \(ProofMachine.account)", "Address 127.0.0.2", "Address 127.0.0.128/25"]))"
            )
            lines += (0..<3).map { _ in setting() }
        }
        return lines
    }

    private mutating func setting() -> String {
        let yesNo = random.pick(["yes", "no"])
        let direction = random.pick(["yes", "yes", "no", "local", "remote", "all"])
        return random.pick([
            "PermitTTY \(yesNo)", "PermitUserRC \(yesNo)", "AllowTcpForwarding \(direction)",
            "AllowStreamLocalForwarding \(direction)", "AllowAgentForwarding \(yesNo)", "X11Forwarding \(yesNo)",
            "X11Forwarding yes", "GatewayPorts \(random.pick(["yes", "no", "clientspecified"]))",
            "PermitOpen \(random.pick(["any", "none"] + openTargets))",
            "PermitOpen \(random.pick(openTargets)) \(random.pick(openTargets))",
            "PermitListen \(random.pick(["any", "none"] + listenTargets))",
            "PermitTunnel \(random.pick(["yes", "no", "point-to-point", "ethernet"]))",
            "AcceptEnv \(random.pick(["LANG LC_*", "ZPULL_X", "*", "Z*_? LANG"]))",
        ])
    }

    private mutating func userEnvironment() -> String {
        random.pick(["yes", "no", "ZPULL_A", "ZPULL_*,!ZPULL_B", "!ZPULL_A,*"])
    }

    private var openTargets: [String] {
        let (one, other) = (machine.targets[0].port, machine.targets[1].port)
        return [
            "127.0.0.1:\(one)", "127.0.0.1:\(other)", "127.0.0.1:*", "*:\(one)", "*:*", "localhost:\(one)",
            "[127.0.0.1]:\(one)",
        ]
    }

    private var listenTargets: [String] {
        let port = machine.listenPort
        return ["\(port)", "localhost:\(port)", "*:\(port)", "LOCALHOST:*", "local*:*", "*", "127.0.0.1:\(port)", "1"]
    }

    // MARK: authorized_keys

    private mutating func lines() -> String {
        (0..<random.pick([1, 2, 3, 5])).map { _ in line() }.joined(separator: random.chance(10) ? "\r\n" : "\n")
            + random.pick(["\n", "", "\r\n"])
    }

    private mutating func line() -> String {
        if random.chance(5) { return random.pick(["", "# a remark", "\t ", "nonsense", "ssh-ed25519", "restrict"]) }
        let options = options().joined(separator: random.chance(3) ? ",," : ",")
        let start = random.chance(5) ? "#" : random.pick(["", "", "", " ", "\t"])
        let gap = options.isEmpty ? "" : random.pick([" ", "  ", "\t"])
        return start + (random.chance(10) ? options.uppercasedNames : options) + gap + spoiled(machine.keys[key()].line)
            + random.pick(["", " comment", " a comment, with \"quotes\" and ssh-ed25519 AAAA"])
    }

    /// A few lines have something wrong with the key itself.
    private mutating func spoiled(_ key: String) -> String {
        guard random.chance(6) else { return key }
        let words = key.split(separator: " ").map(String.init)
        return random.pick([
            "\(words[0]) \(words[1].dropLast(4))", "ssh-dss \(words[1])", "\(words[0])  \(words[1])",
            "\(words[0])\t\(words[1])",
            words[1], "\(words[0]) \(words[1])=", "rsa-sha2-512 \(words[1])", "\(words[0].uppercased()) \(words[1])",
        ])
    }

    private mutating func options() -> [String] {
        var options = (0..<random.pick([0, 1, 2, 4, 7])).map { _ in option() }
        if random.chance(30) {
            options.insert("restrict", at: 0)
            if random.chance(60) { options.append(flag()) }
        }
        if random.chance(30) { options.append(command()) }
        if random.chance(8) { options.append(random.pick(bad)) }
        return options
    }

    private mutating func flag() -> String {
        random.pick(["pty", "port-forwarding", "agent-forwarding", "x11-forwarding", "user-rc"])
    }

    private mutating func option() -> String {
        let flag = flag()
        return random.pick([
            "restrict", flag, flag, "no-" + flag, "no-" + flag, command(), "from=\"\(from())\"",
            "environment=\"ZPULL_A=\(random.pick(["1", "two words", "\\\"q\\\""]))\"", "environment=\"ZPULL_B=2\"",
            "permitopen=\"\(random.pick(openTargets))\"", "permitlisten=\"\(random.pick(listenTargets))\"",
            "tunnel=\"\(random.pick(["any", "0", "77"]))\"", expiry(), "no-touch-required", "verify-required",
            random.chance(30) ? random.pick(["cert-authority", "principals=\"root\""]) : flag,
        ])
    }

    private mutating func command() -> String {
        "command=\"\(random.pick([machine.report + " one", machine.report + " \\\"two words\\\"", machine.report + " 'a,b' # c", "internal-sftp"]))\""
    }

    private mutating func expiry() -> String {
        "expiry-time=\"\(random.pick(["20990101", "209901012359Z", "20200101", "202001010000UTC", "20201231235959"]))\""
    }

    private mutating func from() -> String {
        random.pick([
            "127.0.0.1", "127.0.0.2", "127.0.0.0/8", "127.0.0.128/25", "127.0.0.*", "127.0.0.?", "!127.0.0.2,127.0.0.*",
            "*,!127.0.0.1", "127.0.0.1/8", "", "127.0.0.1,", "localhost", "*", "0.0.0.0/0", "::/0", "::1,127.1",
            "0x7f000002",
            "10.0.0.0/8,127.0.0.0/33", "!127.0.0.1", "*.0.0.1,!*.2",
        ])
    }

    private let bad = [
        "restricted", "no-restrict", "command=x", "command=\"a\",command=\"b\"", "permitopen=\"nothing\"",
        "tunnel=\"x\"",
        "environment=\"=1\"", "environment=\"A B=1\"", "expiry-time=\"never\"", "unknown", "pty=\"yes\"", "\"",
        "from=\"127.0.0.1\"x",
        "permitlisten=\"0\"", "permitopen=\"*\"",
    ]
}

extension String {
    /// Names of options in capitals, values as they are.
    fileprivate var uppercasedNames: String {
        var isQuoted = false
        return reduce(into: "") { result, character in
            if character == "\"" { isQuoted.toggle() }
            result += isQuoted ? String(character) : character.uppercased()
        }
    }
}
