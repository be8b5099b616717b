import Foundation
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("Sessions that are cut, and what comes of them")
struct InterruptionTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one", size: 2_000_000)
        try ring.source.snapshot("tank/data", "two")
    }

    /// A run in the middle of its first stream: the source has stopped sending, and seven records have arrived.
    private struct Middle {
        let client: RunningProgram
        let serve: WatchedProcess
        let send: WatchedProcess
        let receive: WatchedProcess
    }

    /// - Parameter fault: `stall` ends with its reader, as a send that waits for a disk; `hang` ends by a signal only.
    private func middle(_ fault: String = "stall") throws -> Middle {
        try ring.source.fail("send: \(fault) after 1000000 bytes")
        try ring.target.fail("receive: tell after 950000 bytes")
        let client = try ring.start("run")
        let send = try ring.sourceEvents.next("send \(fault)")
        let receive = try ring.targetEvents.next("receive tell")
        return Middle(
            client: client, serve: try WatchedProcess(send.parent), send: try WatchedProcess(send.process),
            receive: try WatchedProcess(receive.process))
    }

    /// What came is kept, the next run fetches only the rest, and all bytes are right.
    private func expectResumed(after middle: Middle) throws {
        for process in [middle.serve, middle.send, middle.receive] {
            #expect(try process.hasEnded(), "process \(process.identifier) is left")
        }
        try ring.expectReceived([])
        #expect(try ring.target.dataset("backup/data")?.partial?.bytes == 7 * 131_072)
        try ring.source.fail()
        try ring.target.fail()
        let plan = try ring.client("plan")
        #expect(plan.output.contains("resume    @one, after 896 KiB"))
        ring.source.forgetCalls()
        try ring.pull()
        #expect(try ring.source.calls(of: "send").map { $0.arguments[1] } == ["-t", "-Lec"])
    }

    @Test("zpull-serve is killed: the client says so, keeps what came, and goes on with the next run")
    func serveKilled() throws {
        let middle = try middle()
        middle.serve.signal(SIGKILL)
        try middle.client.wait().expect(code: 16, saying: "ended the session (signal KILL)", "goes on from there")
        try expectResumed(after: middle)
    }

    @Test("what resumes is killed before its first byte: what came is kept, and the run after goes on with it")
    func resumedSendKilled() throws {
        let middle = try middle()
        middle.send.signal(SIGKILL)
        try middle.client.wait().expect(code: 1, saying: "signal 9")
        try ring.source.fail("send: hang")
        try ring.target.fail()
        let second = try ring.start("run")
        try WatchedProcess(try ring.sourceEvents.next("send hang").process).signal(SIGKILL)
        try second.wait().expect(code: 1, saying: "zfs send of tank/data@one failed (signal 9")
        try ring.source.fail()
        #expect(try ring.client("plan").output.contains("resume    @one, after 896 KiB"))
        #expect(try ring.client("prune").output.contains("dropped") == false)
        ring.source.forgetCalls()
        try ring.pull()
        #expect(try ring.source.calls(of: "send").map { $0.arguments[1] } == ["-t", "-Lec"])
    }

    @Test("the SSH session is killed: the client says so, keeps what came, and goes on with the next run")
    func sessionKilled() throws {
        let middle = try middle("hang")
        for session in ring.server.sessions { kill(session, SIGKILL) }
        try middle.client.wait().expect(code: 16)
        try expectResumed(after: middle)
    }

    @Test("the client is killed: the server and its zfs end by themselves, and the next run goes on")
    func clientKilled() throws {
        let middle = try middle("hang")
        middle.client.signal(SIGKILL)
        #expect(try middle.client.wait().ending == .signalled(SIGKILL))
        try expectResumed(after: middle)
    }

    @Test(
        "a signal ends the client in good order, with the resume state kept and no process left",
        arguments: [SIGTERM, SIGINT, SIGHUP])
    func signalled(signal: Int32) throws {
        let middle = try middle("hang")
        middle.client.signal(signal)
        try middle.client.wait().expect(code: 128 + signal, saying: "interrupted", "the next run goes on from there")
        try expectResumed(after: middle)
    }

    @Test("a signal ends a client whose zfs receive hangs, as on a suspended pool, and that one too")
    func signalledInReceive() throws {
        try ring.source.snapshot("tank/data", "one")
        try ring.target.fail("receive: hang after 100000 bytes")
        let client = try ring.start("run")
        let receive = try WatchedProcess(ring.targetEvents.next("receive hang").process)
        client.signal(SIGTERM)
        try client.wait().expect(code: 143, saying: "interrupted")
        #expect(try receive.hasEnded())
    }

    @Test("a signal ends a client that still waits for the list")
    func signalledInList() throws {
        try ring.source.fail("list: hang")
        let client = try ring.start("run")
        let serve = try WatchedProcess(ring.sourceEvents.next("list hang").parent)
        client.signal(SIGTERM)
        try client.wait().expect(code: 143)
        #expect(try serve.hasEnded())
        try ring.expectNothingReceived()
    }

    @Test("zpull-serve is asked to end: the client learns it, and goes on with the next run")
    func serveTerminated() throws {
        let middle = try middle("hang")
        middle.serve.signal(SIGTERM)
        try middle.client.wait().expect(code: 16, saying: "ended the session (exit status 75")
        try expectResumed(after: middle)
    }

    @Test("a server that stops moving is given up at the deadline, and the next run goes on")
    func serveStopped() throws {
        try ring.configure { $0.more = ["timeout: 2"] }
        let middle = try middle()
        middle.serve.signal(SIGSTOP)
        try middle.client.wait().expect(code: 16, saying: "has been silent for 2 s", "goes on from there")
        middle.serve.signal(SIGKILL)
        try expectResumed(after: middle)
    }

    @Test("a send that is silent for longer than the deadline is none of these: the server still answers")
    func slowSend() throws {
        try ring.configure { $0.more = ["timeout: 1"] }
        let middle = try middle()
        usleep(2_500_000)
        #expect(try !middle.serve.hasEnded(within: .zero))
        middle.send.signal(SIGTERM)
        try middle.client.wait().expect(code: 1, saying: "zfs send of tank/data@one failed (signal 15")
        try expectResumed(after: middle)
    }

    @Test("a server that answers and never goes on is left after idle, and the next run goes on")
    func idle() throws {
        try ring.configure { $0.more = ["timeout: 1", "idle: 3"] }
        let middle = try middle()
        try middle.client.wait().expect(
            code: 16, saying: "is there, and for 3 s nothing has come of what was asked for", "goes on from there")
        try expectResumed(after: middle)
    }

    @Test("3: a second run leaves the target to the first, which is named by process id, command and time")
    func locked() throws {
        let middle = try middle("hang")
        let receives = try ring.target.calls(of: "receive").count
        try ring.client("run").expect(
            code: 3, saying: "another run (process \(middle.client.identifier), `zpull-client run ", ", since 20",
            ") is working on backup/data")
        #expect(try ring.target.calls(of: "receive").count == receives)
        middle.client.signal(SIGTERM)
        try middle.client.wait().expect(code: 143)
        try expectResumed(after: middle)
    }

    @Test("a cut increment goes on from where it was, and so does one that was cut twice")
    func twice() throws {
        try ring.pull()
        try ring.source.snapshot("tank/data", "three", size: 2_000_000)
        for bytes in [600_000, 700_000] {
            try ring.source.fail("send: exit 1 after \(bytes) bytes: no luck")
            try ring.client("run").expect(code: 1, saying: "no luck")
            try ring.expectReceived(["one", "two"])
        }
        #expect(try ring.target.dataset("backup/data")?.partial?.bytes == 9 * 131_072)
        try ring.source.fail()
        try ring.pull()
    }
}
