import ArgumentParser
import Logging
import System

extension LogFormat: ExpressibleByArgument {}

/// Where log lines go, and how they look.
struct LogOptions: ParsableArguments {
    @Option(help: "Log lines for people (human), or as logfmt or json, then without progress.")
    var logFormat = LogFormat.human

    @Option(help: "Append log lines to this file too.")
    var logFile: String?

    /// A file that cannot be written is told of, and nothing else is kept from being done.
    ///
    /// - Parameter isQuiet: no progress.
    func console(level: Logger.Level, isQuiet: Bool = false) -> Console {
        let style = Console.ownStyle
        let hasProgress = logFormat == .human && !isQuiet
        var file: LogFile?
        var problem: SystemError?
        if let logFile {
            do {
                file = try LogFile(path: logFile, format: logFormat)
            } catch { problem = error }
        }
        let console = Console(
            style: style == .terminal && !hasProgress ? .plain : style, level: level, format: logFormat, file: file)
        if let problem { console.logger("log").warning("no log file: \(problem)") }
        return console
    }
}
