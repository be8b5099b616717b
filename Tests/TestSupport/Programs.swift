import Foundation
import System

/// Where the programs are that these tests run.
enum Programs {
    /// `$ZPULL_CLIENT`, or what `make build` has made.
    static func client() throws -> String { try program("ZPULL_CLIENT", ".build/release/zpull-client") }

    /// `$ZPULL_SERVE`, or what `make build` has made.
    static func serve() throws -> String { try program("ZPULL_SERVE", ".build-serve/release/zpull-serve") }

    /// Built with these tests.
    static func standIn() throws -> String { try built("zfs-stand-in") }

    /// Built with these tests.
    static func liar() throws -> String { try built("zpull-liar") }

    /// Built with these tests.
    static func lab() throws -> String { try built("zpull-lab") }

    /// Stands beside the image that holds these tests: an executable, or a bundle that one has loaded.
    private static func built(_ name: String) throws -> String {
        let here = UInt(bitPattern: #dsohandle)
        for line in try text(ofFile: "/proc/self/maps").split(separator: "\n") {
            let range = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard (range[0]..<range[1]).contains(here), let path = line.firstIndex(of: "/") else { continue }
            let image = URL(filePath: String(line[path...]))
            return try executable(image.deletingLastPathComponent().appending(path: name).path)
        }
        throw Trouble("cannot tell from which file these tests were loaded")
    }

    private static func program(_ variable: String, _ path: String) throws -> String {
        if let path = ProcessInfo.processInfo.environment[variable] { return try executable(path) }
        let checkout = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        return try executable(
            checkout.appending(path: path).path, "`make build` builds it, or \(variable) names another")
    }

    private static func executable(_ path: String, _ mend: String = "") throws -> String {
        guard access(path, X_OK) == 0 else { throw Trouble("there is no program \(path); \(mend)") }
        return path
    }
}

struct Trouble: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// The whole of a file. Foundation's reader leaks memory for files that claim to be empty, as those in /proc do.
func text(ofFile path: String) throws -> String {
    let file = try FileDescriptor(opening: path, flags: O_RDONLY)
    var (all, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 64 << 10))
    while case .bytes(let count) = try IO.read(file.number, into: &chunk) { all += chunk[..<count] }
    return String(decoding: all, as: UTF8.self)
}

func write(_ text: String, to path: String, mode: UInt32 = 0o600) throws {
    let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: mode)
    try IO.writeAll(file.number, Array(text.utf8))
}

/// Runs a program to its end and returns what it printed.
@discardableResult
func run(_ program: String, _ arguments: [String]) throws -> String {
    let captured = try ChildProcess.capture(program, arguments)
    guard captured.ending.isSuccess else { throw Trouble("\(program) \(arguments): \(captured.error)") }
    return String(decoding: captured.output, as: UTF8.self)
}
