import CLinux
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
        let log = SessionLog(id: policy.id, environment: SessionLog.environment)
        do {
            let confinement = try Confinement.enter(policy)
            Signals.ignoreBrokenPipes()
            let signals = try SignalDescriptor(SignalDescriptor.ending)
            if let limit = policy.maxSessions, SessionCount.earlier() >= limit {
                log.warning("refused: the limit of sessions is reached (--max-sessions \(limit))")
                return refuse(
                    Failure(
                        .busy,
                        "as many sessions of this key are running as may (--max-sessions \(limit)); try again later",
                        isRetryable: true))
            }
            var session = try ServeSession(
                policy: policy, confinement: confinement, log: log, input: STDIN_FILENO, output: STDOUT_FILENO,
                signals: signals.descriptor.number)
            return report(try session.run(), to: log)
        } catch {
            log.warning("session failed: \(error)")
            complain("\(error)")
            return ExitCode.system
        }
    }

    /// The banner, so that the client knows whom it hears, and an error of the session.
    private static func refuse(_ failure: Failure) -> Int32 {
        var machine = ServerMachine()
        try? IO.writeAll(STDOUT_FILENO, ServerMachine.greeting + machine.fail(failure))
        // Until the client has read that and gone: sshd may throw away what a program wrote just before its end.
        let deadline = Monotonic.now + .seconds(5)
        var entries = [PollEntry(STDIN_FILENO, POLLIN)]
        var bytes = [UInt8](repeating: 0, count: 4096)
        while (try? Poll.wait(&entries, until: deadline)) == true,
            case .bytes? = try? IO.read(STDIN_FILENO, into: &bytes)
        {}
        return ExitCode.busy
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
            let text =
                "no byte moved for too long (--idle); raise it if zfs send has to read for longer before it writes"
            log.warning("session ended: \(text)")
            complain(text)
            return ExitCode.busy
        case .signalled:
            log.notice("session ended by a signal")
            return ExitCode.busy
        case .violation(let violation):
            complain("protocol violation: \(violation)")
            return ExitCode.protocolViolation
        }
    }

    private static func complain(_ text: String) {
        try? IO.writeAll(STDERR_FILENO, Array("zpull-serve: \(text)\n".utf8))
    }
}
