import CLinux

/// What a program printed, and how it ended.
package struct Captured: Sendable {
    package let output: [UInt8]
    /// The beginning of it, see `capture`.
    package let error: String
    package let ending: ChildProcess.Ending
}

/// A program whose output is being gathered, for those who poll it beside other things.
package final class CapturedProcess {
    private var child: ChildProcess
    private let output: FileDescriptor
    private let complaints: FileDescriptor
    private let outputLimit: Int
    private let subject: String
    private var bytes: [UInt8] = []
    private var chunk = [UInt8](repeating: 0, count: 256 << 10)
    private var text: CappedText
    private var (isPrinting, isComplaining) = (true, true)

    /// - Parameters:
    ///   - outputLimit: more bytes than this on its standard output end it, as `EFBIG`.
    ///   - errorLimit: more bytes than this on its standard error are forgotten.
    package init(
        _ path: String, _ arguments: [String], outputLimit: Int = 1 << 30, errorLimit: Int = 8 << 10
    ) throws(SystemError) {
        let output = try Pipe(capacity: 1 << 20)
        let error = try Pipe()
        child = try ChildProcess(path, arguments, output: output.writeEnd.number, error: error.writeEnd.number)
        self.output = output.intoReadEnd()
        complaints = error.intoReadEnd()
        self.outputLimit = outputLimit
        subject = "output of \(path)"
        text = CappedText(limit: errorLimit)
    }

    /// What to poll, to be given to `advance` afterwards: output and complaints until both have ended, then the child.
    package var pollEntries: [PollEntry] {
        [
            PollEntry(isPrinting ? output.number : -1, POLLIN),
            PollEntry(isComplaining ? complaints.number : -1, POLLIN),
            PollEntry(!isPrinting && !isComplaining ? child.descriptor.number : -1, POLLIN),
        ]
    }

    /// Reads what has come; the whole of it once the program has ended.
    package func advance(_ entries: ArraySlice<PollEntry>) throws(SystemError) -> Captured? {
        let isReady = entries.map(\.isReadable)
        if isReady[1] { isComplaining = try text.drain(complaints.number) }
        if isReady[0] {
            switch try IO.read(output.number, into: &chunk) {
            case .bytes(let count): bytes.append(contentsOf: chunk[..<count])
            case .wouldBlock: break
            case .end: isPrinting = false
            }
            if bytes.count > outputLimit { throw SystemError("read", subject, number: EFBIG) }
        }
        return isReady[2] ? Captured(output: bytes, error: text.text, ending: try child.wait()) : nil
    }
}

extension ChildProcess {
    /// Runs a program to its end and returns what it printed.
    ///
    /// - Parameters:
    ///   - outputLimit, errorLimit: as for `CapturedProcess`.
    ///   - until: a descriptor; when it becomes readable or closed, the program is killed and `ECANCELED` is thrown.
    package static func capture(
        _ path: String, _ arguments: [String], outputLimit: Int = 1 << 30, errorLimit: Int = 8 << 10,
        until cancellation: Int32? = nil
    ) throws(SystemError) -> Captured {
        let process = try CapturedProcess(path, arguments, outputLimit: outputLimit, errorLimit: errorLimit)
        while true {
            var entries = [PollEntry(cancellation ?? -1, POLLIN)] + process.pollEntries
            _ = try Poll.wait(&entries)
            if entries[0].isReadable { throw SystemError("run", path, number: ECANCELED) }
            if let captured = try process.advance(entries[1...]) { return captured }
        }
    }
}

extension Pipe {
    /// Closes the writing end, as is right once a child has its copy.
    package consuming func intoReadEnd() -> FileDescriptor { readEnd }

    /// Closes the reading end.
    package consuming func intoWriteEnd() -> FileDescriptor { writeEnd }
}
