import CLinux
import System

/// One run of zpull-client, cut or not, and what it left.
struct Pull {
    /// What was wanted, and whether the run came to that byte.
    let cut: Cut?
    let isCut: Bool
    let ending: ChildProcess.Ending
    /// What it wrote to standard error.
    let text: String

    var code: Int32 { if case .exited(let code) = ending { code } else { -1 } }

    /// Runs `zpull-client run` as the receiving user, to its end, and waits until nothing of it is left.
    init(_ lab: Lab, cut: Cut?) throws {
        self.cut = cut
        let meeting = CutServe.Meeting(id: lab.name)
        let output = "\(meeting.folder)/output"
        let reached = try FileDescriptor(opening: meeting.reached, flags: O_RDWR | O_NONBLOCK)
        let goOn = try FileDescriptor(opening: meeting.goOn, flags: O_RDWR | O_NONBLOCK)
        if let cut { try Tool.write("\(cut.bytes)", to: meeting.wish) }
        defer { unlink(meeting.wish) }
        let file = try FileDescriptor(opening: output, flags: O_WRONLY | O_CREAT | O_TRUNC)
        var child = try ChildProcess(
            "/usr/bin/setpriv",
            Lab.as(Machine.receiveUser) + [Machine.client, "run", "--verbose", "--config", lab.configuration],
            output: file.number, error: file.number)
        var hasStruck = false
        var isWaiting = true
        while isWaiting {
            var entries = [PollEntry(child.descriptor.number, POLLIN), PollEntry(reached.number, POLLIN)]
            guard try Poll.wait(&entries, until: .now + .seconds(60)) else {
                throw Unmet("zpull-client neither ended nor did anything in 60 s: \(Self.read(output))")
            }
            if entries[1].isReadable, let cut, let peer = try Self.peer(reached.number) {
                hasStruck = try Self.strike(cut.kind, client: child.identifier, peer)
                try IO.writeAll(goOn.number, [0])
            }
            isWaiting = !entries[0].isReadable
        }
        ending = try child.wait()
        isCut = hasStruck
        text = Self.read(output)
        try Self.expectNothingLeft(lab)
        // Nobody may have been left to read it.
        var rest: [UInt8] = [0]
        _ = try IO.read(goOn.number, into: &rest)
    }

    private static func read(_ path: String) -> String {
        (try? Tool.read(path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// The two processes at the source.
    private static func peer(_ reached: Int32) throws -> (cutter: Int32, serve: Int32)? {
        var bytes = [UInt8](repeating: 0, count: 64)
        guard case .bytes(let count) = try IO.read(reached, into: &bytes) else { return nil }
        let numbers = String(decoding: bytes[..<count], as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard numbers.count == 2, let cutter = Int32(numbers[0]), let serve = Int32(numbers[1]) else { return nil }
        return (cutter, serve)
    }

    /// Does what is wanted while the source's output stands still. `false` when there was nothing to do it to.
    private static func strike(_ kind: Cut.Kind, client: Int32, _ peer: (cutter: Int32, serve: Int32)) throws -> Bool {
        switch kind {
        case .connection:
            kill(peer.serve, SIGKILL)
            kill(peer.cutter, SIGKILL)
        case .client: kill(client, SIGKILL)
        case .interruption: kill(client, SIGTERM)
        case .send:
            guard let send = Process(peer.serve)?.zfs("send")?.identifier else { return false }
            kill(send, SIGKILL)
        case .receive:
            // It starts when what is under way has arrived; between two streams there is none.
            var receive: Int32?
            _ = comesTrue(within: .milliseconds(500)) {
                receive = Process(client)?.zfs("receive")?.identifier
                return receive != nil
            }
            guard let receive else { return false }
            kill(receive, SIGKILL)
        }
        return true
    }

    /// However the run ended: no process that knows this history's name, and no lock.
    private static func expectNothingLeft(_ lab: Lab) throws {
        var left: [Process] = []
        let isQuiet = comesTrue(within: .seconds(20)) {
            left = Process.all.filter { $0.commandLine.contains(lab.name) }
            return left.isEmpty
        }
        guard isQuiet else { throw Unmet("left behind: \(left)") }
        let path = "\(Machine.state)/lock/\(lab.target.replacing("/", with: "%"))%data"
        guard let lock = try? FileDescriptor(opening: path, flags: O_RDONLY) else { return }
        guard flock(lock.number, LOCK_EX | LOCK_NB) == 0 else {
            throw Unmet("the lock \(path) is held by nobody we know")
        }
    }
}
