import CLinux
import System
import ZFS

/// One `zfs list` in the making.
final class ListJob {
    private var child: ChildProcess
    private let output: FileDescriptor
    private let complaints: FileDescriptor
    private var bytes: [UInt8] = []
    private var chunk = [UInt8](repeating: 0, count: 256 << 10)
    private var text = CappedText(limit: ListingResult.complaintLimit)
    private var (isPrinting, isComplaining) = (true, true)

    init(_ roots: [DatasetName], isRecursive: Bool, zfs: ZFSTool) throws(SystemError) {
        let output = try Pipe(capacity: 1 << 20)
        let error = try Pipe()
        child = try ChildProcess(
            zfs.path, ZFSCommand.list(roots, isRecursive: isRecursive), output: output.writeEnd.number,
            error: error.writeEnd.number)
        self.output = output.intoReadEnd()
        complaints = error.intoReadEnd()
    }

    func pollEntries() -> [PollEntry] {
        [
            PollEntry(isPrinting ? output.number : -1, POLLIN),
            PollEntry(isComplaining ? complaints.number : -1, POLLIN),
            PollEntry(!isPrinting && !isComplaining ? child.descriptor.number : -1, POLLIN),
        ]
    }

    func readOutput() throws(SystemError) {
        switch try IO.read(output.number, into: &chunk) {
        case .bytes(let count): bytes.append(contentsOf: chunk[..<count])
        case .wouldBlock: break
        case .end: isPrinting = false
        }
    }

    func drainComplaints() throws(SystemError) {
        if try !text.drain(complaints.number) { isComplaining = false }
    }

    /// The listing, once the child has closed both pipes and ended.
    func finish() throws(ZFSToolError) -> Listing {
        let ending: ChildProcess.Ending
        do { ending = try child.wait() } catch { throw .notRun("zfs", error) }
        return try ListingResult.listing(output: bytes, error: text.text, ending: ending)
    }
}
