import Ledger
import Protocol
import Replication
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
    private let clearing: Clearing
    private let reporter: SourceReporter
    private let recorder: SourceRecorder

    private let outcomes: Outcomes
    private var steps: ArraySlice<Step>
    private var open: [(request: UInt32, step: Step)] = []
    /// The hop of the request being answered that comes next.
    private var hopIndex = 0
    private var receiver: HopReceiver?

    /// Requests under way at once: enough to hide the round trips of small datasets.
    private static let depth = 8

    /// The streams that each pool takes are asked for here, since only what is to be received needs them.
    ///
    /// - Parameter clearing: what takes away what is in the way.
    init(
        _ plan: SourcePlan, over connection: SourceConnection, zfs: ZFSTool, clearing: Clearing,
        interruption: Interruption, reporter: SourceReporter, recorder: SourceRecorder
    ) {
        self.plan = plan
        self.connection = connection
        self.zfs = zfs
        self.clearing = clearing
        self.interruption = interruption
        self.reporter = reporter
        self.recorder = recorder
        outcomes = Outcomes(of: plan, reporter: reporter, recorder: recorder)
        let pools = Set(plan.transfers.map { plan.datasets[$0.index].local.pool })
        steps = Step.all(of: plan, accepted: Self.accepted(by: pools, zfs, until: interruption.descriptor))[...]
    }

    /// Receives everything that can be received, reads each new guid back, and tells how each dataset fared.
    func run() -> [DatasetResult] {
        for (index, dataset) in plan.datasets.enumerated() {
            guard let result = DatasetResult(known: dataset) else { continue }
            guard case .failed(.staleState(let local, let stale), _) = result else {
                outcomes.settle(index, result)
                continue
            }
            outcomes.fail(index, clearing.discard(stale, of: local, because: .staleState(local: local, stale)))
        }
        do {
            while try request() { try answer() }
        } catch {
            // What keeps a record from being written has ended the session already.
            try? recorder.ended(.cut(Words(error.description)))
            receiver?.abandon()
            receiver = nil
            // What has nothing outstanding is whole; reading back decides about it.
            let cut = (open.map(\.step.dataset) + steps.map(\.dataset)).filter(outcomes.isOpen)
            for (position, index) in cut.enumerated() where outcomes.isOpen(index) {
                outcomes.fail(index, position == 0 ? .session(error) : .notReached(error))
            }
        }
        outcomes.readBack(by: zfs, until: interruption.descriptor)
        return outcomes.finish()
    }

    // MARK: Requests

    /// Keeps enough requests under way. `false` when there is nothing left to wait for.
    private func request() throws(SessionError) -> Bool {
        while open.count < Self.depth, let step = steps.first {
            if outcomes.isOpen(step.dataset) { open.append((try send(step), step)) }
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

    // MARK: Answers

    private func answer() throws(SessionError) {
        let event = try connection.nextEvent()
        guard let (request, step) = open.first else { throw connection.unexpected() }
        switch event {
        case .hopStarted(request, let start): try begin(start, of: step)
        case .data(request, let bytes):
            outcomes.moved(bytes.count, to: step.dataset)
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
            if outcomes.isOpen(step.dataset) {
                var error = SyncError.source(failure)
                if !hasBegun, let stale = step.stale(after: failure) {
                    error = clearing.discard(stale, of: plan.datasets[step.dataset].local, because: error)
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
        guard outcomes.isOpen(step.dataset) else { return }
        guard start == hop.start else {
            throw .violation(
                peer: connection.peer,
                .malformed(.start, "it announces guid \(start.to), where \(hop.start.to) was asked for"))
        }
        let agreement = StreamAgreement(
            snapshot: remote, to: hop.start.to, from: hop.start.from, raw: step.flags.contains(.raw),
            resuming: step.isResumed)
        reporter.hop(local, of: remote, from: hop.start.from, estimate: hop.estimate)
        let isFirst = hopIndex == 0
        receiver = HopReceiver(agreement, into: local, on: base(of: step), zfs: zfs, interruption: interruption) {
            [clearing] () throws(SyncError) in
            if isFirst { try clearing.makeRoom(for: step, at: local.dataset) }
        }
    }

    /// The newest snapshot that is here, by its name here, as far as it is known.
    private func base(of step: Step) -> SnapshotName? {
        if let received = outcomes.last(at: step.dataset) { return received }
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
        outcomes.received(receiver.snapshot, step.hops[hopIndex].start.to, at: step.dataset)
        reporter.received(receiver.snapshot)
    }

    /// Why the stream at hand is not received.
    private func reason(_ step: Step, else text: String = "not wanted any more") -> Words {
        Words(outcomes.error(of: step.dataset)?.description ?? text)
    }

    private func closeRequest() {
        let step = open.removeFirst().step
        hopIndex = 0
        let isDone = !open.contains { $0.step.dataset == step.dataset } && steps.first?.dataset != step.dataset
        if isDone, outcomes.isOpen(step.dataset) { reporter.finished(plan.datasets[step.dataset].local) }
    }

    // MARK: Failures

    /// Notes a failure, and takes back what has been asked for the dataset and for those that cannot be without it.
    private func fail(_ index: Int, _ error: SyncError, cancelling answered: UInt32?) throws(SessionError) {
        outcomes.fail(index, error)
        for (request, step) in open where !outcomes.isOpen(step.dataset) && request != answered {
            try connection.cancel(request)
        }
    }
}
