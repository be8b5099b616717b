import CLinux
import Ledger
import Protocol
import System
import ZFS

/// One session: the client at `input` and `output`, `zfs` beside it, and one loop that waits for whichever moves.
///
/// The loop never waits inside a call, so that the client's going away, a CANCEL or a PING is seen at any moment. What a
/// request begins is in `ServeSession+Requests`, what becomes of a program's output in `ServeSession+Work`.
struct ServeSession: ~Copyable {
    enum Work {
        case none
        case listing(CapturedProcess, for: ServerMachine.Event)
        case sending(SendJob, next: ArraySlice<Hop>)
        case confirming(CursorJob)
    }

    let policy: Policy
    let confinement: Confinement
    let log: SessionLog
    let recorder: SessionRecorder
    private let input: Int32
    private let output: Int32
    private let signals: Int32

    var machine = ServerMachine()
    var work = Work.none
    /// Made by the first request that needs it, and anew by each LIST.
    var catalog: Catalog?
    var cursors = CursorMemory()
    var outbox = Outbox()
    /// The START of the current hop has been queued.
    var hasStarted = false
    var isCancelled = false
    var isGreeted = false
    var limiter: RateLimiter?
    private let beginning = Monotonic.now
    /// Requests refused so far.
    var refusals = 0
    /// When a byte last passed that was not of a PING or PONG.
    private var lastMove = Monotonic.now
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)

    /// - Parameters:
    ///   - input, output: made non-blocking here; SIGPIPE must be ignored.
    ///   - signals: a signalfd; what arrives there ends the session.
    init(
        policy: Policy, confinement: Confinement, log: SessionLog, recorder: SessionRecorder, input: Int32,
        output: Int32, signals: Int32
    ) throws(SystemError) {
        self.policy = policy
        self.confinement = confinement
        self.log = log
        self.recorder = recorder
        self.input = input
        self.output = output
        self.signals = signals
        limiter = policy.maxRate.map { RateLimiter(bytesPerSecond: $0, now: .now) }
        try IO.setNonBlocking(input)
        try IO.setNonBlocking(output)
    }

    /// Serves until the session ends. Whatever `zfs` is still running is killed by then, and its stream recorded as cut.
    mutating func run() throws -> End {
        let end = try serve()
        if refusals > Self.loggedRefusals {
            log.warning("\(refusals - Self.loggedRefusals) more requests were refused")
        }
        do throws(LedgerError) {
            try recorder.cut(end.description, unsent: outbox.promised)
        } catch { return .unrecorded(error) }
        return end
    }

    private mutating func serve() throws -> End {
        do {
            // Before anything else, even when the client has closed its side: whoever calls learns who answered.
            try IO.writeAll(output, ServerMachine.greeting)
            while true {
                if let end = try step() { return end }
            }
        } catch let violation as ProtocolViolation {
            log.warning("protocol violation: \(violation)")
            tell(Failure(.protocolError, "protocol violation: \(violation)"))
            return .violation(violation)
        } catch let error as LedgerError {
            tell(.unrecorded)
            return .unrecorded(error)
        } catch let error as SystemError where [EPIPE, ECONNRESET].contains(error.number) {
            return .clientGone
        }
    }

    /// The client learns why the session ends if it can without our waiting for it, and if no stream is in the way.
    private mutating func tell(_ failure: Failure) {
        guard outbox.isBetweenFrames else { return }
        outbox.queue(machine.endSession(failure))
        _ = try? outbox.write(to: output, from: nil)
    }

    // MARK: One turn of the loop

    private mutating func step() throws -> End? {
        try beginRequests()
        let now = Monotonic.now
        let mayFrame = outbox.isEmpty
        var throttledUntil: Monotonic?
        if mayFrame, limiter?.allowance(at: now) ?? 1 < 1 { throttledUntil = limiter?.refill(after: now) }

        var entries = [
            // A client that asks and never reads is not listened to, so that answers to PING do not pile up.
            PollEntry(outbox.count < Self.queueLimit ? input : -1, POLLIN),
            PollEntry(!outbox.isEmpty ? output : -1, POLLOUT),
            PollEntry(signals, POLLIN),
        ]
        switch work {
        case .none: break
        case .listing(let process, _): entries += process.pollEntries
        case .confirming(let job): entries += job.pollEntries
        case .sending(let job, _): entries += job.pollEntries(wantsStream: mayFrame && throttledUntil == nil)
        }
        let deadline = isGreeted ? lastMove + policy.idle : beginning + min(policy.idle, Self.greetingPatience)
        let found = try Poll.wait(&entries, until: min(deadline, throttledUntil ?? deadline))
        if !found { return deadline.hasPassed ? .idle : nil }

        if entries[2].isReadable { return .signalled }
        if entries[0].isReadable, let end = try readClient() { return end }
        if entries[1].isWritable { try writeClient() }
        try advance(entries[3...])
        return nil
    }

    private mutating func readClient() throws -> End? {
        let count: Int
        switch try IO.read(input, into: &buffer) {
        case .bytes(let number): count = number
        case .wouldBlock: return nil
        case .end: return machine.isBetweenFrames && !machine.isAnswering ? .clientDone : .clientGone
        }
        var bytes = buffer[..<count]
        var isOnlyPings = true
        while let step = try machine.next(from: &bytes) {
            switch step {
            case .reply(let pong):
                outbox.queue(pong: pong)
                continue
            case .cancelled(let isCurrent): if isCurrent { isCancelled = true }
            case .requestWaits: break
            }
            isOnlyPings = false
        }
        // A client that is there and a `zfs send` that never goes on would otherwise hold each other for ever.
        if !isOnlyPings || !machine.isBetweenFrames { lastMove = .now }
        return nil
    }

    private mutating func writeClient() throws {
        let job: SendJob? = if case .sending(let job, _) = work { job } else { nil }
        if try outbox.write(to: output, from: job) { lastMove = .now }
    }

    /// Of one session: whoever has the key shall not fill the log.
    static let loggedRefusals = 100
    /// A client that has not said hello by then, however slowly, never will.
    private static let greetingPatience = Duration.seconds(60)
    /// Bytes that may wait for the client before nothing more is read from it.
    private static let queueLimit = 1 << 20
}
