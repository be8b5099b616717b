import Glibc
import Logging
import Synchronization
import System

/// Standard error and the log file: log lines, and on a terminal below them a progress line for each source at work.
///
/// All threads write through here, so that lines stay whole and the progress lines stay at the bottom.
final class Console: Sendable {
    enum Style: Sendable {
        /// Progress lines that are drawn anew, and plain log lines.
        case terminal
        /// Log lines with the time.
        case plain
        /// Log lines with a priority for journald, see sd-daemon(3), which adds the time itself.
        case journal
    }

    private struct State {
        var progress: [(source: String, meter: ProgressMeter)] = []
        /// Lines on the terminal that the next drawing replaces.
        var drawnLines = 0
        var drawnAt = Monotonic(nanoseconds: 0)
    }

    let style: Style
    let level: Logger.Level
    private let format: LogFormat
    private let file: LogFile?
    private let state = Mutex(State())

    private static let redrawInterval = Duration.milliseconds(200)

    init(style: Style, level: Logger.Level, format: LogFormat = .human, file: LogFile? = nil) {
        self.style = style
        self.level = level
        self.format = format
        self.file = file
    }

    /// What standard error is: the journal's socket, a terminal, or a file.
    static var ownStyle: Style {
        if isatty(STDERR_FILENO) == 1 { return .terminal }
        return isJournal ? .journal : .plain
    }

    /// Children of a service inherit the variable, so it names the stream that it is true of, see systemd.exec(5).
    private static var isJournal: Bool {
        var status = stat()
        guard let stream = getenv("JOURNAL_STREAM"), fstat(STDERR_FILENO, &status) == 0 else { return false }
        return String(cString: stream) == "\(status.st_dev):\(status.st_ino)"
    }

    /// Loggers that write here.
    func logger(_ source: String) -> Logger {
        var logger = Logger(label: source) { [self] _ in LineLogHandler(console: self, logLevel: level) }
        logger[metadataKey: "source"] = "\(source)"
        return logger
    }

    func write(_ line: LogLine) {
        state.withLock { state in
            Self.emit(Self.eraser(&state) + line.text(format, for: style) + "\n" + drawing(&state))
            file?.write(line)
        }
    }

    // MARK: Progress

    /// Shows a source's progress; draws it anew when that is due. Without a terminal this does nothing.
    func show(_ meter: ProgressMeter, of source: String) {
        guard style == .terminal else { return }
        state.withLock { state in
            if let index = state.progress.firstIndex(where: { $0.source == source }) {
                state.progress[index].meter = meter
            } else {
                state.progress.append((source, meter))
            }
            guard .now - state.drawnAt >= Self.redrawInterval else { return }
            Self.emit(Self.eraser(&state) + drawing(&state))
        }
    }

    /// Takes a source's progress line away.
    func hide(_ source: String) {
        guard style == .terminal else { return }
        state.withLock { state in
            let eraser = Self.eraser(&state)
            state.progress.removeAll { $0.source == source }
            Self.emit(eraser + drawing(&state))
        }
    }

    private func drawing(_ state: inout State) -> String {
        guard !state.progress.isEmpty else { return "" }
        let lines = Self.lines(state.progress, on: TerminalSize(of: STDERR_FILENO), at: .now)
        state.drawnAt = .now
        state.drawnLines = lines.count
        return lines.map { $0 + "\n" }.joined()
    }

    /// A line for each source, as many as can be drawn anew: what has scrolled away cannot, and neither can the row of the
    /// cursor be used.
    static func lines(
        _ progress: [(source: String, meter: ProgressMeter)], on size: TerminalSize, at now: Monotonic
    ) -> [String] {
        let room = max(1, size.rows - 1)
        let shown = progress.count > room ? progress.prefix(room - 1) : progress[...]
        let rest = progress.count - shown.count
        return shown.map { $0.meter.line(source: $0.source, width: size.columns, at: now) }
            + (rest == 0 ? [] : ["… and \(Amounts.count(rest, "source")) more"])
    }

    /// Moves up to the first progress line and clears from there.
    private static func eraser(_ state: inout State) -> String {
        defer { state.drawnLines = 0 }
        return state.drawnLines == 0 ? "" : "\u{1B}[\(state.drawnLines)F\u{1B}[J"
    }

    private static func emit(_ text: String) { try? IO.writeAll(STDERR_FILENO, Array(text.utf8)) }
}
