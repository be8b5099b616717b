import Replication
import ZFS

/// What the status of a source is decided from. Nothing is asked here.
struct StatusDecision {
    /// The targets of all rules, as far as they exist.
    let local: Listing
    /// Bytes that each dataset takes.
    let used: [DatasetName: UInt64]
    /// By the names of sources.
    let histories: [String: SourceHistory]
    /// Datasets that a brake holds.
    let held: [DatasetName: Trouble]
    /// Targets of rules whose locks are held.
    let running: Set<DatasetName>
    /// Seconds since 1970.
    let now: UInt64

    func status(of source: Source) -> SourceStatus {
        let history = histories[source.name] ?? SourceHistory()
        return SourceStatus(
            source: source.name, lastRun: history.lastRun, lastLook: history.lastLook, trouble: history.trouble,
            isOutOfReach: history.isOutOfReach, pruning: history.pruning,
            datasets: source.datasets.flatMap { datasets(of: $0, history) })
    }

    /// A rule's own target, what has come below it, and what should have.
    private func datasets(of rule: DatasetRule, _ history: SourceHistory) -> [DatasetStatus] {
        let here = local.datasets.filter { !$0.snapshots.isEmpty }.map(\.name)
        let troubled = history.datasets.filter { $0.value.trouble != nil }.keys.compactMap { DatasetName($0) }
        let names = Set([rule.local] + here + troubled + held.keys)
        return names.sorted().compactMap { name in
            rule.origin(of: name).map { status(of: name, $0, rule, history) }
        }
    }

    private func status(
        of name: DatasetName, _ remote: DatasetName, _ rule: DatasetRule, _ history: SourceHistory
    ) -> DatasetStatus {
        let newest = local[name]?.snapshots.last
        let told = history.datasets[name.description]
        let age = newest.map { now > $0.creation ? now - $0.creation : 0 }
        let lag: UInt64? =
            if let newest, let theirs = told?.sourceNewest?.creation {
                theirs > newest.creation ? theirs - newest.creation : 0
            } else if newest != nil, history.lastLook != nil { 0 } else { nil }
        let isStale = rule.freshWithin.map { .seconds(Int64(clamping: age ?? 0)) > $0.warn } ?? false
        let state: DatasetStatus.State =
            if history.gone.contains(name.description) {
                .gone
            } else if let brake = held[name] {
                .held(brake)
            } else if let trouble = trouble(told, history) {
                trouble.outcome == .stopped ? .stopped(trouble) : .failed(trouble)
            } else if newest == nil { .neverPulled } else if lag ?? 0 > 0 || isStale { .behind } else { .current }
        return DatasetStatus(
            dataset: name, remote: remote, newest: newest, age: age, lag: lag, used: used[name],
            freshWithin: rule.freshWithin, isRunning: running.contains(rule.local), state: state)
    }

    /// Its own, or that of a source which could not be reached since.
    private func trouble(_ told: SourceHistory.Dataset?, _ history: SourceHistory) -> Trouble? {
        guard history.isOutOfReach, let whole = history.trouble else { return told?.trouble }
        return Trouble(
            since: min(told?.trouble?.since ?? whole.since, whole.since), outcome: whole.outcome,
            problem: whole.problem)
    }
}
