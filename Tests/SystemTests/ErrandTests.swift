import Glibc
import System
import Testing

@Suite("A program on an errand")
struct ErrandTests {
    init() { Signals.ignoreBrokenPipes() }

    private func errand(_ script: String, _ text: String = "", time: Duration = .seconds(30)) throws -> Errand {
        try Errand("/bin/sh", ["-c", script], input: Array(text.utf8), by: .now + time)
    }

    @Test("is handed its text whole, and what it says is kept, up to a limit")
    func whole() throws {
        // More than a pipe holds in either direction.
        let text = String(repeating: "0123456789abcde\n", count: 20_000)
        let report = try errand("wc -c; seq 100000; exit 3", text).finish()
        #expect(report.ending == .exited(3))
        #expect(report.said.hasPrefix("320000\n1\n2\n3\n"))
        #expect((2000...2048).contains(report.said.count))
    }

    @Test("may refuse to read, and says why by its end")
    func unread() throws {
        let text = String(repeating: "x", count: 1 << 20)
        let report = try errand("exec <&-; echo no >&2; exit 75", text).finish()
        #expect(report.ending == .exited(75))
        #expect(report.said == "no")
    }

    @Test("is killed at its deadline with what it has started", .timeLimit(.minutes(1)))
    func late() throws {
        let fifo = "/tmp/zpull-errand-\(getpid())-\(UInt64.random(in: 0...(.max)))"
        try retrying("mkfifo", fifo) { mkfifo(fifo, 0o600) }
        defer { unlink(fifo) }
        var late: Errand? = try errand("sleep 1000 >\(fifo) & wait", time: .zero)
        // Opens once `sleep` has it open too, and is at its end once that has gone.
        let held = try FileDescriptor(opening: fifo, flags: O_RDONLY)
        #expect(throws: SystemError("run", "/bin/sh", number: ETIMEDOUT)) { _ = try late?.finish() }
        late = nil
        #expect(try IO.readAll(held.number, limit: 1).isEmpty)
    }

    @Test("is not waited for because of what it leaves behind", .timeLimit(.minutes(1)))
    func leaves() throws {
        let report = try errand("sleep 1000 & echo $!; exit 0").finish()
        #expect(report.ending == .exited(0))
        let left = try #require(Int32(report.said))
        #expect(kill(left, SIGKILL) == 0, "it was killed with its parent")
    }

    @Test("is given up at a cancellation", .timeLimit(.minutes(1)))
    func cancelled() throws {
        let cancellation = try Pipe()
        try IO.writeAll(cancellation.writeEnd.number, [1])
        #expect(throws: SystemError("run", "/bin/sh", number: ECANCELED)) {
            _ = try errand("sleep 1000").finish(unless: cancellation.readEnd.number)
        }
    }
}
