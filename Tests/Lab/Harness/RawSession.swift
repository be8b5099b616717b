import CLinux
import Protocol
import System
import ZFS

/// A session with the scenario's key that says what zpull-client never would: the protocol by hand, over OpenSSH's client.
final class RawSession {
    /// What came of a request.
    enum Answer {
        /// A stream, of so many bytes.
        case sent(HopStart, bytes: Int)
        case failed(Failure)
    }

    private var machine = ClientMachine()
    private let input: FileDescriptor
    private let output: FileDescriptor
    private var child: ChildProcess
    private var buffer = [UInt8](repeating: 0, count: 256 << 10)
    private var waiting: ArraySlice<UInt8> = []

    init(_ lab: Lab) throws {
        let toServer = try Pipe()
        let fromServer = try Pipe()
        let log = try FileDescriptor(opening: "\(lab.folder)/raw-session", flags: O_WRONLY | O_CREAT | O_APPEND)
        child = try ChildProcess(
            "/usr/bin/setpriv", lab.sshCommand(["zpull-serve"]), input: toServer.readEnd.number,
            output: fromServer.writeEnd.number, error: log.number)
        input = toServer.intoWriteEnd()
        output = fromServer.intoReadEnd()
        guard try next() == .banner else { throw Unmet("no banner") }
        try IO.writeAll(
            input.number,
            machine.greeting(Hello(time: 0, id: "raw", software: "the lab", zfsVersion: Machine.version.description)))
        guard case .hello = try next() else { throw Unmet("no HELLO") }
    }

    func resume(_ dataset: DatasetName, token: String, flags: StreamFlags) throws -> Answer {
        let request = ResumeRequest(dataset: dataset, token: token, flags: flags, accepted: Self.anything)
        return try answer(to: try machine.resume(request))
    }

    /// Asks for a full stream.
    func send(_ dataset: DatasetName, _ snapshot: Guid) throws -> Answer {
        guard
            let request = SendRequest(
                dataset: dataset, base: nil, chain: [snapshot], flags: .plain, accepted: Self.anything)
        else { throw Unmet("no chain") }
        return try answer(to: try machine.send(request))
    }

    private static let anything = StreamFeatures(rawValue: .max)

    private func answer(to sent: ClientMachine.Sent) throws -> Answer {
        try IO.writeAll(input.number, sent.frame)
        var (start, bytes): (HopStart?, Int) = (nil, 0)
        while true {
            switch try next() {
            case .hopStarted(_, let hop): start = hop
            case .data(_, let data): bytes += data.count
            case .hopEnded: if let start { return .sent(start, bytes: bytes) }
            case .failed(_, let failure): return .failed(failure)
            case let event: throw Unmet("an answer to nothing asked: \(event)")
            }
        }
    }

    private func next() throws -> ClientMachine.Event {
        while true {
            if let event = try machine.next(from: &waiting) { return event }
            guard case .bytes(let count) = try IO.read(output.number, into: &buffer) else {
                throw Unmet("the session ended")
            }
            waiting = buffer[..<count]
        }
    }
}
