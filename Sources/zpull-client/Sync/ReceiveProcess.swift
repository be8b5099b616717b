import Glibc
import System
import ZFS

/// One `zfs receive`, fed by us.
final class ReceiveProcess {
    /// Why bytes can no longer be written.
    enum Failure: Error, Equatable {
        /// `zfs receive` ended before its input did.
        case ended
        case interrupted
        case system(SystemError)
    }

    private var child: ChildProcess
    private var input: FileDescriptor?
    private let complaints: FileDescriptor
    private var text = CappedText()
    private var isComplaining = true
    private var hasEnded = false
    private let interruption: Interruption

    init(_ snapshot: SnapshotName, zfs: ZFSTool, interruption: Interruption) throws(SystemError) {
        self.interruption = interruption
        let stream = try Pipe(capacity: 1 << 20)
        let error = try Pipe()
        child = try ChildProcess(
            zfs.path, ZFSCommand.receive(snapshot), input: stream.readEnd.number, error: error.writeEnd.number)
        complaints = error.intoReadEnd()
        let writeEnd = stream.intoWriteEnd()
        try IO.setNonBlocking(writeEnd.number)
        input = consume writeEnd
    }

    /// Where its stream goes in, for those who splice; it does not block.
    var descriptor: Int32? { input?.number }

    /// Writes all of it, for as long as `zfs receive` takes it.
    func write(_ bytes: ArraySlice<UInt8>) throws(Failure) {
        var rest = bytes
        do {
            while !rest.isEmpty {
                guard let number = input?.number else { throw Failure.ended }
                switch try IO.write(number, rest) {
                case .bytes(let count): rest = rest.dropFirst(count)
                case .wouldBlock, .end: try waitUntilWritable(number)
                }
            }
        } catch let failure as Failure {
            throw failure
        } catch let error as SystemError {
            throw error.number == EPIPE ? .ended : .system(error)
        } catch { throw .ended }
    }

    private func waitUntilWritable(_ number: Int32) throws {
        var entries = [
            PollEntry(number, POLLOUT), PollEntry(isComplaining ? complaints.number : -1, POLLIN),
            PollEntry(interruption.descriptor, POLLIN),
        ]
        _ = try Poll.wait(&entries)
        if entries[2].isReadable { throw Failure.interrupted }
        if entries[1].isReadable { isComplaining = try text.drain(complaints.number) }
    }

    /// Ends the stream and waits for `zfs receive` to make of it what it can: a snapshot of a whole stream, a resume
    /// state of a cut one.
    func finish() throws(SystemError) -> (ending: ChildProcess.Ending, complaint: String) {
        input = nil
        var patience: Monotonic?
        while isComplaining || !hasEnded {
            var entries = [
                PollEntry(isComplaining ? complaints.number : -1, POLLIN),
                PollEntry(isComplaining ? -1 : child.descriptor.number, POLLIN),
                PollEntry(patience == nil ? interruption.descriptor : -1, POLLIN),
            ]
            guard try Poll.wait(&entries, until: patience) else {
                child.signal(SIGTERM)
                throw SystemError("wait", "zfs receive, which does not end", number: ETIMEDOUT)
            }
            if entries[2].isReadable { patience = .now + Self.patience }
            if entries[1].isReadable { hasEnded = true }
            if entries[0].isReadable { isComplaining = try text.drain(complaints.number) }
        }
        return (try child.wait(), text.text)
    }

    /// How long an interrupted run waits for `zfs receive` to keep what it has. On a pool that is suspended, that is for ever.
    private static let patience = Duration.seconds(20)
}
