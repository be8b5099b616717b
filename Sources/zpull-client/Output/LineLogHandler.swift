import Glibc
import Logging
import System

/// Writes each log message as one line: `2026-11-23T12:00:00+0100 warning web1 tank/data: message`.
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
        let subject = ["source", "dataset"].compactMap { all[$0].map { "\($0)" } }.joined(separator: " ")
        let message = "\(subject)\(subject.isEmpty ? "" : ": ")\(event.message)"
        let line =
            switch console.style {
            case .journal: "<\(event.level.priority)>\(message)"
            case .terminal: "\(event.level >= .warning ? "\(event.level): " : "")\(message)"
            case .plain: "\(LocalTime.now) \(event.level) \(message)"
            }
        console.writeLine(line)
    }
}

extension Logger.Level {
    /// The priorities of syslog(3).
    fileprivate var priority: Int32 {
        switch self {
        case .trace, .debug: LOG_DEBUG
        case .info: LOG_INFO
        case .notice: LOG_NOTICE
        case .warning: LOG_WARNING
        case .error: LOG_ERR
        case .critical: LOG_CRIT
        }
    }
}
