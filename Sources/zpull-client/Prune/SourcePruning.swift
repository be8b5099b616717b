import Replication
import System
import ZFS

/// Retention for one source: rule after rule it is decided what goes, and that is destroyed.
struct SourcePruning {
    let source: Source
    let configuration: Configuration
    let state: StateFolder
    let zfs: ZFSTool
    /// Changes nothing, and takes no lock.
    let isDry: Bool

    /// How a source fared.
    struct Outcome {
        let source: String
        var datasets: [DatasetPruning] = []
        /// Targets that could not be locked, and what else is no dataset's own.
        var errors: [SyncError] = []

        var exitCodes: [Int32] { errors.map(\.exitCode) + datasets.compactMap(\.exitCode) }
    }

    func prune() -> Outcome {
        var outcome = Outcome(source: source.name)
        let start = Monotonic.now
        let rules = source.datasets.compactMap { rule in rule.keep.map { (rule, $0) } }
        guard !rules.isEmpty else { return outcome }
        do {
            let newest = try newest(of: rules.map(\.0))
            for (rule, keep) in rules {
                do {
                    // One at a time, and no longer than it takes: runs at the other rules go on.
                    if isDry {
                        try prune(rule, keep, newest, into: &outcome)
                    } else {
                        try state.holding([rule.local]) { try prune(rule, keep, newest, into: &outcome) }
                    }
                } catch { outcome.errors.append(SyncError(sourceError: error)) }
            }
        } catch { outcome.errors.append(SyncError(sourceError: error)) }
        guard !isDry else { return outcome }
        do throws(SystemError) {
            try HistoryFile(in: state).append([
                HistoryEvent(of: outcome, at: wallClockSeconds(), took: .now - start)
            ])
        } catch { outcome.errors.append(.state(error)) }
        return outcome
    }

    /// When the newest snapshot of any of them was taken. Without a lock: what is received meanwhile only makes it newer.
    private func newest(of rules: [DatasetRule]) throws -> UInt64 {
        let listing = try zfs.list(rules.map(\.local), isRecursive: rules.contains(where: \.recursive))
        return listing.datasets.flatMap(\.snapshots).map(\.creation).max() ?? 0
    }

    /// The datasets here that the rule brings, as far as there is anything to prune.
    private func prune(_ rule: DatasetRule, _ keep: Keep, _ newest: UInt64, into outcome: inout Outcome) throws {
        // Now, and not when the first rule's turn came: while that was pruned, a run may have noted here that it was done.
        let outlook = PruneOutlook(now: wallClockSeconds(), silence: configuration.prune.silence, newest: newest)
        let listing = try zfs.list([rule.local], isRecursive: rule.recursive, detail: .retention)
        for dataset in listing.datasets where !dataset.snapshots.isEmpty && rule.origin(of: dataset.name) != nil {
            var pruning = decide(dataset, keep, outlook)
            if !isDry { try carryOut(&pruning) }
            outcome.datasets.append(pruning)
        }
    }

    private func decide(_ dataset: Dataset, _ keep: Keep, _ outlook: PruneOutlook) -> DatasetPruning {
        do {
            let record = try state.commonRecord(of: dataset.name)
            let brake = try state.brake(on: dataset.name)?.reason
            if let refusal = outlook.refusal(of: dataset, record, brake: brake) {
                return DatasetPruning(dataset: dataset.name, decision: .refused(refusal))
            }
            let retention = Retention(
                keep: keep, floor: configuration.prune.floor, now: outlook.now, offset: LocalTime.offset)
            let verdicts = retention.verdicts(
                on: dataset.snapshots, common: record?.snapshot.flatMap { Guid($0.guid) },
                interrupted: dataset.resumeToken.flatMap { try? ResumeToken(parsing: $0).from })
            return DatasetPruning(dataset: dataset.name, decision: .decided(verdicts))
        } catch {
            return DatasetPruning(dataset: dataset.name, decision: .decided([]), error: .state(error))
        }
    }

    // MARK: Effects

    private func carryOut(_ pruning: inout DatasetPruning) throws(SystemError) {
        let start = Monotonic.now
        do {
            try destroy(&pruning)
        } catch { pruning.error = .tool(error) }
        guard pruning.destroyed > 0 || pruning.error != nil else { return }
        try HistoryFile(in: state).append([
            HistoryEvent(
                time: wallClockSeconds(), event: .prune, source: source.name, dataset: pruning.dataset.description,
                outcome: pruning.error == nil ? .done : .failed, seconds: (.now - start).seconds,
                snapshots: pruning.destroyed, bytes: pruning.freed, problem: pruning.error?.description)
        ])
    }

    /// `zfs destroy` goes by names, so each is looked at once more directly before: what has the name by then and another guid
    /// is not what was decided about, and stays. What is held by then `zfs` itself refuses.
    private func destroy(_ pruning: inout DatasetPruning) throws(ZFSToolError) {
        let going = pruning.going
        for batch in going.map(\.name).batches() {
            let found = try zfs.guids(batch.compactMap { SnapshotName(pruning.dataset, $0) })
            let same = going.filter { snapshot in
                SnapshotName(pruning.dataset, snapshot.name).map { found[$0] == snapshot.guid } ?? false
            }.map(\.name)
            guard !same.isEmpty else { continue }
            pruning.freed += try zfs.destroy(same, of: pruning.dataset)
            pruning.destroyed += same.count
        }
    }
}
