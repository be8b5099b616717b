import Glibc
import Ledger
import Protocol
import Replication
import System
import ZFS

/// Carries out a plan over an open session.
///
/// Some requests are always under way, so that the source never waits for us between two datasets; it answers them in
/// order, one stream at a time.
final class Executor {
    private let plan: SourcePlan
    private let connection: SourceConnection
    private let zfs: ZFSTool
    private let interruption: Interruption
    private let mayDestroy: Bool
    private let state: StateFolder
    private let reporter: SourceReporter
    private let recorder: SourceRecorder

    private var results: [DatasetResult?]
    /// What each dataset has received so far.
    private var progress: [Received]
    private var steps: ArraySlice<Step>
    private var open: [(request: UInt32, step: Step)] = []
    /// The hop of the request being answered that comes next.
    private var hopIndex = 0
    private var receiver: HopReceiver?

    /// Requests under way at once: enough to hide the round trips of small datasets.
    private static let depth = 8

    /// - Parameter mayDestroy: whether this user may drop interrupted receives (`single_user`).
    /// The streams that each pool takes are asked for here, since only what is to be received needs them.
    init(
        _ plan: SourcePlan, over connection: SourceConnection, zfs: ZFSTool, state: StateFolder, mayDestroy: Bool,
        interruption: Interruption, reporter: SourceReporter, recorder: SourceRecorder
    ) {
        self.plan = plan
        self.connection = connection
        self.zfs = zfs
        self.state = state
        self.mayDestroy = mayDestroy
        self.interruption = interruption
        self.reporter = reporter
        self.recorder = recorder
        results = plan.datasets.map(DatasetResult.init(known:))
        progress = plan.datasets.map { _ in Received() }
        let pools = Set(plan.transfers.map { plan.datasets[$0.index].local.pool })
        steps = Step.all(of: plan, accepted: Self.accepted(by: pools, zfs, until: interruption.descriptor))[...]
    }

    /// Receives everything that can be received, reads each new guid back, and tells how each dataset fared.
    func run() -> [DatasetResult] {
        for (index, result) in results.enumerated() {
            guard case .failed(.staleState(_, let stale), _)? = result else {
                if let result { settle(index, result) }
                continue
            }
            fail(index, discard(stale, at: index, because: .staleState(local: plan.datasets[index].local, stale)))
        }
        do {
            while try request() { try answer() }
        } catch {
            // What keeps a record from being written has ended the session already.
            try? recorder.ended(.cut(Words(error.description)))
            receiver?.abandon()
            receiver = nil
            // What has nothing outstanding is whole; reading back decides about it.
            let cut = (open.map(\.step.dataset) + steps.map(\.dataset)).filter { results[$0] == nil }
            for (position, index) in cut.enumerated() where results[index] == nil {
                fail(index, position == 0 ? .session(error) : .notReached(error))
            }
        }
        readBack()
        for index in results.indices where results[index] == nil { settle(index, .received(progress[index])) }
        return results.compactMap { $0 }
    }

    // MARK: Requests

    /// Keeps enough requests under way. `false` when there is nothing left to wait for.
    private func request() throws(SessionError) -> Bool {
        while open.count < Self.depth, let step = steps.first {
            if results[step.dataset] == nil, prepare(step) { open.append((try send(step), step)) }
            steps.removeFirst()
        }
        return !open.isEmpty
    }

    private func send(_ step: Step) throws(SessionError) -> UInt32 {
        switch step.kind {
        case .resume(let resumed):
            return try connection.resume(
                ResumeRequest(
                    dataset: step.remote, token: resumed.token.text, flags: step.flags, accepted: step.accepted))
        case .send(let request): return try connection.send(request)
        }
    }

    /// A pool that does not tell is for `zfs receive` to find out about.
    private static func accepted(by pools: Set<DatasetName>, _ zfs: ZFSTool, until cancellation: Int32) -> [DatasetName:
        StreamFeatures]
    {
        Dictionary(
            uniqueKeysWithValues: pools.compactMap { pool in
                zfs.features(of: pool, until: cancellation).map { (pool, $0.accepted) }
            })
    }

