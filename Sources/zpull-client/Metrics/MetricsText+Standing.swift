import System
import ZFS

extension MetricsText {
    init(_ sources: [SourceStanding]) {
        add(.buildInfo, 1, ["version": Release.version])
        for source in sources {
            add(source)
            for dataset in source.status.datasets {
                add(dataset, source.care(for: dataset.dataset), of: source.name)
            }
        }
    }

    private mutating func add(_ source: SourceStanding) {
        let labels: KeyValuePairs = ["source": source.name]
        add(.lastRun, source.lastRun?.time ?? 0, labels)
        add(.lastSuccess, source.lastSuccess?.time ?? 0, labels)
        guard let run = source.lastRun else { return }
        add(.runSuccess, !run.outcome.isTrouble, labels)
        add(.runFailures, UInt64(run.failures ?? 0), labels)
        add(.runDuration, run.seconds ?? 0, labels)
        add(.runBytes, run.bytes ?? 0, labels)
        add(.runSnapshots, UInt64(run.snapshots ?? 0), labels)
    }

    private mutating func add(_ dataset: DatasetStatus, _ care: SourceStanding.Care, of source: String) {
        let name = dataset.dataset.description
        let labels: KeyValuePairs = ["source": source, "dataset": name]
        add(.datasetNewest, dataset.newest?.creation, labels)
        add(.datasetBehind, dataset.lag, labels)
        // Nothing newer can come of what is gone, and nothing at all of what is empty.
        if let limits = dataset.freshWithin, dataset.state != .gone, dataset.state != .empty {
            add(.datasetFreshWithin, limits.warn.seconds, ["source": source, "dataset": name, "level": "warn"])
            add(.datasetFreshWithin, limits.critical.seconds, ["source": source, "dataset": name, "level": "critical"])
        }
        for word in DatasetStatus.State.words {
            add(.datasetState, word == dataset.state.word, ["source": source, "dataset": name, "state": word])
        }
        if let prune = care.last[.prune] {
            add(.pruneLast, prune.time, labels)
            add(.pruneSuccess, prune.outcome == .done, labels)
            add(.pruneSnapshots, UInt64(prune.snapshots ?? 0), labels)
            add(.pruneBytes, prune.bytes ?? 0, labels)
        }
        if let verify = care.last[.verify] {
            add(.verifyLast, verify.time, labels)
            add(.verifyLastSuccess, care.lastGood[.verify]?.time ?? 0, labels)
            add(.verifySuccess, verify.outcome == .done && !dataset.flaws.contains { $0.event == .verify }, labels)
            add(.verifyDuration, verify.seconds ?? 0, labels)
            add(.verifyBytes, verify.bytes ?? 0, labels)
        }
        if let drill = care.last[.drill] {
            add(.drillLast, drill.time, labels)
            add(.drillLastSuccess, care.lastGood[.drill]?.time ?? 0, labels)
            add(.drillSuccess, drill.outcome == .done, labels)
        }
    }
}
