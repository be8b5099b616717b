import Foundation
import System
import Testing

/// A program at work, whose output goes to files, so that it never waits for us.
final class RunningProgram {
    private var child: ChildProcess
    private let files: String

    /// - Parameter files: beginning of the path of two files for its output.
    init(
        _ path: String, _ arguments: [String], files: String,
        environment: [String] = ChildProcess.plainEnvironment, input: Int32? = nil
    ) throws {
        self.files = files
        let output = try FileDescriptor(opening: files + ".out", flags: O_WRONLY | O_CREAT | O_TRUNC)
        let error = try FileDescriptor(opening: files + ".err", flags: O_WRONLY | O_CREAT | O_TRUNC)
        child = try ChildProcess(
            path, arguments, environment: environment, input: input, output: output.number, error: error.number)
    }

    var identifier: Int32 { child.identifier }

    func signal(_ number: Int32) { child.signal(number) }

    func hasEnded(within time: Duration) throws -> Bool {
        var ended = [PollEntry(child.descriptor.number, POLLIN)]
        return try Poll.wait(&ended, until: .now + time)
    }

    /// Waits for its end, and kills it when that does not come.
    func wait(within time: Duration = .seconds(60)) throws -> FinishedProgram {
        let isInTime = try hasEnded(within: time)
        if !isInTime { child.signal(SIGKILL) }
        let ending = try child.wait()
        let (output, error) = (try text(ofFile: files + ".out"), try text(ofFile: files + ".err"))
        guard isInTime else { throw Trouble("not at its end after \(time): \(output)\(error)") }
        return FinishedProgram(ending: ending, output: output, error: error)
    }
}

/// How a program ended, and all that it printed.
struct FinishedProgram {
    let ending: ChildProcess.Ending
    let output: String
    let error: String

    /// It ended with this code, and said this on standard error.
    func expect(code: Int32, saying words: String..., at location: SourceLocation = #_sourceLocation) {
        #expect(ending == .exited(code), "\(output)\(error)", sourceLocation: location)
        for word in words {
            #expect(error.contains(word), "“\(word)” is missing", sourceLocation: location)
        }
    }
}

/// A process that somebody else started, watched through a descriptor, so that its number can be no other's.
final class WatchedProcess {
    let identifier: Int32
    private let descriptor: FileDescriptor

    private typealias Open = @convention(c) (Int32, UInt32) -> Int32

    /// - Throws: when it has ended and been waited for already.
    init(_ identifier: Int32) throws {
        self.identifier = identifier
        // Glibc's module lacks it, see pidfd_open(2).
        guard let symbol = dlsym(nil, "pidfd_open") else { throw Trouble("no pidfd_open in this C library") }
        let open = unsafeBitCast(symbol, to: Open.self)
        descriptor = FileDescriptor(owning: try retrying("pidfd_open", "\(identifier)") { open(identifier, 0) })
    }

    /// Of use only while it runs: see `hasEnded`.
    func signal(_ number: Int32) { kill(identifier, number) }

    func hasEnded(within time: Duration = .seconds(20)) throws -> Bool {
        var ended = [PollEntry(descriptor.number, POLLIN)]
        return try Poll.wait(&ended, until: .now + time)
    }
}
