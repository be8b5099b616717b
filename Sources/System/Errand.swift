import CLinux

/// A program that is handed a text on its standard input, and has until a deadline to be done with it. One that is not,
/// or is let go of before its end, is killed with all that it has started in its process group.
package final class Errand {
    private var child: ChildProcess
    private let path: String
    private let deadline: Monotonic
    private var rest: ArraySlice<UInt8>
    /// `nil` once all was handed over.
    private var input: FileDescriptor?
    /// `nil` once it has closed both its outputs.
    private var output: FileDescriptor?
    private var said = CappedText(limit: 2 << 10)

    /// How a program ended, and the beginning of what it said on its two outputs.
    package struct Report: Equatable, Sendable {
        package let ending: ChildProcess.Ending
        package let said: String
    }

    /// Starts the program, and hands over what its pipe takes at once: all of some kilobytes.
    package init(
        _ path: String, _ arguments: [String], input text: [UInt8], by deadline: Monotonic
    ) throws(SystemError) {
        let given = try Pipe()
        let told = try Pipe()
        child = try ChildProcess(
            path, arguments, input: given.readEnd.number, output: told.writeEnd.number, error: told.writeEnd.number)
        self.path = path
        self.deadline = deadline
        rest = text[...]
        try IO.setNonBlocking(given.writeEnd.number)
        try IO.setNonBlocking(told.readEnd.number)
        input = given.intoWriteEnd()
        output = told.intoReadEnd()
        try hand()
    }

    deinit { child.signalGroup(SIGKILL) }

    /// Waits for the program's own end; what it leaves behind with its outputs open is not waited for.
    ///
    /// - Parameter cancellation: a descriptor that ends the wait by becoming readable, with `ECANCELED`.
    /// - Throws: `ETIMEDOUT` when the deadline passes.
    package func finish(unless cancellation: Int32? = nil) throws(SystemError) -> Report {
        while true {
            var entries = [
                PollEntry(child.descriptor.number, POLLIN), PollEntry(cancellation ?? -1, POLLIN),
                PollEntry(inputNumber, POLLOUT), PollEntry(outputNumber, POLLIN),
            ]
            guard try Poll.wait(&entries, until: deadline) else { throw SystemError("run", path, number: ETIMEDOUT) }
            if entries[0].isReadable { break }
            if entries[1].isReadable { throw SystemError("run", path, number: ECANCELED) }
            if entries[2].isWritable { try hand() }
            if entries[3].isReadable { try listen() }
        }
        try listen()
        return Report(ending: try child.wait(), said: said.text)
    }

    /// Writes what the pipe takes. A program that reads no more has its reason, which its end tells.
    private func hand() throws(SystemError) {
        while !rest.isEmpty {
            do {
                guard case .bytes(let count) = try IO.write(inputNumber, rest) else { return }
                rest = rest.dropFirst(count)
            } catch {
                guard error.number == EPIPE else { throw error }
                rest = []
            }
        }
        input = nil
    }

    /// Reads what is there, so that the program is never held up by what it says.
    private func listen() throws(SystemError) {
        guard output != nil else { return }
        if try !said.drain(outputNumber) { output = nil }
    }

    private var inputNumber: Int32 { input?.number ?? -1 }
    private var outputNumber: Int32 { output?.number ?? -1 }
}
