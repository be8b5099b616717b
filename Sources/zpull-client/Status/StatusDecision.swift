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
        let isStale = rule.freshWithin.map { $0.severity(ofAge: age ?? 0) > .fine } ?? false
        let state: DatasetStatus.State =
            if history.gone.contains(name.description) {
                .gone
            } else if let brake = held[name] {
                .held(brake)
            } else if let trouble = trouble(told, history) {
                trouble.outcome == .stopped ? .stopped(trouble) : .failed(trouble)
            } else if newest == nil {
                isEmpty(name, rule, history) ? .empty : .neverPulled
            } else if lag ?? 0 > 0 || isStale { .behind } else { .current }
        return DatasetStatus(
            dataset: name, remote: remote, newest: newest, age: age, lag: lag, used: used[name],
            freshWithin: rule.freshWithin, isRunning: running.contains(rule.local), state: state,
            flaws: flaws(of: name, history))
    }

    /// Whether nothing of it can be here, and what can come of its rule does.
    private func isEmpty(_ name: DatasetName, _ rule: DatasetRule, _ history: SourceHistory) -> Bool {
        history.empty.contains(name.description)
            && local.datasets.contains {
                $0.name != name && $0.name.isWithin(name) && !$0.snapshots.isEmpty && rule.origin(of: $0.name) != nil
            }
    }

    /// A snapshot that is no longer here needs no mending.
    private func flaws(of name: DatasetName, _ history: SourceHistory) -> [Flaw] {
        (history.flaws[name.description] ?? []).filter { flaw in
            guard let missed = flaw.snapshot else { return true }
            return local[name]?.snapshots.contains { $0.guid.description == missed.guid } ?? false
        }
    }

    /// Its own, or that of a source which could not be reached since.
    private func trouble(_ told: SourceHistory.Dataset?, _ history: SourceHistory) -> Trouble? {
        guard history.isOutOfReach, let whole = history.trouble else { return told?.trouble }
        return Trouble(
            since: min(told?.trouble?.since ?? whole.since, whole.since), outcome: whole.outcome,
            problem: whole.problem)
    }
}
