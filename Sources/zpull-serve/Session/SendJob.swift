import CLinux
import System
import ZFS

/// One `zfs send` and the two pipes that come out of it.
final class SendJob {
    let hop: Hop
    private var child: ChildProcess
    private let stream: FileDescriptor
    private let complaints: FileDescriptor
    private var text = CappedText()
    private var isComplaining = true
    /// What has come of the stream's first record.
    private(set) var head: [UInt8] = []
    /// The stream's end has been read; how the child ended is still to be learnt.
    private(set) var isStreamAtEnd = false

    /// As large as the kernel gives to users without privileges.
    private static let pipeCapacity: Int32 = 1 << 20

    init(_ hop: Hop, zfs: ZFSTool) throws(SystemError) {
        let output = try Pipe(capacity: Self.pipeCapacity)
        let error = try Pipe()
        child = try ChildProcess(
            zfs.path, hop.arguments, output: output.writeEnd.number, error: error.writeEnd.number)
        self.hop = hop
        stream = output.intoReadEnd()
        complaints = error.intoReadEnd()
    }

    /// What to poll: the stream when it is wanted, the complaints until they end, and then the child itself.
    func pollEntries(wantsStream: Bool) -> [PollEntry] {
        [
            PollEntry(wantsStream && !isStreamAtEnd ? stream.number : -1, POLLIN),
            PollEntry(isComplaining ? complaints.number : -1, POLLIN),
            PollEntry(isStreamAtEnd && !isComplaining ? child.descriptor.number : -1, POLLIN),
        ]
    }

    /// Takes the stream's first record out of the pipe. `false` as long as it has not come whole.
    func readHead() throws(SystemError) -> Bool {
        var bytes = [UInt8](repeating: 0, count: min(StreamHeader.length - head.count, try streamBytes()))
        if !bytes.isEmpty, case .bytes(let count) = try IO.read(stream.number, into: &bytes) { head += bytes[..<count] }
        return head.count == StreamHeader.length
    }

    /// Bytes of the stream that wait; zero at its end, which is then noted.
    func streamBytes() throws(SystemError) -> Int {
        let count = try IO.readableBytes(stream.number)
        if count == 0 { isStreamAtEnd = true }
        return count
    }

    /// Moves at most `count` bytes of the stream to `target`.
    func splice(to target: Int32, count: Int) throws(SystemError) -> Transfer {
        try IO.splice(from: stream.number, to: target, count: count)
    }

    func drainComplaints() throws(SystemError) {
        if try !text.drain(complaints.number) { isComplaining = false }
    }

    /// Waits for the child, which has closed both pipes.
    func finish() throws(SystemError) -> (ending: ChildProcess.Ending, complaints: String) {
        (try child.wait(), text.text)
    }
}
