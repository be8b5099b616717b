import ArgumentParser
import Foundation
import Logging
import Synchronization
import System
import ZFS

/// `zpull-client run`: what the timer starts.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Receive everything that is new: exactly what `plan` prints.",
        discussion: "With --json it tells at the end what was done; log and progress stay on standard error.")

    @OptionGroup var common: CommonOptions

    @OptionGroup var logs: LogOptions

    @Flag(name: .shortAndLong, help: "A line for each snapshot.")
    var verbose = false

    @Flag(name: .shortAndLong, help: "Warnings and errors only, and no progress.")
    var quiet = false

    func run() throws {
        let (configuration, sources) = try common.load()
        let interruption = try Interruption()
        try interruption.listen()
        let level: Logger.Level = quiet ? .warning : verbose ? .debug : .info
        let console = logs.console(level: level, isQuiet: quiet)
        let context = RunContext(
            configuration: configuration, zfs: ZFSTool(path: configuration.zfs),
            state: StateFolder(path: configuration.state), interruption: interruption, console: console)
        let telling = Telling(context, isWhole: common.source.isEmpty)
        let turns = try Self.pull(sources, context) { telling?.begin() }
        let results = turns.map(\.result)
        // First: the metrics wait for others who write theirs.
        telling?.end(results)
        MetricsFile(configuration)?.write(telling: console.logger("metrics"), unless: interruption)
        let errors = results.flatMap(\.allErrors).filter(\.isOwn)
        let code = interruption.signal.map(ExitCode.signalled) ?? ExitCode.combined(errors.map(\.exitCode))
        if common.json { try Output.print(json: RunJSON(turns, exitCode: code)) }
        Foundation.exit(code)
    }

    /// Runs the sources, as many side by side as the configuration says. Returns how each that had its turn fared.
    ///
    /// - Parameter begin: called by each source that has something to do, from threads of their own.
    private static func pull(
        _ sources: [Source], _ context: RunContext, _ begin: @escaping @Sendable () -> Void
    ) throws -> [SourceTurn] {
        let turns = Slots<SourceTurn?>(count: sources.count, empty: nil)
        try Threads.forEach(sources.count, width: context.configuration.jobs) { index in
            guard context.interruption.signal == nil else { return }
            let start = Monotonic.now
            let result = SourceRun(source: sources[index], context: context).run(begin)
            let turn = SourceTurn(result: result, time: wallClockSeconds(), took: Monotonic.now - start)
            let summary = SourceReporter.summary(result, took: turn.took)
            let logger = context.console.logger(sources[index].name)
            record(HistoryEvent.events(of: turn), context.state, logger)
            logger.log(level: result.failures.isEmpty ? .notice : .error, "\(summary)")
            turns.set(index, turn)
        }
        return turns.all.compactMap(\.self)
    }

    /// What cannot be written down has been received all the same.
    private static func record(_ events: [HistoryEvent], _ state: StateFolder, _ logger: Logger) {
        do {
            try HistoryFile(in: state).append(events)
        } catch {
            logger.warning(
                "this run is missing in the history: \(error); the receiving user must be able to write there")
        }
    }
}

/// One place for each thread's result.
final class Slots<Value: Sendable>: Sendable {
    private let values: Mutex<[Value]>

    init(count: Int, empty: Value) { values = Mutex([Value](repeating: empty, count: count)) }

    func set(_ index: Int, _ value: Value) { values.withLock { $0[index] = value } }

    var all: [Value] { values.withLock { $0 } }
}
