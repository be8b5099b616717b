import CLinux
import System

/// Where and how a pull is cut: after so many bytes that the source's program has written.
struct Cut: CustomStringConvertible, Sendable {
    enum Kind: String, CaseIterable {
        /// The source's program is gone from one byte to the next, and with it the session.
        case connection
        /// SIGKILL of zpull-client.
        case client
        /// SIGTERM of zpull-client.
        case interruption
        /// SIGKILL of its `zfs receive`.
        case receive
        /// SIGKILL of the source's `zfs send`.
        case send
    }

    let kind: Kind
    let bytes: Int

    var description: String { "cut: \(kind.rawValue) after \(bytes) bytes" }

    /// - Parameter expected: about how many bytes of stream an uncut pull would bring.
    static func random(_ random: inout SplitMix64, rows: Int, expected: Int) -> Cut {
        let kind =
            random.pick(weighted: [
                (40, Kind.connection), (20, .client), (15, .interruption), (15, .receive), (10, .send),
            ]) ?? .connection
        // What comes before the first stream: banner, HELLO, and the list.
        let before = 70 + rows * 60
        let isEarly = random.chance(10) && (kind == .connection || kind == .client || kind == .interruption)
        return Cut(kind: kind, bytes: isEarly ? random.below(before) : before + random.share(of: expected + 500))
    }
}

/// The forced command of the histories: zpull-serve itself, or, when a cut is wanted, zpull-serve with its output counted
/// on the way to sshd. It runs as the source's account and so cannot do the cutting; it stops at the byte, tells the lab
/// so, and waits.
enum CutServe {
    /// The name that this program is installed under in the place of zpull-serve.
    static let program = "\(Machine.folder)/bin/zpull-serve-cut"

    /// Where a history says what it wants, and where both sides meet.
    struct Meeting {
        let folder: String
        var wish: String { "\(folder)/cut" }
        /// A fifo: the process ids of this program and of zpull-serve, once the byte is reached.
        var reached: String { "\(folder)/reached" }
        /// A fifo: a byte of any value lets the rest pass.
        var goOn: String { "\(folder)/go-on" }

        /// - Parameter id: the `--id` of the key's line.
        init(id: String) { folder = "\(Machine.folder)/\(id)" }

        /// As root, for both sides.
        func make() throws {
            for fifo in [reached, goOn] {
                guard mkfifo(fifo, 0o666) == 0, chmod(fifo, 0o666) == 0 else { throw SystemError("mkfifo", fifo) }
            }
        }
    }

    /// - Parameter arguments: of `zpull-serve`. Does not return.
    static func run(_ arguments: [String]) -> Never {
        guard let position = arguments.firstIndex(of: "--id"), position + 1 < arguments.count else { exit(64) }
        let meeting = Meeting(id: arguments[position + 1])
        do {
            if access(meeting.wish, F_OK) == 0 {
                let bytes = Int(String(decoding: try Tool.read(meeting.wish), as: UTF8.self)) ?? 0
                exit(try serve(arguments, cutAfter: bytes, meeting))
            }
            var words = ([Machine.serve] + arguments).map { strdup($0) } + [nil]
            execv(Machine.serve, &words)
            throw SystemError("execv", Machine.serve)
        } catch {
            try? IO.writeAll(STDERR_FILENO, Array("zpull-serve-cut: \(error)\n".utf8))
            exit(71)
        }
    }

    private static func serve(_ arguments: [String], cutAfter limit: Int, _ meeting: Meeting) throws -> Int32 {
        Signals.ignoreBrokenPipes()
        let pipe = try Pipe(capacity: 1 << 20)
        var child = try ChildProcess(
            Machine.serve, arguments, input: STDIN_FILENO, output: pipe.writeEnd.number, error: STDERR_FILENO)
        let identifier = child.identifier
        let stream = pipe.intoReadEnd()
        var (left, chunk) = (limit, [UInt8](repeating: 0, count: 64 << 10))
        var isReached = false
        while case .bytes(let count) = try IO.read(stream.number, into: &chunk) {
            guard !isReached, count > left else {
                try IO.writeAll(STDOUT_FILENO, chunk[..<count])
                left -= count
                continue
            }
            try IO.writeAll(STDOUT_FILENO, chunk[..<left])
            isReached = true
            try meet(meeting, identifier)
            try IO.writeAll(STDOUT_FILENO, chunk[left..<count])
        }
        return if case .exited(let code) = try child.wait() { code } else { 70 }
    }

    private static func meet(_ meeting: Meeting, _ serve: Int32) throws {
        // Both are open at the other end, so neither waits here.
        let reached = try FileDescriptor(opening: meeting.reached, flags: O_WRONLY)
        try IO.writeAll(reached.number, Array("\(getpid()) \(serve)\n".utf8))
        let goOn = try FileDescriptor(opening: meeting.goOn, flags: O_RDONLY)
        var byte: [UInt8] = [0]
        _ = try IO.read(goOn.number, into: &byte)
    }
}
