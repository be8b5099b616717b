import CLinux
import System

/// A check of a scenario that did not hold, or a command of its set-up that failed.
struct Unmet: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Runs programs and touches files for the lab.
enum Tool {
    /// Runs a program of the system to its end as root; anything but success is an error. Returns what it printed.
    @discardableResult
    static func run(_ program: String, _ arguments: [String]) throws -> String {
        let captured = try capture(program, arguments)
        guard captured.ending.isSuccess else {
            throw Unmet("\(([program] + arguments).joined(separator: " ")): \(captured.ending): \(captured.error)")
        }
        return String(decoding: captured.output, as: UTF8.self)
    }

    @discardableResult
    static func run(_ program: String, _ arguments: String...) throws -> String { try run(program, arguments) }

    static func capture(_ program: String, _ arguments: [String]) throws -> Captured {
        try ChildProcess.capture(path(of: program), arguments)
    }

    static func write(_ text: String, to path: String, mode: UInt32 = 0o644) throws {
        let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
        try IO.writeAll(file.number, Array(text.utf8))
    }

    static func append(_ text: String, to path: String) throws {
        let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_APPEND)
        try IO.writeAll(file.number, Array(text.utf8))
    }

    static func read(_ path: String) throws -> [UInt8] {
        let file = try FileDescriptor(opening: path, flags: O_RDONLY)
        var (bytes, chunk): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 64 << 10))
        while case .bytes(let count) = try IO.read(file.number, into: &chunk) { bytes += chunk[..<count] }
        return bytes
    }

    private static func path(of program: String) -> String {
        if program.hasPrefix("/") { return program }
        let folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"]
        return folders.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 } ?? "/usr/bin/\(program)"
    }
}