    /// Takes away what is in the way. `false` when the dataset has to be left for now.
    private func prepare(_ step: Step) -> Bool {
        let local = plan.datasets[step.dataset].local
        do {
            if let aside = step.aside { try setAside(local, aside) }
            if let stale = step.stale { try drop(stale, of: local) }
            return true
        } catch {
            fail(step.dataset, error)
            return false
        }
    }

    private func setAside(_ local: DatasetName, _ aside: Aside) throws(SyncError) {
        do {
            try zfs.rename(local, to: aside.name, until: interruption.descriptor)
        } catch { throw .notSetAside(local, aside.obstacle, error) }
        reporter.setAside(local, aside)
        do throws(SystemError) {
            try state.noteQuarantine(of: local, as: aside.name, source: plan.source, because: aside.obstacle.problem)
        } catch { throw .state(error) }
    }

    private func drop(_ stale: StaleState, of local: DatasetName) throws(SyncError) {
        do {
            try zfs.abortReceive(local, until: interruption.descriptor)
        } catch { throw .tool(error) }
        reporter.note(local, "dropped an interrupted receive that could not go on: \(stale.reason)")
    }

    /// Sees to it that an interrupted receive that cannot go on is no longer there in the next run. What failed is the
    /// dataset's error, or that there is something to drop.
    private func discard(_ stale: StaleState, at index: Int, because error: SyncError) -> SyncError {
        let local = plan.datasets[index].local
        do {
            if mayDestroy {
                try drop(stale, of: local)
                return error
            }
            try state.recordStale(stale, of: local)
            return .staleState(local: local, stale)
        } catch let error as SyncError {
            return error
        } catch let error as SystemError {
            return .state(error)
        } catch { return .state(SystemError("write", state.path, number: EIO)) }
    }

    // MARK: Answers

    private func answer() throws(SessionError) {
        let event = try connection.nextEvent()
        guard let (request, step) = open.first else { throw connection.unexpected() }
        switch event {
        case .hopStarted(request, let start): try begin(start, of: step)
        case .data(request, let bytes):
            progress[step.dataset].bytes += UInt64(bytes.count)
            reporter.moved(bytes.count)
            recorder.moved(bytes.count)
            try attempt(step) { (receiver) throws(SyncError) in try receiver.take(bytes) }
        case .hopEnded(request, _, let isLast):
            try attempt(step) { (receiver) throws(SyncError) in try receiver.finish() }
            try recorder.ended(receiver == nil ? .cut(reason(step)) : .whole)
            if let receiver { ended(receiver, step) }
            receiver = nil
            hopIndex += 1
            if isLast { closeRequest() }
        case .failed(request, let failure):
            let hasBegun = receiver != nil
            try recorder.ended(.cut(reason(step, else: failure.text)))
            receiver?.abandon()
            receiver = nil
            // An answer to our own CANCEL changes nothing; the dataset has failed already.
            if results[step.dataset] == nil {
                var error = SyncError.source(failure)
                if !hasBegun, let stale = step.stale(after: failure) {
                    error = discard(stale, at: step.dataset, because: error)
                }
                try fail(step.dataset, error, cancelling: request)
            }
            closeRequest()
        default: throw connection.unexpected()
        }
    }

    private func begin(_ start: HopStart, of step: Step) throws(SessionError) {
        let hop = step.hops[hopIndex]
        guard let remote = SnapshotName(step.remote, hop.name),
            let local = SnapshotName(plan.datasets[step.dataset].local, hop.name)
        else { throw connection.unexpected() }
        recorder.began(start, of: remote, isResumed: step.isResumed, into: local.dataset)
        guard results[step.dataset] == nil else { return }
        guard start == hop.start else {
            throw .violation(
                peer: connection.peer,
                .malformed(.start, "it announces guid \(start.to), where \(hop.start.to) was asked for"))
        }
        let agreement = StreamAgreement(
            snapshot: remote, to: hop.start.to, from: hop.start.from, raw: step.flags.contains(.raw),
            resuming: step.isResumed)
        reporter.hop(local, of: remote, from: hop.start.from, estimate: hop.estimate)
        receiver = HopReceiver(agreement, into: local, on: base(of: step), zfs: zfs, interruption: interruption)
    }

