import ArgumentParser
import Foundation
import Logging
import System
import ZFS

/// What `verify` and `drill` have in common: each dataset of the backup in turn, a line of the history and of the log for it.
struct BackupTour {
    let common: CommonOptions
    let logs: LogOptions
    /// Only these, and what is below them; all when empty.
    let datasets: [DatasetName]

    /// What became of one dataset.
    enum Turn {
        case looked(HistoryEvent)
        /// There is nothing to look at, or a signal has come meanwhile.
        case nothing
        /// Its snapshots went between the listing and the look: pruned, renamed or set aside.
        case gone
    }

    /// Looks at one dataset of a source.
    typealias Look = (_ dataset: Dataset, _ source: String) -> Turn

    /// Goes round and ends the program.
    ///
    /// - Parameters:
    ///   - done: what has been done to a dataset when all went well: `verified`.
    ///   - prepare: gives the look at each dataset.
    func run(_ done: String, _ prepare: (Configuration, Interruption) throws -> Look) throws -> Never {
        let (configuration, sources) = try common.load(files: .skipped)
        for name in datasets where !sources.flatMap(\.datasets).map(\.local).contains(where: name.overlaps) {
            throw ValidationError("\(common.config) has no dataset whose `local` is, holds or lies below \(name)")
        }
        let interruption = try Interruption()
        let look = try prepare(configuration, interruption)
        try interruption.listen()
        let history = HistoryFile(in: StateFolder(path: configuration.state))
        let console = logs.console(level: .info)
        var (events, codes): ([HistoryEvent], [Int32]) = ([], [])
        for source in sources where interruption.signal == nil {
            let logger = console.logger(source.name)
            do {
                for dataset in try here(source, ZFSTool(path: configuration.zfs), interruption)
                where interruption.signal == nil {
                    switch look(dataset, source.name) {
                    case .nothing: continue
                    case .gone:
                        logger.notice(
                            "not \(done): its snapshots are gone meanwhile, pruned, renamed or set aside",
                            metadata: ["dataset": "\(dataset.name)"])
                    case .looked(let event):
                        Self.tell(event, done, logger)
                        events.append(event)
                        if event.outcome != .done { codes.append(ExitCode.failed) }
                        try history.append([event])
                    }
                }
            } catch {
                guard interruption.signal == nil else { break }
                logger.error("\(error)")
                codes.append(ExitCode.failed)
            }
        }
        MetricsFile(configuration)?.write(telling: console.logger("metrics"), unless: interruption)
        if common.json { try Output.print(json: events) }
        if events.isEmpty, codes.isEmpty, interruption.signal == nil {
            // To have looked at nothing is not to have found it well.
            Output.complain("zpull-client: nothing was \(done): no snapshot is here")
            codes.append(ExitCode.failed)
        }
        Foundation.exit(interruption.signal.map(ExitCode.signalled) ?? ExitCode.combined(codes))
    }

    /// The datasets of a source's rules that are here.
    private func here(_ source: Source, _ zfs: ZFSTool, _ interruption: Interruption) throws -> [Dataset] {
        try source.datasets.flatMap { rule in
            try zfs.list([rule.local], isRecursive: rule.recursive, until: interruption.descriptor).datasets
                .filter { rule.origin(of: $0.name) != nil }
        }
        .filter { here in datasets.isEmpty || datasets.contains { here.name.isWithin($0) } }
    }

    private static func tell(_ event: HistoryEvent, _ done: String, _ logger: Logger) {
        let metadata: Logger.Metadata = ["dataset": "\(event.dataset ?? "")"]
        if let problem = event.problem { return logger.error("\(problem)", metadata: metadata) }
        logger.info(
            """
            \(done) \(Amounts.count(event.snapshots ?? 0, "snapshot")) up to @\(event.newest?.name ?? ""), \
            \(Amounts.bytes(event.bytes ?? 0)) (\(Amounts.duration(.seconds(event.seconds ?? 0))))
            """, metadata: metadata)
    }
}

extension DatasetName: ExpressibleByArgument {
    /// A dataset on the command line.
    public init?(argument: String) { self.init(argument) }
}
