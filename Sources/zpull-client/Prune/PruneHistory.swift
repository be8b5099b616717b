import System
import ZFS

/// What a pass of `prune` has to tell the history.
extension HistoryEvent {
    /// The source's own line, after those of datasets that lost snapshots or failed. There is one also where nothing went, or
    /// nothing may go, so that a `prune` that has not pruned for weeks can be seen.
    ///
    /// - Parameter time: seconds since 1970.
    init(of pass: SourcePruning.Outcome, at time: UInt64, took: Duration) {
        let locked = pass.errors.compactMap(\.lockedTarget?.description)
        let errors = pass.errors.filter { $0.lockedTarget == nil }
        let failed = pass.datasets.filter { $0.exitCode == ExitCode.failed }
        let refused = pass.datasets.filter { $0.exitCode == ExitCode.stopped }
        let problems =
            errors.map(\.description)
            + (failed + refused).map { "\($0.dataset): \($0.problem ?? "")" }
        let outcome: Outcome =
            if problems.isEmpty { locked.isEmpty ? .done : .locked } else {
                problems.count == refused.count ? .stopped : .failed
            }
        self.init(
            time: time, event: .prune, source: pass.source, outcome: outcome, seconds: took.seconds,
            snapshots: pass.datasets.reduce(0) { $0 + $1.destroyed },
            bytes: pass.datasets.reduce(0) { $0 + $1.freed }, datasets: pass.datasets.count, failures: problems.count,
            locked: locked.isEmpty ? nil : locked, problem: Self.first(of: problems))
    }
}
