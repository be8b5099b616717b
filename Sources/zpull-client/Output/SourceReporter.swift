import Logging
import Replication
import System
import ZFS

/// Tells people how a source's run goes: log lines, and progress on a terminal. It belongs to the source's thread.
final class SourceReporter {
    private let source: String
    private let console: Console
    private let logger: Logger
    private let start = Monotonic.now
    private var meter = ProgressMeter(datasets: 0, estimate: 0, at: .now)

    init(_ source: String, _ console: Console) {
        self.source = source
        self.console = console
        logger = console.logger(source)
    }

    func planned(_ plan: SourcePlan) {
        let transfers = plan.transfers
        for dataset in plan.datasets {
            if let hint = dataset.hint { logger.warning("\(hint)", dataset: dataset.local) }
        }
        meter = ProgressMeter(datasets: transfers.count, estimate: plan.estimate, at: .now)
        guard !transfers.isEmpty else { return }
        logger.info(
            """
            \(plan.peer): \(Amounts.count(plan.hopCount, "snapshot")) of \(Amounts.count(transfers.count, "dataset")) to \
            receive, about \(Amounts.bytes(plan.estimate))
            """)
        console.show(meter, of: source)
    }

    func hop(_ local: SnapshotName, of remote: SnapshotName, from: Guid?, estimate: UInt64) {
        meter.current = remote.description
        logger.debug("receiving \(remote) as \(from == nil ? "a full stream" : "an increment")", dataset: local.dataset)
        console.show(meter, of: source)
    }

    func moved(_ bytes: Int) {
        meter.add(bytes, at: .now)
        console.show(meter, of: source)
    }

    func received(_ snapshot: SnapshotName) { logger.debug("received \(snapshot)", dataset: snapshot.dataset) }

    func finished(_ local: DatasetName) {
        meter.finished += 1
        console.show(meter, of: source)
    }

    func note(_ local: DatasetName, _ text: String) { logger.notice("\(text)", dataset: local) }

    func setAside(_ local: DatasetName, _ aside: Aside) {
        logger.warning("\(aside.obstacle.problem): it is called \(aside.name) now, and is taken anew", dataset: local)
    }

    /// A dataset's end, after its guids were read back.
    func settled(_ plan: DatasetPlan, _ result: DatasetResult) {
        switch result {
        case .upToDate(let newest):
            logger.debug("nothing to do, @\(newest) of \(plan.remote) is here", dataset: plan.local)
        case .empty: logger.notice("\(plan.remote) has no snapshot that is wanted", dataset: plan.local)
        case .gone:
            logger.debug("the source no longer has \(plan.remote); what is here stays", dataset: plan.local)
        case .received(let received):
            logger.info(
                "received \(Amounts.count(received.snapshots.count, "snapshot")) up to \(Self.last(received)), \(Amounts.bytes(received.bytes))",
                dataset: plan.local)
        case .failed(let error, let received):
            if case .transfer = plan.action { meter.finished += 1 }
            let kept = received.snapshots.isEmpty ? "" : "; up to \(Self.last(received)) it was received"
            // What a person knows since the run that put the brake on.
            let level: Logger.Level = if case .held(_, .earlier) = error { .warning } else { .error }
            logger.log(level, "\(error)\(kept)", plan.local)
        }
    }

    /// The source as a whole, or a target, failed.
    func failed(_ error: SyncError) { logger.log(level: error.level, "\(error)") }

    func close() { console.hide(source) }

    /// The run's last line for this source.
    static func summary(_ result: SourceResult, took: Duration) -> String {
        var (snapshots, bytes, current, gone) = (0, UInt64(0), 0, 0)
        for dataset in result.datasets {
            snapshots += dataset.result.received.snapshots.count
            bytes += dataset.result.received.bytes
            if case .upToDate = dataset.result { current += 1 }
            if case .gone = dataset.result { gone += 1 }
        }
        let (failures, locked) = (result.failures.count, result.locked.count)
        let word = failures > 0 ? "FAILED" : locked > 0 && result.datasets.isEmpty ? "locked" : "done"
        let parts = [
            failures == 0 ? nil : Amounts.count(failures, "failure"),
            locked == 0 ? nil : "\(Amounts.count(locked, "target")) left to another run",
            snapshots == 0 ? nil : "\(Amounts.count(snapshots, "snapshot")) received, \(Amounts.bytes(bytes))",
            current == 0 ? nil : "nothing newer for \(Amounts.count(current, "dataset"))",
            gone == 0 ? nil : "\(Amounts.count(gone, "dataset")) here gone from the source",
        ].compactMap { $0 }
        return
            "\(word): \(parts.isEmpty ? "nothing to do" : parts.joined(separator: "; ")) "
            + "(\(Amounts.duration(took)))"
    }

    private static func last(_ received: Received) -> String {
        received.snapshots.last.map { "@\($0.name.snapshot)" } ?? "nothing"
    }
}

extension SyncError {
    /// Nothing failed where another process is at work.
    var level: Logger.Level { lockedTarget == nil ? .error : .warning }
}

extension Logger {
    fileprivate func log(_ level: Level, _ message: Message, _ dataset: DatasetName) {
        log(level: level, message, metadata: ["dataset": "\(dataset)"])
    }
    fileprivate func debug(_ message: Message, dataset: DatasetName) { log(.debug, message, dataset) }
    fileprivate func info(_ message: Message, dataset: DatasetName) { log(.info, message, dataset) }
    fileprivate func notice(_ message: Message, dataset: DatasetName) { log(.notice, message, dataset) }
    fileprivate func warning(_ message: Message, dataset: DatasetName) { log(.warning, message, dataset) }
    fileprivate func error(_ message: Message, dataset: DatasetName) { log(.error, message, dataset) }
}
