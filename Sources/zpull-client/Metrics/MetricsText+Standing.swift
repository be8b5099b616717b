import System

extension MetricsText {
    init(_ sources: [SourceStanding]) {
        add(.buildInfo, 1, ["version": Release.version])
        for source in sources {
            add(source)
            for dataset in source.datasets { add(dataset, of: source.name) }
        }
    }

    /// The state of a dataset that the source has no more.
    private static let gone = "gone"

    private mutating func add(_ source: SourceStanding) {
        let labels: KeyValuePairs = ["source": source.name]
        add(.lastRun, source.lastRun?.time ?? 0, labels)
        add(.lastSuccess, source.lastSuccess?.time ?? 0, labels)
        guard let run = source.lastRun else { return }
        add(.runSuccess, run.outcome == .done, labels)
        add(.runFailures, UInt64(run.failures ?? 0), labels)
        add(.runDuration, run.seconds ?? 0, labels)
        add(.runBytes, run.bytes ?? 0, labels)
        add(.runSnapshots, UInt64(run.snapshots ?? 0), labels)
    }

    private mutating func add(_ dataset: DatasetStanding, of source: String) {
        let labels: KeyValuePairs = ["source": source, "dataset": dataset.name]
        add(.datasetNewest, dataset.newest?.creation, labels)
        add(.datasetBehind, dataset.newest.map { _ in dataset.behind }, labels)
        // Nothing newer can come of what is gone.
        if let limits = dataset.freshWithin, !dataset.isGone {
            for (level, limit) in [("warn", limits.warn), ("critical", limits.critical)] {
                add(.datasetFreshWithin, limit.seconds, ["source": source, "dataset": dataset.name, "level": level])
            }
        }
        let current = dataset.isGone ? Self.gone : dataset.outcome.rawValue
        for state in HistoryEvent.Outcome.allCases.map(\.rawValue) + [Self.gone] {
            add(
                .datasetState, state == current, ["source": source, "dataset": dataset.name, "state": state])
        }
        add(.brakeOn, dataset.brake != nil, labels)
        if let prune = dataset.maintenance[.prune] {
            add(.pruneLast, prune.time, labels)
            add(.pruneSuccess, prune.outcome == .done, labels)
            add(.pruneSnapshots, UInt64(prune.snapshots ?? 0), labels)
            add(.pruneBytes, prune.bytes ?? 0, labels)
        }
        if let verify = dataset.maintenance[.verify] {
            add(.verifyLast, verify.time, labels)
            add(.verifyLastSuccess, dataset.maintained[.verify]?.time ?? 0, labels)
            add(.verifySuccess, verify.outcome == .done, labels)
            add(.verifyDuration, verify.seconds ?? 0, labels)
            add(.verifyBytes, verify.bytes ?? 0, labels)
        }
        if let drill = dataset.maintenance[.drill] {
            add(.drillLast, drill.time, labels)
            add(.drillLastSuccess, dataset.maintained[.drill]?.time ?? 0, labels)
            add(.drillSuccess, drill.outcome == .done, labels)
        }
    }
}
