import Logging
import System

/// Writes each log message as one line to the console.
struct LineLogHandler: LogHandler {
    let console: Console
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    init(console: Console, logLevel: Logger.Level) {
        self.console = console
        self.logLevel = logLevel
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        console.write(
            LogLine(
                time: LocalTime.now, level: event.level, source: all["source"].map { "\($0)" },
                dataset: all["dataset"].map { "\($0)" }, message: "\(event.message)"))
    }
}
