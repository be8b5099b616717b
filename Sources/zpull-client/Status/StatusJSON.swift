import ZFS

/// A source's status as `status --json` and `check --json` print it; docs/operations.md describes it.
struct StatusJSON: Encodable {
    struct Run: Encodable {
        let time: UInt64
        let outcome: HistoryEvent.Outcome
        let seconds: Double?
    }

    struct TroubleJSON: Encodable {
        /// Of a flaw: `verify` or `drill`.
        var event: HistoryEvent.Kind?
        let since: UInt64
        let problem: String?
    }

    struct DatasetJSON: Encodable {
        let dataset: String
        let remote: String
        /// `current`, `behind`, `failed`, `stopped`, `held`, `never-pulled`, `empty` or `gone`.
        let state: String
        let severity: String
        let running: Bool
        let newest: HistoryEvent.Snapshot?
        let age: UInt64?
        let lag: UInt64?
        let used: UInt64?
        let warn: Int64?
        let critical: Int64?
        let since: UInt64?
        let problem: String?
        let flaws: [TroubleJSON]?
    }

    let source: String
    let lastRun: Run?
    let lastLook: UInt64?
    let since: UInt64?
    let problem: String?
    /// What keeps it from being pruned.
    let pruning: TroubleJSON?
    let datasets: [DatasetJSON]

    init(_ status: SourceStatus) {
        source = status.source
        lastRun = status.lastRun.map { Run(time: $0.time, outcome: $0.outcome, seconds: $0.seconds) }
        lastLook = status.lastLook
        since = status.trouble?.since
        problem = status.trouble?.problem
        pruning = status.pruning.map { TroubleJSON(since: $0.since, problem: $0.problem) }
        datasets = status.datasets.map(DatasetJSON.init)
    }
}

extension StatusJSON.DatasetJSON {
    init(_ status: DatasetStatus) {
        self.init(
            dataset: "\(status.dataset)", remote: "\(status.remote)", state: status.state.word,
            severity: status.severity.label.lowercased(), running: status.isRunning,
            newest: status.newest.map(HistoryEvent.Snapshot.init), age: status.age, lag: status.lag,
            used: status.used, warn: status.freshWithin?.warn.components.seconds,
            critical: status.freshWithin?.critical.components.seconds, since: status.trouble?.since,
            problem: status.trouble?.problem,
            flaws: status.flaws.isEmpty
                ? nil
                : status.flaws.map { .init(event: $0.event, since: $0.trouble.since, problem: $0.trouble.problem) })
    }
}
