import Glibc
import System

/// zpull-liar: NOT a server for anybody's data. It stands between sshd and an honest zpull-serve in zpull's attack tests,
/// passes on what that one says, and tells one lie.
///
/// usage: zpull-liar FILE PROGRAM ARGUMENT…
///
/// The file's first line names the lie, see `Lie`; a line for each word of a command may follow, whose output is told in the
/// place of a stream. PROGRAM and what follows is the honest server.
@main
enum Main {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 2 else { fail("usage: zpull-liar FILE PROGRAM ARGUMENT…", code: 64) }
        Signals.ignoreBrokenPipes()
        do {
            let lines = try lines(ofFile: arguments[0])
            guard let lie = Lie.named(lines.first ?? "", command: Array(lines.dropFirst())) else {
                fail("zpull-liar: no such lie: \(lines.first ?? "")", code: 64)
            }
            exit(try tell(lie, in: arguments[1], Array(arguments.dropFirst(2))))
        } catch { fail("zpull-liar: \(error)", code: 70) }
    }

    /// Speaks until the lie says that it is enough, the honest server has ended, or the client is gone.
    private static func tell(_ lie: Lie, in program: String, _ arguments: [String]) throws -> Int32 {
        let pipe = try Pipe(capacity: 1 << 20)
        var child = try ChildProcess(
            program, arguments, input: STDIN_FILENO, output: pipe.writeEnd.number, error: STDERR_FILENO)
        var honest = HonestServer(pipe.intoReadEnd())
        var mouth = Mouth()
        do {
            var hasLied = false
            while let saying = try honest.next() {
                if !hasLied, saying.moment == lie.moment {
                    hasLied = true
                    try lie.tell(saying, &mouth)
                } else {
                    try mouth.pass(saying)
                }
            }
        } catch let departure as Departure {
            child.signal(SIGKILL)
            _ = try child.wait()
            return departure.code
        } catch let error as SystemError where error.number == EPIPE {
            child.signal(SIGKILL)
        }
        return if case .exited(let code) = try child.wait() { code } else { 70 }
    }

    private static func lines(ofFile path: String) throws -> [String] {
        let file = try FileDescriptor(opening: path, flags: O_RDONLY)
        var (bytes, chunk): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 4096))
        while case .bytes(let count) = try IO.read(file.number, into: &chunk) { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static func fail(_ text: String, code: Int32) -> Never {
        try? IO.writeAll(STDERR_FILENO, Array((text + "\n").utf8))
        exit(code)
    }
}
