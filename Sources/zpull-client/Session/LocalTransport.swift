import Glibc
import SSH
import System

/// A zpull-serve of this machine, started by us: for pulling from one pool into another without SSH.
final class LocalTransport: Transport {
    private var child: ChildProcess
    private let socket: FileDescriptor
    private let complaints: FileDescriptor
    private let patience: Duration
    private let interruption: Interruption
    private var text = CappedText()
    private var isComplaining = true

    let peer = "zpull-serve on this machine"
    let security = "no network between"

    /// - Parameter arguments: the options of `serve`, as a key's line would have them.
    init(
        serve program: String, _ arguments: [String], patience: Duration, interruption: Interruption
    ) throws(SessionError) {
        self.patience = patience
        self.interruption = interruption
        do {
            var ends: [Int32] = [-1, -1]
            let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            try retrying("socketpair") { socketpair(AF_UNIX, type, 0, &ends) }
            socket = FileDescriptor(owning: ends[0])
            let theirs = FileDescriptor(owning: ends[1])
            let error = try Pipe()
            child = try ChildProcess(
                program, ["serve"] + arguments, input: theirs.number, output: theirs.number,
                error: error.writeEnd.number)
            complaints = error.intoReadEnd()
            try IO.setNonBlocking(socket.number)
        } catch { throw .local(error) }
    }

    func read(into buffer: inout [UInt8], timeout: Duration) throws(SessionError) -> ReadResult {
        let deadline = Monotonic.now + timeout
        do {
            while true {
                var entries = [
                    PollEntry(socket.number, POLLIN), PollEntry(isComplaining ? complaints.number : -1, POLLIN),
                    PollEntry(interruption.descriptor, POLLIN),
                ]
                guard try Poll.wait(&entries, until: deadline) else { return .timedOut }
                if entries[2].isReadable { throw SessionError.interrupted }
                if entries[1].isReadable { isComplaining = try text.drain(complaints.number) }
                guard entries[0].isReadable else { continue }
                switch try IO.read(socket.number, into: &buffer) {
                case .bytes(let count): return .bytes(count)
                case .wouldBlock: continue
                case .end: return .endOfFile
                }
            }
        } catch let error as SystemError {
            throw error.number == ECONNRESET ? .ended(peer: peer, finish()) : .local(error)
        } catch let error as SessionError {
            throw error
        } catch { throw .interrupted }
    }

    func write(_ bytes: [UInt8]) throws(SessionError) {
        let deadline = Monotonic.now + patience
        var rest = bytes[...]
        do {
            while !rest.isEmpty {
                guard case .bytes(let count) = try IO.write(socket.number, rest) else {
                    try waitUntilWritable(until: deadline)
                    continue
                }
                rest = rest.dropFirst(count)
            }
        } catch let error as SystemError {
            throw error.number == EPIPE ? .ended(peer: peer, .unknown) : .local(error)
        } catch let error as SessionError {
            throw error
        } catch { throw .interrupted }
    }

    private func waitUntilWritable(until deadline: Monotonic) throws {
        var entries = [PollEntry(socket.number, POLLOUT), PollEntry(interruption.descriptor, POLLIN)]
        guard try Poll.wait(&entries, until: deadline) else { throw SessionError.silent(peer: peer, patience) }
        if entries[1].isReadable { throw SessionError.interrupted }
    }

    func finish() -> RemoteEnding {
        shutdown(socket.number, Int32(SHUT_RDWR))
        var ended = [PollEntry(child.descriptor.number, POLLIN)]
        if (try? Poll.wait(&ended, until: .now + .seconds(5))) != true { child.signal(SIGKILL) }
        while isComplaining, (try? text.drain(complaints.number)) == true {}
        isComplaining = false
        let ending = try? child.wait()
        return RemoteEnding(
            state: ending?.description ?? "unknown exit status", isSuccess: ending?.isSuccess ?? false,
            complaint: text.text.printableParagraph)
    }
}
