import Glibc
import System

/// A file that log lines are appended to, each in one write, so that several runs may have the same one.
final class LogFile: Sendable {
    private let file: FileDescriptor
    private let format: LogFormat

    /// - Throws: what the kernel says of the file, which is made when it is not there, for its owner and group to read.
    init(path: String, format: LogFormat) throws(SystemError) {
        file = try FileDescriptor(opening: path, flags: O_WRONLY | O_APPEND | O_CREAT, mode: 0o640)
        self.format = format
    }

    /// What does not reach the file has reached standard error.
    func write(_ line: LogLine) {
        try? IO.writeAll(file.number, Array((line.text(format, for: .plain) + "\n").utf8))
    }
}