    /// The newest snapshot that is here, by its name here, as far as it is known.
    private func base(of step: Step) -> SnapshotName? {
        if let received = progress[step.dataset].snapshots.last { return received.name }
        let plan = plan.datasets[step.dataset]
        guard !step.isResumed, case .transfer(let transfer) = plan.action else { return nil }
        return transfer.base.flatMap { SnapshotName(plan.local, $0.localName) }
    }

    /// Does something with the stream at hand; without one it belongs to a dataset that has failed, and is passed over.
    private func attempt(_ step: Step, _ body: (HopReceiver) throws(SyncError) -> Void) throws(SessionError) {
        guard let receiver else { return }
        do {
            try body(receiver)
        } catch .session(let error) {
            throw error
        } catch {
            self.receiver = nil
            try fail(step.dataset, error, cancelling: nil)
        }
    }

    private func ended(_ receiver: HopReceiver, _ step: Step) {
        progress[step.dataset].snapshots.append(
            ReceivedSnapshot(name: receiver.snapshot, guid: step.hops[hopIndex].start.to))
        reporter.received(receiver.snapshot)
    }

    /// Why the stream at hand is not received.
    private func reason(_ step: Step, else text: String = "not wanted any more") -> Words {
        Words(results[step.dataset]?.error?.description ?? text)
    }

    private func closeRequest() {
        let step = open.removeFirst().step
        hopIndex = 0
        let isDone = !open.contains { $0.step.dataset == step.dataset } && steps.first?.dataset != step.dataset
        if isDone, results[step.dataset] == nil { reporter.finished(plan.datasets[step.dataset].local) }
    }

    // MARK: Failures

    /// Notes a failure, and takes back what has been asked for the dataset and for those that cannot be without it.
    private func fail(_ index: Int, _ error: SyncError, cancelling answered: UInt32?) throws(SessionError) {
        fail(index, error)
        for (request, step) in open where results[step.dataset] != nil && request != answered {
            try connection.cancel(request)
        }
    }

    private func fail(_ index: Int, _ error: SyncError) {
        settle(index, .failed(error, progress[index]))
        let failed = plan.datasets[index].local
        guard case .transfer(let transfer) = plan.datasets[index].action, transfer.isFirst,
            progress[index].snapshots.isEmpty
        else { return }
        for (child, plan) in plan.datasets.enumerated() where results[child] == nil && plan.local.isWithin(failed) {
            settle(child, .failed(.parentFailed(failed), Received()))
        }
    }

    private func settle(_ index: Int, _ result: DatasetResult) {
        results[index] = result
        reporter.settled(plan.datasets[index], result)
        if let error = result.error { recorder.failed(plan.datasets[index].local, error) }
    }

    // MARK: Reading back

    /// Promise 3: nothing counts as done before its guid has been read from the local pool.
    private func readBack() {
        let all = progress.flatMap(\.snapshots)
        guard !all.isEmpty else { return }
        do {
            let found = try zfs.guids(all.map(\.name), until: interruption.descriptor)
            recorder.readBack(all.count { found[$0.name] == $0.guid })
            for (index, received) in progress.enumerated() {
                guard let wrong = received.snapshots.first(where: { found[$0.name] != $0.guid }) else { continue }
                fail(index, .readBack(wrong.name, expected: wrong.guid, found: found[wrong.name]))
            }
        } catch {
            let error = SyncError(sourceError: error)
            for index in progress.indices where results[index] == nil && !progress[index].snapshots.isEmpty {
                fail(index, error)
            }
        }
    }
}
