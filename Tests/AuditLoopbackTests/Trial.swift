import Audit
import CLinux
import Foundation
import System

/// A combination, tried: for each attempt, what the audit and sshd disagree about.
struct Trial {
    let machine: ProofMachine
    let combination: Combination
    /// The combination's own.
    let folder: String

    struct Report {
        /// Rights that were compared, each with sshd's answer.
        var compared: [(right: String, answer: String)] = []
        var disagreements: [String] = []
    }

    /// - Parameter isThorough: also tries what takes an `ssh` of its own.
    func run(isThorough: Bool) throws -> Report {
        let configuration = try machine.install(combination, in: folder)
        let listener = try LoopbackSocket()
        var report = Report()
        for (number, attempt) in combination.attempts.enumerated() {
            let settings = try machine.settings(
                configuration, account: combination.account, address: attempt.address)
            let expected = try Prediction(
                machine: machine, settings: settings, account: try machine.entry(combination.account)
            ).outcome(of: attempt, combination, at: time(nil))
            var tried = try libssh(attempt, listener, configuration, log: "\(folder)/log\(number)")
            if isThorough, tried["line"] != "none" {
                try openSSH(attempt, listener, configuration, settings, to: &tried)
            }
            report.compared += tried.answers.map { ($0.key, $0.value) }
            report.disagreements += expected.disagreements(with: tried).map {
                "\(combination.account) with key \(attempt.key) from \(attempt.address): \($0)"
            }
        }
        return report
    }

    private func libssh(
        _ attempt: Combination.Attempt, _ listener: LoopbackSocket, _ configuration: String, log: String
    ) throws -> Outcome {
        let (client, server) = try listener.connection(from: attempt.address)
        let socket = FileDescriptor(owning: server)
        var sshd = try machine.serve(socket, configuration: configuration, log: log)
        _ = consume socket
        var outcome: Outcome
        do {
            let session = try Client(machine: machine, account: combination.account, socket: client)
            defer { session.close() }
            outcome = try session.logIn(with: machine.keys[attempt.key].file) ? try session.outcome() : Outcome()
        } catch {
            throw Trouble("\(error); sshd says: \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")
        }
        let isIn = outcome["command"] != nil
        _ = try sshd.wait()
        machine.drain()
        outcome["line"] = isIn ? try Self.acceptingLine(log) : "none"
        return outcome
    }

    /// The line that sshd says it has accepted a key by.
    private static func acceptingLine(_ log: String) throws -> String {
        let lines = try String(contentsOfFile: log, encoding: .utf8).split(whereSeparator: \.isNewline)
        guard let line = lines.last(where: { $0.contains("Accepted key ") }),
            let place = line.components(separatedBy: " found at ").last
        else {
            throw Trouble("sshd does not say why it accepted the key")
        }
        return place.trimmingCharacters(in: .whitespaces)
    }

    /// What libssh cannot ask for: sockets that the client listens on, and tunnels.
    private func openSSH(
        _ attempt: Combination.Attempt, _ listener: LoopbackSocket, _ configuration: String, _ settings: SSHDSettings,
        to outcome: inout Outcome
    ) throws {
        let hasTunnels = access("/dev/net/tun", R_OK | W_OK) == 0
        let socket = "\(machine.sockets)/\(UUID().uuidString.prefix(13))"
        let complaints = try System.Pipe()
        var ssh = try ChildProcess(
            "/usr/bin/ssh",
            [
                "-F", "/dev/null", "-v", "-T", "-b", attempt.address, "-p", "\(listener.port)", "-i",
                machine.keys[attempt.key].file,
                "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                "-o", "Tunnel=\(settings["permittunnel"] == "ethernet" ? "ethernet" : "point-to-point")",
                "-R", "\(socket):/nonexistent",
            ] + (hasTunnels ? ["-w", "any:any"] : []) + ["\(combination.account)@127.0.0.1", "true"],
            error: complaints.writeEnd.number)
        let reading = complaints.intoReadEnd()
        let server = FileDescriptor(owning: try listener.accepted())
        var sshd = try machine.serve(server, configuration: configuration, log: "/dev/null")
        _ = consume server
        var text = CappedText(limit: 1 << 20)
        // A tunnel would keep it open when the command has ended, which the answer to everything else comes before.
        while !text.text.contains("rtype exit-status"), try text.drain(reading.number) {}
        ssh.signal(SIGTERM)
        _ = try ssh.wait()
        _ = try sshd.wait()
        guard text.text.contains("Authenticated to") else { throw Trouble("ssh was not let in: \(text.text)") }
        let isListening = text.text.contains("remote forward success for")
        guard isListening || text.text.contains("remote port forwarding failed") else {
            throw Trouble("ssh: \(text.text)")
        }
        outcome.note("listens on a socket", isListening)
        // Root in a container may lack the power to have one here; then nothing was asked for.
        if hasTunnels, !text.text.contains("Tunnel device open failed") {
            outcome.note("tunnel", !text.text.contains("rejected tunnel device forwarding"))
        }
    }
}
