import CLinux
import Ledger
import Protocol
import System
import ZFS

/// One session: the client at `input` and `output`, `zfs` beside it, and one loop that waits for whichever moves.
///
/// The loop never waits inside a call, so that the client's going away, a CANCEL or a PING is seen at any moment.
struct ServeSession: ~Copyable {
    private enum Work {
        case none
        case listing(CapturedProcess, for: ServerMachine.Event)
        case sending(SendJob, next: ArraySlice<Hop>)
        case confirming(CursorJob)
    }

    private let policy: Policy
    private let confinement: Confinement
    private let log: SessionLog
    private let recorder: SessionRecorder
    private let input: Int32
    private let output: Int32
    private let signals: Int32

    private var machine = ServerMachine()
    private var work = Work.none
    /// Made by the first request that needs it, and anew by each LIST.
    private var catalog: Catalog?
    private var cursors = CursorMemory()
    private var outbox = Outbox()
    /// The START of the current hop has been queued.
    private var hasStarted = false
    private var isCancelled = false
    private var isGreeted = false
    private var limiter: RateLimiter?
    private let beginning = Monotonic.now
    /// Requests refused so far.
    private var refusals = 0
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

    // MARK: Requests

    private mutating func beginRequests() throws {
        if isCancelled, outbox.isBetweenFrames {
            isCancelled = false
            work = .none
            try recorder.cut(Failure.cancelled.text)
            // The request may have ended on its own since the CANCEL was read.
            if machine.isAnswering { outbox.queue(machine.fail(.cancelled)) }
        }
        // The next answer is not begun before the client has taken the last one: what waits for it stays bounded.
        while case .none = work, outbox.isEmpty, let (event, reply) = machine.takeRequest() {
            outbox.queue(reply)
            guard let event else { continue }
            recorder.asked(event)
            switch event {
            case .hello(let hello): greet(hello)
            case .list: try list(for: event)
            case .send, .resume, .confirm:
                if catalog == nil { try list(for: event) } else { try answer(event) }
            }
        }
    }

    private mutating func greet(_ hello: Hello) {
        isGreeted = true
        log.notice("session of \(hello.software) at \(hello.id), OpenZFS \(hello.zfsVersion); \(confinement)")
        outbox.queue(
            machine.hello(
                Hello(
                    capabilities: [.resume, confinement.announced, policy.cursor == .none ? [] : .confirm],
                    policy: policy.announced, time: wallClockSeconds(),
                    id: policy.id,
                    software: Release.software, zfsVersion: ZFSTool.moduleVersion ?? "")))
    }

    private mutating func list(for event: ServerMachine.Event) throws {
        do {
            work = .listing(try policy.zfs.startList(policy.roots, isRecursive: policy.isRecursive), for: event)
        } catch { try fail(.listFailed, ZFSToolError.notRun(policy.zfs.path, error).description) }
    }

    private mutating func answer(_ event: ServerMachine.Event) throws {
        guard let catalog else { return }
        switch event {
        case .hello: break
        case .list: for frame in try machine.list(catalog.visible) { outbox.queue(frame) }
        case .send(let request): try begin { (catalog) throws(Failure) in try catalog.hops(request)[...] }
        case .resume(let request): try begin { (catalog) throws(Failure) in [try catalog.hop(request)] }
        case .confirm(let confirmation): try confirm(confirmation, in: catalog)
        }
    }

    private mutating func begin(_ hops: (Catalog) throws(Failure) -> ArraySlice<Hop>) throws {
        guard let catalog else { return }
        let found: ArraySlice<Hop>
        do throws(Failure) {
            found = try hops(catalog)
        } catch { return try refuse(error) }
        try send(found)
    }

    private mutating func confirm(_ confirmation: Confirmation, in catalog: Catalog) throws {
        let (dataset, snapshot): (Dataset, Snapshot?)
        do {
            (dataset, snapshot) = try catalog.confirmed(confirmation)
        } catch { return try refuse(error) }
        guard let snapshot, policy.cursor != .none, !cursors.covers(snapshot, of: dataset.name) else {
            return outbox.queue(try machine.confirmed())
        }
        let job = CursorJob(to: snapshot, in: dataset, policy, cursors, log: log)
        if let result = try job.start() { try confirmed(result) } else { work = .confirming(job) }
    }

