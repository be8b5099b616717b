import ArgumentParser
import Foundation
import Logging
import System
import ZFS

/// `zpull-client prune`: what only the pruning user may do.
struct PruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Drop interrupted receives that `run` found to be of no use. Retention is not in this version.",
        discussion: "Runs as the pruning user, who has `destroy`; the receiving user lacks it.")

    @OptionGroup var common: CommonOptions

    func run() throws {
        let (configuration, sources) = try common.load(files: .skipped)
        let state = StateFolder(path: configuration.state)
        let zfs = ZFSTool(path: configuration.zfs)
        let console = Console(style: Console.ownStyle, level: .info)
        let logger = console.logger("prune")
        var codes: [Int32] = []
        let records: [StateFolder.StaleRecord]
        do {
            records = try state.staleRecords()
        } catch {
            logger.error("\(SyncError.state(error))")
            Foundation.exit(ExitCode.failed)
        }
        for record in records {
            guard let target = DatasetName(record.dataset),
                sources.contains(where: { $0.datasets.contains { target.isWithin($0.local) } })
            else { continue }
            do {
                // The lock of the rule's target, which a run holds too: no run is receiving there now.
                let rules = sources.flatMap(\.datasets).map(\.local).filter(target.isWithin)
                let lock = try state.lock(rules.max { $0.description.count < $1.description.count } ?? target)
                defer { extendLifetime(lock) }
                if try zfs.list([target], isRecursive: false)[target]?.resumeToken == record.token {
                    try zfs.abortReceive(target)
                    logger.notice("dropped an interrupted receive of \(target): \(record.reason)")
                } else {
                    logger.info("the interrupted receive of \(target) has gone meanwhile")
                }
                try state.forgetStale(target)
            } catch {
                let error = SyncError(sourceError: error)
                logger.error("\(target): \(error)")
                codes.append(error.exitCode)
            }
        }
        MetricsFile(configuration)?.write(telling: console.logger("metrics"))
        Foundation.exit(ExitCode.combined(codes))
    }
}
