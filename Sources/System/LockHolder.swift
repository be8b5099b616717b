import CLinux

/// Who holds a lock, as the holder has written it into the file: a line each for its process id, since when, and its command
/// line. Who comes second can tell that even of a process that it may not see.
package struct LockHolder: Equatable, Sendable {
    package let process: Int32
    /// Seconds since 1970, and the command line; missing when the file has no more than the process id.
    package let since: UInt64?
    package let command: String?

    package init(process: Int32, since: UInt64? = nil, command: String? = nil) {
        self.process = process
        self.since = since
        self.command = command
    }

    /// This process, from now on.
    static var current: LockHolder {
        let words = CommandLine.arguments
        let name = words.first.flatMap { $0.split(separator: "/").last }.map(String.init) ?? ""
        return LockHolder(
            process: getpid(), since: wallClockSeconds(), command: ([name] + words.dropFirst()).joined(separator: " "))
    }

    /// `nil` when the text begins with no process id.
    init?(parsing text: String) {
        let lines = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
        guard let first = lines.first, let process = Int32(first.prefix { $0.isNumber }) else { return nil }
        let command = lines.count > 2 ? lines[2].prefix { !$0.isNewline } : ""
        self.init(
            process: process, since: lines.count > 1 ? UInt64(lines[1]) : nil,
            command: command.isEmpty ? nil : String(command))
    }

    /// As `init(parsing:)` reads it. No line break gets into the command.
    var text: String {
        let line = (command ?? "").map { $0.isNewline ? " " : $0 }.prefix(200)
        return "\(process)\n\(since ?? 0)\n\(String(line))\n"
    }
}

extension LockHolder: CustomStringConvertible {
    /// ``process 4711, `zpull-client run`, since 2026-11-23T02:00:07+0100``
    package var description: String {
        "process \(process)" + (command.map { ", `\($0)`" } ?? "")
            + (since.map { ", since \(LocalTime.text($0))" } ?? "")
    }
}