    private mutating func confirmed(_ result: CursorJob.Result) throws {
        work = .none
        switch result {
        case .done(let memory):
            cursors = memory
            outbox.queue(try machine.confirmed())
        case .failed(let failure): try refuse(failure)
        }
    }

    private mutating func send(_ hops: ArraySlice<Hop>) throws {
        hasStarted = false
        guard let hop = hops.first else {
            work = .none
            return
        }
        do {
            work = .sending(try SendJob(hop, zfs: policy.zfs), next: hops.dropFirst())
        } catch { try fail(.sendFailed, ZFSToolError.notRun(policy.zfs.path, error).description) }
    }

    private mutating func fail(_ code: Failure.Code, _ text: String) throws {
        try refuse(Failure(code, text, isRetryable: true))
    }

    private mutating func refuse(_ failure: Failure) throws {
        work = .none
        refusals += 1
        if refusals <= Self.loggedRefusals { log.warning("\(failure.code): \(failure.text)") }
        try recorder.failed(failure)
        outbox.queue(machine.fail(failure))
    }

    // MARK: The program beside

    /// - Parameter entries: those of the program, as polled.
    private mutating func advance(_ entries: ArraySlice<PollEntry>) throws {
        switch work {
        case .none: break
        case .listing(let process, let event):
            if let captured = try process.advance(entries) { try listed(captured, event) }
        case .confirming(let job):
            if let result = try job.advance(entries) { try confirmed(result) }
        case .sending(let job, let next):
            let isReady = entries.map(\.isReadable)
            if isReady[1] { try job.drainComplaints() }
            if isReady[0] { try hasStarted ? frame(job) : start(job) }
            if isReady[2] { try sent(job, next) }
        }
    }

    private mutating func listed(_ captured: Captured, _ event: ServerMachine.Event) throws {
        work = .none
        do {
            catalog = Catalog(try ListingResult.listing(captured), policy: policy)
        } catch { return try fail(.listFailed, error.description) }
        try answer(event)
    }

    /// Begins the hop with the stream's first record, once it is there and nothing speaks against it.
    private mutating func start(_ job: SendJob) throws {
        guard try job.readHead() else { return }
        do throws(Failure) {
            try job.hop.check(job.head)
        } catch { return try refuse(error) }
        recorder.began(job.hop)
        recorder.moved(job.head.count)
        outbox.queue(try machine.start(job.hop.start))
        hasStarted = true
        outbox.queue(try machine.data(length: job.head.count) + job.head)
        limiter?.spend(job.head.count)
    }

    /// Queues the header of a DATA frame for what waits in the pipe.
    private mutating func frame(_ job: SendJob) throws {
        let waiting = try job.streamBytes()
        guard waiting > 0 else { return }
        let length = min(waiting, MessageType.data.limit, limiter?.allowance(at: .now) ?? waiting)
        guard length > 0 else { return }
        outbox.promise(length, after: try machine.data(length: length))
        recorder.moved(length)
        limiter?.spend(length)
    }

    private mutating func sent(_ job: SendJob, _ next: ArraySlice<Hop>) throws {
        let (ending, complaints) = try job.finish()
        guard ending.isSuccess else {
            let error = ZFSToolError.failed("zfs send of \(job.hop.name)", ending, complaints)
            // One that was killed has not said that it cannot be done.
            return try refuse(Failure(.sendFailed, error.description, isRetryable: ending.isSignal))
        }
        guard hasStarted else { return try refuse(Failure(.sendFailed, "zfs send of \(job.hop.name) wrote no stream")) }
        log.notice("sent \(job.hop.name) guid \(job.hop.start.to) from \(job.hop.start.from?.description ?? "nothing")")
        try recorder.ended()
        outbox.queue(try machine.endHop())
        try send(next)
    }

    /// Of one session: whoever has the key shall not fill the log.
    private static let loggedRefusals = 100
    /// A client that has not said hello by then, however slowly, never will.
    private static let greetingPatience = Duration.seconds(60)
    /// Bytes that may wait for the client before nothing more is read from it.
    private static let queueLimit = 1 << 20
}
