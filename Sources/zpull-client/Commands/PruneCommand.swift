import ArgumentParser
import Foundation
import Logging
import System
import ZFS

/// `zpull-client prune`: what only the pruning user may do.
struct PruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Destroy the snapshots here that `keep` does not keep, and drop interrupted receives of no use.",
        discussion: """
            Runs as the pruning user, who has `destroy`; the receiving user lacks it. It connects to no source. \
            docs/operations.md says what is kept, and when nothing is pruned.
            """)

    @OptionGroup var common: CommonOptions

    @OptionGroup var logs: LogOptions

    @Flag(help: "Say for each snapshot why it stays or goes, and change nothing.")
    var dryRun = false

    @Flag(help: "Drop interrupted receives alone, and destroy no snapshot.")
    var interrupted = false

    func run() throws {
        let (configuration, sources) = try common.load(files: .skipped)
        try useTimeZone(of: configuration)
        let state = StateFolder(path: configuration.state)
        let zfs = ZFSTool(path: configuration.zfs)
        let console = logs.console(level: .info)
        let logger = console.logger("prune")
        let stale: [StaleReceives.Outcome]
        let damaged: [SystemError]
        do {
            (stale, damaged) = try StaleReceives(rules: sources.flatMap(\.datasets), state: state, zfs: zfs).drop(
                isDry: dryRun)
        } catch {
            logger.error("\(SyncError.state(error))")
            Foundation.exit(ExitCode.failed)
        }
        for outcome in stale { tell(outcome, logger) }
        for error in damaged { logger.warning("\(PruneText.line(damaged: error))") }
        var outcomes: [SourcePruning.Outcome] = []
        for source in interrupted ? [] : sources {
            let pruning = SourcePruning(
                source: source, configuration: configuration, state: state, zfs: zfs, isDry: dryRun)
            let outcome = pruning.prune()
            tell(outcome, console.logger(source.name))
            let lines = PruneText.lines(outcome)
            if dryRun, !common.json, !lines.isEmpty { Output.print(lines) }
            outcomes.append(outcome)
        }
        if common.json { try Output.print(json: PruneJSON(isDry: dryRun, stale, outcomes)) }
        if !dryRun { MetricsFile(configuration)?.write(telling: console.logger("metrics")) }
        let codes = stale.compactMap { if case .failure(let error) = $0.result { error.exitCode } else { nil } }
        Foundation.exit(Self.exitCode(codes + outcomes.flatMap(\.exitCodes)))
    }

    /// What is refused because of something that the runs tell does not hide what else went wrong.
    static func exitCode(_ codes: [Int32]) -> Int32 {
        let others = codes.filter { $0 != ExitCode.stopped }
        return ExitCode.combined(others.isEmpty ? codes : others)
    }

    /// For the whole process, which has one thread.
    private func useTimeZone(of configuration: Configuration) throws {
        guard let zone = configuration.timeZone else { return }
        do throws(SystemError) {
            try LocalTime.use(zone: zone)
        } catch {
            throw ConfigurationError(
                path: configuration.path,
                problems: [.init(position: nil, message: "\"time_zone\": \(error); install tzdata, or name another")])
        }
    }

    // MARK: Log lines

    private func tell(_ outcome: StaleReceives.Outcome, _ logger: Logger) {
        switch outcome.result {
        case .success(let fate): logger.notice("\(PruneText.line(outcome, fate))")
        case .failure(let error): logger.log(level: error.level, "\(outcome.dataset): \(error)")
        }
    }

    private func tell(_ outcome: SourcePruning.Outcome, _ logger: Logger) {
        for error in outcome.errors { logger.log(level: error.level, "\(error)") }
        for pruning in outcome.datasets {
            let dataset: Logger.Metadata = ["dataset": "\(pruning.dataset)"]
            if let line = PruneText.line(pruning) { logger.notice("\(line)", metadata: dataset) }
            // A dry run has printed these.
            guard !dryRun || common.json else { continue }
            if let refusal = pruning.refusal {
                let level: Logger.Level =
                    switch refusal.exitCode {
                    case nil: .info
                    case ExitCode.stopped: .warning
                    default: .error
                    }
                logger.log(level: level, "\(refusal)", metadata: dataset)
            }
            if let error = pruning.error { logger.error("\(error)", metadata: dataset) }
        }
    }
}
