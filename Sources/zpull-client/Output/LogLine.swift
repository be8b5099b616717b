import Encoding
import Glibc
import Ledger
import Logging
import System

/// What log lines look like.
enum LogFormat: String, CaseIterable, Sendable {
    /// For people: `web1 tank/data: message`, with what the place calls for around it.
    case human
    /// `time=… level=info source=web1 dataset=tank/data msg="…"`
    case logfmt
    /// An object a line with the same keys, in ASCII.
    case json
}

/// One message of the log. Whatever is in it, it stays one line, and steers no terminal.
struct LogLine: Sendable {
    /// ISO 8601.
    let time: String
    let level: Logger.Level
    var source: String?
    var dataset: String?
    let message: String

    /// As the journal, a terminal, or a file shall have it.
    func text(_ format: LogFormat, for style: Console.Style) -> String {
        let text =
            switch (format, style) {
            case (.human, .journal): human
            case (.human, .terminal): "\(level >= .warning ? "\(level): " : "")\(human)"
            case (.human, .plain): "\(time) \(level) \(human)"
            case (.logfmt, _): logfmt
            case (.json, _): json
            }
        return style == .journal ? "<\(level.priority)>\(text)" : text
    }

    private var human: String {
        let subject = [source, dataset].compactMap { $0 }.joined(separator: " ")
        return "\(subject)\(subject.isEmpty ? "" : ": ")\(message)".onOneLine
    }

    private var fields: [(key: String, value: String)] {
        [("time", time), ("level", "\(level)"), ("source", source), ("dataset", dataset), ("msg", message)]
            .compactMap { key, value in value.map { (key, $0) } }
    }

    private var logfmt: String {
        fields.map { "\($0.key)=\($0.value.logfmtValue)" }.joined(separator: " ")
    }

    private var json: String {
        var object = FlatObject()
        for field in fields { object.add(field.key, text: field.value) }
        return object.line
    }
}

extension String {
    /// As github.com/go-logfmt has it: bare, or within quotes with JSON's escapes. ASCII alone is taken for harmless.
    fileprivate var logfmtValue: String {
        let isBare = !isEmpty && utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"=\\".utf8.contains($0) }
        if isBare { return self }
        return JSON.quoted(self)
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
