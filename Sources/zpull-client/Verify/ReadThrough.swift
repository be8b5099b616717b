import Glibc
import System

/// A `zfs send` whose stream goes nowhere, or into a `zfs receive` of this machine: on its way ZFS reads each block and
/// compares it with its checksum.
struct ReadThrough {
    let ending: ChildProcess.Ending
    /// Of the stream.
    let bytes: UInt64
    /// What `zfs` said.
    let complaint: String

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - sink: where the stream goes; `nil` for nowhere.
    ///   - cancellation: a descriptor; when it becomes readable, `zfs` is killed and `ECANCELED` is thrown.
    /// - Throws: `EPIPE` when nobody reads at the sink any more.
    init(_ zfs: String, _ arguments: [String], into sink: Int32? = nil, until cancellation: Int32) throws(SystemError) {
        // Not `zfs send >/dev/null`, which OpenZFS 2.1 refuses.
        let nowhere = try FileDescriptor(opening: "/dev/null", flags: O_WRONLY)
        let sink = sink ?? nowhere.number
        let output = try Pipe(capacity: 1 << 20)
        let error = try Pipe()
        var child = try ChildProcess(zfs, arguments, output: output.writeEnd.number, error: error.writeEnd.number)
        let stream = output.intoReadEnd()
        let complaints = error.intoReadEnd()
        var (count, text, isStreaming, isComplaining, isFull) = (UInt64(0), CappedText(), true, true, false)
        while isStreaming || isComplaining {
            var entries = [
                PollEntry(cancellation, POLLIN), PollEntry(isStreaming && !isFull ? stream.number : -1, POLLIN),
                PollEntry(isComplaining ? complaints.number : -1, POLLIN), PollEntry(isFull ? sink : -1, POLLOUT),
            ]
            _ = try Poll.wait(&entries)
            if entries[0].isReadable { throw SystemError("run", zfs, number: ECANCELED) }
            if entries[1].isReadable, try IO.readableBytes(stream.number) == 0 {
                // Asked for beforehand: `zfs receive` may have gone with the last record, and splice would be EPIPE.
                isStreaming = false
            } else if entries[1].isReadable {
                switch try IO.splice(from: stream.number, to: sink, count: 1 << 20) {
                case .bytes(let moved): count += UInt64(moved)
                case .wouldBlock: isFull = true
                case .end: isStreaming = false
                }
            }
            if entries[2].isReadable { isComplaining = try text.drain(complaints.number) }
            if entries[3].isWritable { isFull = false }
        }
        ending = try child.wait()
        bytes = count
        complaint = text.text
    }

    /// What failed, in one line; `nil` when all went well.
    func failure(_ what: String) -> String? {
        ending.isSuccess
            ? nil : "\(what): \(ending): \(complaint.split(separator: "\n").joined(separator: "; "))"
    }
}
