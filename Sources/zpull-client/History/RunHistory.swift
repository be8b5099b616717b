import Replication
import System
import ZFS

/// What a run has to tell the history.
extension HistoryEvent {
    /// A line for each dataset that received, failed, stopped or is behind, and after them the source's own. A dataset
    /// without a line in a run that compared it has nothing newer.
    static func events(of turn: SourceTurn) -> [HistoryEvent] {
        turn.result.datasets.filter(\.result.isNews).map { plan, fared in HistoryEvent(of: plan, fared, in: turn) }
            + [HistoryEvent(of: turn)]
    }

    /// The source as a whole.
    init(of turn: SourceTurn) {
        let result = turn.result
        let received = result.datasets.map(\.result.received)
        func targets(_ fared: DatasetResult) -> [String] {
            result.datasets.filter { $0.result == fared }.map(\.plan.local.description)
        }
        let (gone, empty) = (targets(.gone), targets(.empty))
        let locked = result.locked.map(\.description)
        self.init(
            time: turn.time, event: .run, source: result.source, outcome: Outcome(result.allErrors),
            seconds: turn.took.seconds, snapshots: received.reduce(0) { $0 + $1.snapshots.count },
            bytes: received.reduce(0) { $0 + $1.bytes },
            datasets: result.datasets.isEmpty ? nil : result.datasets.count - gone.count,
            failures: result.failures.count, gone: gone.isEmpty ? nil : gone,
            empty: empty.isEmpty ? nil : empty, locked: locked.isEmpty ? nil : locked,
            problem: Self.first(of: result.errors.filter { $0.lockedTarget == nil }.map(\.description)))
    }

    /// One dataset.
    init(of plan: DatasetPlan, _ fared: DatasetResult, in turn: SourceTurn) {
        let (received, newest) = (fared.received, plan.newest(after: fared))
        let ahead = plan.gap.ahead.map(Snapshot.init)
        // What succeeded is not behind: of two snapshots of one transaction group only the first can come.
        let isBehind = fared.error != nil && ahead?.guid != newest?.guid
        self.init(
            time: turn.time, event: .dataset, source: turn.result.source, dataset: plan.local.description,
            outcome: Outcome(fared.error.map { [$0] } ?? []), snapshots: received.snapshots.count,
            bytes: received.bytes, newest: newest, sourceNewest: isBehind ? ahead : nil,
            problem: fared.error?.description)
    }

    /// The first of what went wrong with the source as a whole: each of thousands of datasets may have its own.
    static func first(of problems: [String]) -> String? {
        problems.first.map { problems.count == 1 ? $0 : "\($0) (and \(problems.count - 1) more)" }
    }
}

extension HistoryEvent.Outcome {
    fileprivate init(_ errors: [SyncError]) {
        let failures = errors.filter { $0.lockedTarget == nil }
        guard !failures.isEmpty else {
            self = errors.isEmpty ? .done : .locked
            return
        }
        let codes = failures.filter(\.isOwn).map(\.exitCode)
        self = ExitCode.combined(codes) == ExitCode.stopped ? .stopped : .failed
    }
}

extension DatasetPlan {
    /// The newest snapshot that both sides have after a run. One that did not read back does not count.
    fileprivate func newest(after result: DatasetResult) -> HistoryEvent.Snapshot? {
        if case .readBack = result.error { return gap.common.map(HistoryEvent.Snapshot.init) }
        guard let last = result.received.snapshots.last, case .transfer(let transfer) = action,
            let creation = transfer.creation(of: last.guid)
        else { return gap.common.map(HistoryEvent.Snapshot.init) }
        return .init(name: "\(last.name.snapshot)", guid: "\(last.guid)", creation: creation)
    }
}

extension DatasetResult {
    /// Whether the history has a line for it.
    fileprivate var isNews: Bool { error != nil || !received.snapshots.isEmpty }
}
