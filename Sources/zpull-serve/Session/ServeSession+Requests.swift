import Protocol
import System
import ZFS

/// What a client asks for: each request begins the work that answers it, or is refused.
extension ServeSession {
    mutating func beginRequests() throws {
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

    mutating func answer(_ event: ServerMachine.Event) throws {
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

    mutating func confirmed(_ result: CursorJob.Result) throws {
        work = .none
        switch result {
        case .done(let memory):
            cursors = memory
            outbox.queue(try machine.confirmed())
        case .failed(let failure): try refuse(failure)
        }
    }

    mutating func send(_ hops: ArraySlice<Hop>) throws {
        hasStarted = false
        guard let hop = hops.first else {
            work = .none
            return
        }
        do {
            work = .sending(try SendJob(hop, zfs: policy.zfs), next: hops.dropFirst())
        } catch { try fail(.sendFailed, ZFSToolError.notRun(policy.zfs.path, error).description) }
    }

    mutating func fail(_ code: Failure.Code, _ text: String) throws {
        try refuse(Failure(code, text, isRetryable: true))
    }

    mutating func refuse(_ failure: Failure) throws {
        work = .none
        refusals += 1
        if refusals <= Self.loggedRefusals { log.warning("\(failure.code): \(failure.text)") }
        try recorder.failed(failure)
        outbox.queue(machine.fail(failure))
    }
}
