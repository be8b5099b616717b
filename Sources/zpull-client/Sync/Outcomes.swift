import Replication
import ZFS

/// How the datasets of a plan fare in a run: what each has received so far, and how it ended. A dataset is meant by its place
/// in the plan.
final class Outcomes {
    private let plan: SourcePlan
    private let reporter: SourceReporter
    private let recorder: SourceRecorder
    private var results: [DatasetResult?]
    private var progress: [Received]

    init(of plan: SourcePlan, reporter: SourceReporter, recorder: SourceRecorder) {
        self.plan = plan
        self.reporter = reporter
        self.recorder = recorder
        results = plan.datasets.map { _ in nil }
        progress = plan.datasets.map { _ in Received() }
    }

    func isOpen(_ index: Int) -> Bool { results[index] == nil }
    func error(of index: Int) -> SyncError? { results[index]?.error }

    // MARK: On the way

    func moved(_ bytes: Int, to index: Int) { progress[index].bytes += UInt64(bytes) }

    func received(_ snapshot: SnapshotName, _ guid: Guid, at index: Int) {
        progress[index].snapshots.append(ReceivedSnapshot(name: snapshot, guid: guid))
    }

    /// The newest snapshot that this run has brought.
    func last(at index: Int) -> SnapshotName? { progress[index].snapshots.last?.name }

    // MARK: Ends

    func settle(_ index: Int, _ result: DatasetResult) {
        results[index] = result
        reporter.settled(plan.datasets[index], result)
        if let error = result.error { recorder.failed(plan.datasets[index].local, error) }
    }

    /// Notes a failure, also for those that cannot be without this dataset.
    func fail(_ index: Int, _ error: SyncError) {
        settle(index, .failed(error, progress[index]))
        let failed = plan.datasets[index].local
        guard case .transfer(let transfer) = plan.datasets[index].action, transfer.isFirst,
            progress[index].snapshots.isEmpty
        else { return }
        for (child, plan) in plan.datasets.enumerated() where results[child] == nil && plan.local.isWithin(failed) {
            settle(child, .failed(.parentFailed(failed), Received()))
        }
    }

    /// Promise 3: nothing counts as done before its guid has been read from the local pool.
    func readBack(by zfs: ZFSTool, until cancellation: Int32) {
        let all = progress.flatMap(\.snapshots)
        guard !all.isEmpty else { return }
        do {
            let found = try zfs.guids(all.map(\.name), until: cancellation)
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

    /// How each dataset fared: one that nothing has ended has received all that it was to receive.
    func finish() -> [DatasetResult] {
        for index in results.indices where results[index] == nil { settle(index, .received(progress[index])) }
        return results.compactMap { $0 }
    }
}
