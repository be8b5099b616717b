import Foundation
import Protocol
import System

@testable import TestSupport

/// A session in the attacker's hands: he writes what he likes, and keeps all that he hears.
final class HostileSession {
    private var child: ChildProcess
    private let socket: FileDescriptor
    private var unsent: ArraySlice<UInt8> = []
    private var isAtEnd = false
    private var chunk = [UInt8](repeating: 0, count: 64 << 10)
    private(set) var received: [UInt8] = []
    private(set) var heard = HeardFrames()

    /// - Parameter program: zpull-serve itself, or ssh.
    init(
        _ program: String, _ arguments: [String], environment: [String] = ChildProcess.plainEnvironment
    ) throws {
        Signals.ignoreBrokenPipes()
        var ends: [Int32] = [-1, -1]
        try retrying("socketpair") {
            socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
        }
        socket = FileDescriptor(owning: ends[0])
        let theirs = FileDescriptor(owning: ends[1])
        child = try ChildProcess(
            program, arguments, environment: environment, input: theirs.number, output: theirs.number)
        try IO.setNonBlocking(socket.number)
    }

    var identifier: Int32 { child.identifier }

    func write(_ bytes: some Sequence<UInt8>) { unsent += bytes }

    /// Moves bytes both ways until he has heard enough, or the server has gone. `false` when neither comes in time.
    @discardableResult
    func talk(within time: Duration = .seconds(60), until isEnough: (HostileSession) -> Bool) throws -> Bool {
        let deadline = Monotonic.now + time
        while !isAtEnd, !(unsent.isEmpty && isEnough(self)) {
            var entries = [PollEntry(socket.number, unsent.isEmpty ? POLLIN : POLLIN | POLLOUT)]
            guard try Poll.wait(&entries, until: deadline) else { return false }
            do {
                if entries[0].isReadable { try read() }
                if !unsent.isEmpty, case .bytes(let count) = try IO.write(socket.number, unsent) {
                    unsent = unsent.dropFirst(count)
                }
            } catch let error as SystemError where [EPIPE, ECONNRESET].contains(error.number) {
                // What it said before it went can still be read.
                unsent = []
                if error.number == ECONNRESET { isAtEnd = true }
            }
        }
        return true
    }

    private func read() throws {
        switch try IO.read(socket.number, into: &chunk) {
        case .bytes(let count):
            received += chunk[..<count]
            heard.read(received)
        case .wouldBlock: break
        case .end: isAtEnd = true
        }
    }

    /// Banner and hello, and the server's hello in return.
    func greet() throws -> Bool {
        guard try talk(until: { $0.heard.hasBanner }) else { return false }
        write(Frame.banner + Frame.hello().bytes)
        return try talk { !$0.heard.frames.isEmpty }
    }

    /// Whether the server's first frame was its hello, and not a refusal.
    var isServed: Bool { heard.frames.first?.type == .hello }

    /// Writes byte by byte, as slowly as makes each a read of its own.
    func trickle(_ bytes: [UInt8]) throws {
        for byte in bytes {
            write([byte])
            try talk { _ in true }
            // The pause is the attack.
            usleep(1000)
        }
    }

    /// Writes without reading, until all is written or nothing more is taken; between the parts, looks at what the program
    /// has become.
    func flood(_ bytes: [UInt8], until deadline: Monotonic, watching: () -> Void) throws {
        var rest = unsent + bytes
        unsent = []
        while !rest.isEmpty {
            var entries = [PollEntry(socket.number, POLLOUT)]
            watching()
            guard try Poll.wait(&entries, until: deadline) else { return }
            do {
                guard case .bytes(let count) = try IO.write(socket.number, rest.prefix(1 << 20)) else { continue }
                rest = rest.dropFirst(count)
            } catch {
                guard [EPIPE, ECONNRESET].contains(error.number) else { throw error }
                return
            }
        }
    }

    func closeInput() { shutdown(socket.number, Int32(SHUT_WR)) }

    /// The other side sees the connection go.
    func hangUp() {
        shutdown(socket.number, Int32(SHUT_RDWR))
        isAtEnd = true
    }

    /// Waits for the program's end; `nil` when that does not come, and it is killed.
    func end(within time: Duration = .seconds(60)) throws -> ChildProcess.Ending? {
        guard try talk(within: time, until: { _ in false }) else { return nil }
        var ended = [PollEntry(child.descriptor.number, POLLIN)]
        guard try Poll.wait(&ended, until: .now + time) else { return nil }
        return try child.wait()
    }

    func signal(_ number: Int32) { child.signal(number) }
}

/// What an attempt has brought its author.
struct Outcome: Sendable {
    let attempt: Attempt
    /// zpull-serve's, where it was started without sshd.
    let process: Int32
    let received: [UInt8]
    let heard: HeardFrames
    /// `nil`: it did not end.
    let ending: ChildProcess.Ending?
}

extension Attempt {
    /// Makes the attempt, in a session of its own.
    func play(_ program: String, _ arguments: [String]) throws -> Outcome {
        try play(in: try HostileSession(program, arguments))
    }

    func play(in session: HostileSession) throws -> Outcome {
        var isAnswered = try isGreeted ? session.greet() : session.talk { $0.heard.hasBanner }
        if isTrickled { try session.trickle(bytes) } else { session.write(bytes) }
        isAnswered = try isAnswered && session.talk { $0.isEnough(for: self) }
        switch leaving {
        case .halfClosing: session.closeInput()
        case .hangingUp: session.hangUp()
        case .never: break
        }
        return try session.outcome(of: self, isInTime: isAnswered)
    }
}

extension HostileSession {
    /// Waits for the end.
    ///
    /// - Parameter isInTime: whether all that was waited for so far has come.
    func outcome(of attempt: Attempt, isInTime: Bool) throws -> Outcome {
        let ending = isInTime ? try end() : nil
        return Outcome(attempt: attempt, process: identifier, received: received, heard: heard, ending: ending)
    }

    fileprivate func isEnough(for attempt: Attempt) -> Bool { attempt.awaits.map { heard.hasEnded($0) } ?? true }
}
