import CLinux
import System

/// For faults only: the program of a forced command that starts the real zpull-serve and stands between it and sshd.
///
/// It passes every byte on unchanged. At the point that the scenario has named it passes nothing more in either
/// direction, says so, and waits until it is told to go on or until the client's side hangs up.
final class FaultRelay {
    private let faults: Faults
    private let crawl: Int?
    private var point: CutPoint?
    private var server: ChildProcess
    private var socket: FileDescriptor?
    private var watches: [CutPoint.Side: FrameWatch] = [.client: FrameWatch(.client), .server: FrameWatch(.server)]

    /// The program, for those who started it as `fault-relay FOLDER serve …`.
    static func run(_ arguments: [String]) -> Never {
        Signals.ignoreBrokenPipes()
        do {
            let relay = try FaultRelay(Faults(arguments[0]), serve: Array(arguments.dropFirst()))
            relay.leave(as: try relay.work())
        } catch {
            try? IO.writeAll(STDERR_FILENO, Array("fault-relay: \(error)\n".utf8))
            exit(70)
        }
    }

    private init(_ faults: Faults, serve arguments: [String]) throws {
        self.faults = faults
        (point, crawl) = (faults.point, faults.crawl)
        var ends: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        try retrying("socketpair") { socketpair(AF_UNIX, type, 0, &ends) }
        socket = FileDescriptor(owning: ends[0])
        let theirs = FileDescriptor(owning: ends[1])
        server = try ChildProcess(
            Machine.serve, arguments, input: theirs.number, output: theirs.number, error: STDERR_FILENO)
    }

    /// Relays until either side is gone. Returns how the server ended.
    private func work() throws -> ChildProcess.Ending {
        do {
            try relay()
        } catch let error as SystemError where [EPIPE, ECONNRESET].contains(error.number) {}
        socket = nil
        return try server.wait()
    }

    private func relay() throws {
        guard let server = socket?.number else { return }
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var isClientOpen = true
        while true {
            var entries = [PollEntry(isClientOpen ? STDIN_FILENO : -1, POLLIN), PollEntry(server, POLLIN)]
            _ = try Poll.wait(&entries)
            if entries[0].isReadable {
                switch try IO.read(STDIN_FILENO, into: &buffer) {
                case .bytes(let count): try pass(buffer[..<count], from: .client, to: server)
                case .wouldBlock: break
                case .end:
                    isClientOpen = false
                    shutdown(server, Int32(SHUT_WR))
                }
            }
            if entries[1].isReadable {
                switch try IO.read(server, into: &buffer) {
                case .bytes(let count): try pass(buffer[..<count], from: .server, to: STDOUT_FILENO)
                case .wouldBlock: break
                case .end: return
                }
            }
        }
    }

    private func pass(_ bytes: ArraySlice<UInt8>, from side: CutPoint.Side, to target: Int32) throws {
        var rest = bytes
        while let (isCut, piece) = try watches[side]?.next(from: &rest, until: point) {
            if isCut { try hold() }
            try write(piece, to: target)
        }
    }

    private func hold() throws {
        point = nil
        let go = try faults.tellHeld("\(getpid()) \(server.identifier)")
        var entries = [PollEntry(go.number, POLLIN), PollEntry(STDIN_FILENO, 0)]
        _ = try Poll.wait(&entries)
        if entries[1].isGone { throw SystemError("poll", "the client's side", number: EPIPE) }
        var word = [UInt8](repeating: 0, count: 16)
        guard case .bytes(let count) = try IO.read(go.number, into: &word), word[..<count] == Array("go\n".utf8)[...]
        else { throw SystemError("read", "the server's side", number: ECONNRESET) }
    }

    /// At once, or at the pace of a crawl.
    private func write(_ bytes: ArraySlice<UInt8>, to target: Int32) throws {
        guard let crawl else { return try IO.writeAll(target, bytes) }
        var rest = bytes
        while !rest.isEmpty {
            let step = rest.prefix(max(1, crawl / 10))
            try IO.writeAll(target, step)
            rest = rest.dropFirst(step.count)
            var nothing: [PollEntry] = []
            _ = try Poll.wait(&nothing, until: .now + .milliseconds(100))
        }
    }

    /// Ends as the server did, for sshd to tell the client.
    private func leave(as ending: ChildProcess.Ending) -> Never {
        switch ending {
        case .exited(let code): exit(code)
        case .signalled(let signal):
            kill(getpid(), signal)
            exit(70)
        }
    }
}
