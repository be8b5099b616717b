import CLinux
import System

/// A zpull-client at work, as the receiving user. Its output goes to files, so that it never waits for us.
final class RunningClient {
    private var child: ChildProcess
    private let files: String

    init(_ arguments: [String], configuration: String, files: String) throws {
        self.files = files
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        let output = try FileDescriptor(opening: files + ".out", flags: flags)
        let error = try FileDescriptor(opening: files + ".err", flags: flags)
        child = try ChildProcess(
            "/usr/bin/setpriv",
            Lab.as(Machine.receiveUser) + [Machine.client] + arguments + ["--config", configuration],
            output: output.number, error: error.number)
    }

    var identifier: Int32 { child.identifier }
    /// Becomes readable with its end.
    var descriptor: Int32 { child.descriptor.number }

    func signal(_ number: Int32) { child.signal(number) }

    /// What it has said so far.
    var error: String { text(".err") }

    /// Waits for its end, which must come in time.
    func wait(within time: Duration) throws -> ClientRun {
        var ended = [PollEntry(child.descriptor.number, POLLIN)]
        let isInTime = try Poll.wait(&ended, until: .now + time)
        if !isInTime { child.signal(SIGKILL) }
        let ending = try child.wait()
        guard isInTime else { throw Unmet("zpull-client did not end within \(time): \(error)") }
        return ClientRun(ending, output: text(".out"), error: error)
    }

    private func text(_ suffix: String) -> String {
        (try? Tool.read(files + suffix)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
