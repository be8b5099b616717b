import Replication
import System
import ZFS

/// What a run has to tell the history.
extension HistoryEvent {
    /// A line for each dataset that received, failed, stopped or is behind, and after them the source's own. A dataset
    /// without a line in a run that compared it has nothing newer.
    ///
    /// - Parameter time: seconds since 1970.
    static func events(of result: SourceResult, at time: UInt64, took: Duration) -> [HistoryEvent] {
        result.datasets.compactMap { plan, fared in
            HistoryEvent(of: plan, fared, source: result.source, at: time)
        } + [HistoryEvent(of: result, at: time, took: took)]
    }

    private init(of result: SourceResult, at time: UInt64, took: Duration) {
        let received = result.datasets.map(\.result.received)
        func targets(_ fared: DatasetResult) -> [String] {
            result.datasets.filter { $0.result == fared }.map(\.plan.local.description)
        }
        let (gone, empty) = (targets(.gone), targets(.empty))
        let locked = result.errors.compactMap(\.lockedTarget)
        self.init(
            time: time, event: .run, source: result.source, outcome: Outcome(result.allErrors),
            seconds: took.seconds, snapshots: received.reduce(0) { $0 + $1.snapshots.count },
            bytes: received.reduce(0) { $0 + $1.bytes },
            datasets: result.datasets.isEmpty ? nil : result.datasets.count - gone.count,
            failures: result.allErrors.count, gone: gone.isEmpty ? nil : gone,
            empty: empty.isEmpty ? nil : empty, locked: locked.isEmpty ? nil : locked,
            problem: Self.problem(result.errors.filter { $0.lockedTarget == nil }))
    }

    /// `nil` when there is nothing to tell.
    private init?(of plan: DatasetPlan, _ fared: DatasetResult, source: String, at time: UInt64) {
        let (received, newest) = (fared.received, plan.newest(after: fared))
        let ahead = plan.standing.ahead.map(Snapshot.init)
        // What succeeded is not behind: of two snapshots of one transaction group only the first can come.
        let isBehind = fared.error != nil && ahead?.guid != newest?.guid
        guard fared.error != nil || !received.snapshots.isEmpty else { return nil }
        self.init(
            time: time, event: .dataset, source: source, dataset: plan.local.description,
            outcome: Outcome(fared.error.map { [$0] } ?? []), snapshots: received.snapshots.count,
            bytes: received.bytes, newest: newest, sourceNewest: isBehind ? ahead : nil,
            problem: fared.error?.description)
    }

    /// The first of what went wrong with the source as a whole: each of thousands of datasets may have its cursor.
    private static func problem(_ errors: [SyncError]) -> String? {
        guard let first = errors.first else { return nil }
        return errors.count == 1 ? "\(first)" : "\(first) (and \(errors.count - 1) more)"
    }
}

extension HistoryEvent.Outcome {
    fileprivate init(_ errors: [SyncError]) {
        let codes = errors.filter(\.isOwn).map(\.exitCode)
        self = errors.isEmpty ? .done : ExitCode.combined(codes) == ExitCode.stopped ? .stopped : .failed
    }
}

extension SyncError {
    /// The target that was left to another run.
    fileprivate var lockedTarget: String? {
        if case .locked(let local, _) = self { local.description } else { nil }
    }
}

extension DatasetPlan {
    /// The newest snapshot that both sides have after a run. One that did not read back does not count.
    fileprivate func newest(after result: DatasetResult) -> HistoryEvent.Snapshot? {
        if case .readBack = result.error { return standing.common.map(HistoryEvent.Snapshot.init) }
        guard let last = result.received.snapshots.last, case .transfer(let transfer) = action,
            let creation = transfer.creation(of: last.guid)
        else { return standing.common.map(HistoryEvent.Snapshot.init) }
        return .init(name: "\(last.name.snapshot)", guid: "\(last.guid)", creation: creation)
    }
}
