import ZFS

/// What `zpull-client report` tells; docs/operations.md describes its JSON, `ReportPage` makes the page of it.
struct Report: Encodable {
    struct DatasetPart: Encodable {
        let dataset: String
        let state: DatasetCondition
        var newest: DatasetStanding.Newest?
        /// Seconds since the newest snapshot was taken.
        var age: UInt64?
        /// Seconds.
        let behind: UInt64
        /// Seconds of age.
        var warn: UInt64?
        var critical: UInt64?
        /// Why it is in that state, when it is no good one.
        var problem: String?
        /// The last of each.
        var prune: HistoryEvent?
        var verify: HistoryEvent?
        var drill: HistoryEvent?
    }

    struct SourcePart: Encodable {
        let source: String
        var lastRun: HistoryEvent?
        /// When the last run without failure was over.
        var lastSuccess: UInt64?
        let datasets: [DatasetPart]
        /// For the charts; JSON has them in `history --json`.
        let runs: [HistoryEvent]

        private enum CodingKeys: CodingKey { case source, lastRun, lastSuccess, datasets }
    }

    let host: String
    /// When it was made: seconds since 1970.
    let time: UInt64
    let sources: [SourcePart]
    /// What did not go well, newest first, at most `failureLimit`.
    let failures: [HistoryEvent]

    static let failureLimit = 30

    init(_ standing: [SourceStanding], history: [HistoryEvent], host: String, at time: UInt64) {
        (self.host, self.time) = (host, time)
        sources = standing.map { SourcePart($0, at: time) }
        let names = Set(standing.map(\.name))
        failures = Array(
            history.filter { $0.outcome != .done && $0.problem != nil && names.contains($0.source) }
                .suffix(Self.failureLimit).reversed())
    }

    /// The worst of all.
    var gravity: DatasetCondition.Gravity { sources.map(\.gravity).max() ?? .plain }
}

extension Report.SourcePart {
    fileprivate init(_ standing: SourceStanding, at now: UInt64) {
        self.init(
            source: standing.name, lastRun: standing.lastRun, lastSuccess: standing.lastSuccess?.time,
            datasets: standing.datasets.map { Report.DatasetPart($0, at: now) }, runs: standing.runs)
    }

    /// The worst of its datasets, and of its last run: one that failed before it came to any dataset is told of by none.
    var gravity: DatasetCondition.Gravity {
        let run: DatasetCondition.Gravity =
            switch lastRun?.outcome {
            case nil: .plain
            case .done: .good
            case .failed, .stopped: .bad
            }
        return datasets.map(\.gravity).reduce(run, max)
    }
}

extension Report.DatasetPart {
    /// That of its state, and of a backup that came in time and cannot be read.
    var gravity: DatasetCondition.Gravity {
        if [verify, drill].contains(where: { $0.map { $0.outcome != .done } ?? false }) { return .bad }
        if let prune, prune.outcome != .done { return max(state.gravity, .warning) }
        return state.gravity
    }
}

extension Report.DatasetPart {
    fileprivate init(_ standing: DatasetStanding, at now: UInt64) {
        let state = standing.condition(at: now)
        let problem =
            switch state {
            case .held: standing.brake?.problem
            case .stopped, .failed: standing.last?.problem
            case .gone, .overdue, .late, .fresh, .unlimited, .empty: String?.none
            }
        self.init(
            dataset: standing.name, state: state, newest: standing.newest, age: standing.age(at: now),
            behind: standing.behind, warn: standing.freshWithin.map { UInt64($0.warn.components.seconds) },
            critical: standing.freshWithin.map { UInt64($0.critical.components.seconds) }, problem: problem,
            prune: standing.maintenance[.prune], verify: standing.maintenance[.verify],
            drill: standing.maintenance[.drill])
    }
}
