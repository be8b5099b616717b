import CLinux

/// What a program printed, and how it ended.
package struct Captured: Sendable {
    package let output: [UInt8]
    /// The beginning of it, see `capture`.
    package let error: String
    package let ending: ChildProcess.Ending
}

/// Text that a program prints beside its work, kept up to a limit; what is more is read and forgotten, so that the writer
/// never blocks.
package struct CappedText: Sendable {
    private var bytes: [UInt8] = []
    private let limit: Int

    package init(limit: Int = 8 << 10) { self.limit = limit }

    package mutating func append(_ more: some Collection<UInt8>) {
        bytes.append(contentsOf: more.prefix(limit - bytes.count))
    }

    /// The text as UTF-8, repaired, without white space at its end.
    package var text: String {
        let end = bytes.lastIndex { $0 > UInt8(ascii: " ") }.map { $0 + 1 } ?? 0
        return String(decoding: bytes[..<end], as: UTF8.self)
    }

    /// Reads what is there. `false` once the other end is closed.
    package mutating func drain(_ descriptor: Int32) throws(SystemError) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 4096)
        switch try IO.read(descriptor, into: &chunk) {
        case .bytes(let count): append(chunk[..<count])
        case .wouldBlock: break
        case .end: return false
        }
        return true
    }
}

extension ChildProcess {
    /// Runs a program to its end and returns what it printed.
    ///
    /// - Parameters:
    ///   - outputLimit: more bytes than this on its standard output end it, as `EFBIG`.
    ///   - errorLimit: more bytes than this on its standard error are forgotten.
    ///   - until: a descriptor; when it becomes readable or closed, the program is killed and `ECANCELED` is thrown.
    package static func capture(
        _ path: String, _ arguments: [String], outputLimit: Int = 1 << 30, errorLimit: Int = 8 << 10,
        until cancellation: Int32? = nil
    ) throws(SystemError) -> Captured {
        let output = try Pipe(capacity: 1 << 20)
        let error = try Pipe()
        var child = try ChildProcess(
            path, arguments, output: output.writeEnd.number, error: error.writeEnd.number)
        let outputEnd = output.intoReadEnd()
        let errorEnd = error.intoReadEnd()
        var bytes: [UInt8] = []
        var text = CappedText(limit: errorLimit)
        var (isOutputOpen, isErrorOpen) = (true, true)
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        while isOutputOpen || isErrorOpen {
            var entries = [
                PollEntry(isOutputOpen ? outputEnd.number : -1, POLLIN),
                PollEntry(isErrorOpen ? errorEnd.number : -1, POLLIN),
                PollEntry(cancellation ?? -1, POLLIN),
            ]
            _ = try Poll.wait(&entries)
            if entries[2].isReadable { throw SystemError("run", path, number: ECANCELED) }
            if entries[1].isReadable { isErrorOpen = try text.drain(errorEnd.number) }
            guard entries[0].isReadable else { continue }
            switch try IO.read(outputEnd.number, into: &chunk) {
            case .bytes(let count): bytes.append(contentsOf: chunk[..<count])
            case .wouldBlock: break
            case .end: isOutputOpen = false
            }
            if bytes.count > outputLimit { throw SystemError("read", "output of \(path)", number: EFBIG) }
        }
        return Captured(output: bytes, error: text.text, ending: try child.wait())
    }
}

extension Pipe {
    /// Closes the writing end, as is right once a child has its copy.
    package consuming func intoReadEnd() -> FileDescriptor { readEnd }

    /// Closes the reading end.
    package consuming func intoWriteEnd() -> FileDescriptor { writeEnd }
}
