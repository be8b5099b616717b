import Protocol
import System
import ZFS

/// The program that is running beside the session, and what becomes of what it writes.
extension ServeSession {
    /// - Parameter entries: those of the program, as polled.
    mutating func advance(_ entries: ArraySlice<PollEntry>) throws {
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
}
