import CLinux
import Ledger
import Protocol
import System

/// `zpull-serve serve`: what the forced command runs.
enum ServeCommand {
    /// - Returns: the exit code, as docs/operations.md lists them.
    static func run(_ policy: Policy) -> Int32 {
        guard isatty(STDIN_FILENO) == 0, isatty(STDOUT_FILENO) == 0 else {
            complain(
                "serve speaks to zpull-client, not to a terminal; install it as a forced command, see `zpull-serve keyline`"
            )
            return ExitCode.usage
        }
        let caller = Caller.current
        let log = SessionLog(id: policy.id, address: caller.address)
        Signals.ignoreBrokenPipes()
        do {
            try Confinement.closeInherited()
            // Opened before the session is shut in, and never again.
            let recorder = SessionRecorder(try policy.ledger(for: caller))
            let confinement = try Confinement.enter(policy)
            try recorder.opened()
            return serve(policy, confinement, log, recorder)
        } catch let error as LedgerError {
            log.warning("refused: \(error)")
            refuse(.unrecorded)
        } catch { tell(error, to: log) }
        return ExitCode.system
    }

    private static func serve(
        _ policy: Policy, _ confinement: Confinement, _ log: SessionLog, _ recorder: SessionRecorder
    ) -> Int32 {
        var (code, outcome) = (ExitCode.system, "")
        do {
            let signals = try SignalDescriptor(SignalDescriptor.ending)
            if let limit = policy.maxSessions, !SessionLimit(limit: limit).admits() {
                (code, outcome) = (ExitCode.busy, "refused: the limit of sessions is reached (--max-sessions \(limit))")
                log.warning(outcome)
                refuse(
                    Failure(
                        .busy,
                        "as many sessions of this key are running as may (--max-sessions \(limit)); try again later",
                        isRetryable: true))
            } else {
                var session = try ServeSession(
                    policy: policy, confinement: confinement, log: log, recorder: recorder, input: STDIN_FILENO,
                    output: STDOUT_FILENO, signals: signals.descriptor.number)
                let end = try session.run()
                (code, outcome) = (report(end, to: log), end.description)
            }
        } catch {
            tell(error, to: log)
            outcome = "the session failed: \(error)"
        }
        do throws(LedgerError) {
            try recorder.closed(outcome)
        } catch {
            tell(error, to: log)
            return ExitCode.system
        }
        return code
    }

    private static func tell(_ error: any Error, to log: SessionLog) {
        log.warning("session failed: \(error)")
        // sshd carries standard error to the client.
        complain(error is LedgerError ? Failure.unrecorded.text : "\(error)")
    }

    /// The banner, so that the client knows whom it hears, and an error of the session.
    private static func refuse(_ failure: Failure) {
        var machine = ServerMachine()
        try? IO.writeAll(STDOUT_FILENO, ServerMachine.greeting + machine.fail(failure))
        // Until the client has read that and gone: sshd may throw away what a program wrote just before its end.
        let deadline = Monotonic.now + .seconds(5)
        var entries = [PollEntry(STDIN_FILENO, POLLIN)]
        var bytes = [UInt8](repeating: 0, count: 4096)
        while (try? Poll.wait(&entries, until: deadline)) == true,
            case .bytes? = try? IO.read(STDIN_FILENO, into: &bytes)
        {}
    }

    private static func report(_ end: ServeSession.End, to log: SessionLog) -> Int32 {
        switch end {
        case .clientDone:
            log.notice("session ended")
            return ExitCode.success
        case .clientGone:
            log.notice("session ended: the client went away")
            return ExitCode.success
        case .idle:
            log.warning("session ended: \(end)")
            complain("\(end)")
            return ExitCode.busy
        case .signalled:
            log.notice("session ended by a signal")
            return ExitCode.busy
        case .violation:
            complain("\(end)")
            return ExitCode.protocolViolation
        case .unrecorded(let error):
            tell(error, to: log)
            return ExitCode.system
        }
    }

    private static func complain(_ text: String) {
        try? IO.writeAll(STDERR_FILENO, Array("zpull-serve: \(text)\n".utf8))
    }
}

extension Policy {
    fileprivate func ledger(for caller: Caller) throws(LedgerError) -> LedgerFile? {
        guard let auditLog else { return nil }
        return try LedgerFile(path: auditLog, party: Party(id: id, key: caller.key, address: caller.address))
    }
}

extension Failure {
    /// What the client is told; paths and reasons are for the system log.
    static let unrecorded = Failure(
        .serverError,
        "the source cannot write its audit log, and does nothing that it cannot record; its system log says why",
        isRetryable: true)
}
