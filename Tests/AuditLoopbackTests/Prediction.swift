import Audit

/// What the audit says that an attempt will get.
struct Prediction {
    let machine: ProofMachine
    /// As `sshd -T` tells.
    let settings: SSHDSettings
    let account: PasswdEntry

    /// - Parameter time: seconds since 1970.
    func outcome(of attempt: Combination.Attempt, _ combination: Combination, at time: Int) throws -> Outcome {
        var outcome = Outcome()
        let paths = settings.authorizedKeysFiles(for: account)
        let files = combination.keyFiles.filter { paths.contains($0.path) }.map {
            AuthorizedKeysFile(path: $0.path, parsing: Array($0.text.utf8))
        }
        let line = machine.keys[attempt.key].line
        guard let key = AuthorizedKeysFile(path: "", parsing: Array(line.utf8)).entries.first?.key else {
            throw Trouble("the audit cannot read \(line)")
        }
        let admission = Admission(files: files, settings: settings, account: account)
        guard let accepted = admission.line(for: key, from: attempt.address, at: time) else {
            outcome["line"] = "none"
            return outcome
        }
        outcome["line"] = accepted.place.description
        add(KeyRights(accepted.options, settings), to: &outcome)
        return outcome
    }

    private func add(_ rights: KeyRights, to outcome: inout Outcome) {
        let program =
            switch rights.program {
            case .clients: "own"
            case .forced: "forced"
            case .sftp: "sftp only"
            }
        outcome["command"] = program
        outcome["shell"] = program
        outcome["sftp"] = !rights.subsystems.contains("sftp") ? "refused" : program == "forced" ? "forced" : "files"
        outcome.note("pty", rights.hasPTY)
        outcome.note("agent", rights.agentForwarding)
        outcome.note("x11", rights.x11Forwarding)
        outcome.note("rc", rights.userRC)
        for name in Client.variables { outcome.note("sends \(name)", settings.acceptsVariable(name)) }
        for name in Client.keyVariables {
            outcome["has \(name)"] = rights.environment.first { $0.name == name }?.value ?? "nothing"
        }
        for (index, target) in machine.targets.enumerated() {
            outcome.note(
                "connects to \(index)",
                rights.localForwarding.allowsConnecting(to: "127.0.0.1", port: Int(target.port)))
        }
        outcome.note("connects to the socket", rights.localSockets.allowsConnecting(to: machine.socket))
        let port = Int(machine.listenPort)
        outcome.note("listens", rights.remoteForwarding.allowsListening(on: "localhost", port: port))
        outcome.note("listens on any port", rights.remoteForwarding.allowsListening(on: "localhost", port: 0))
        outcome.note("listens on a socket", rights.remoteSockets)
        outcome.note("tunnel", rights.tunnel)
    }
}
