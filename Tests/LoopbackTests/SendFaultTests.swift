import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("Sources whose zfs fails, or lies")
struct SendFaultTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one", size: 1_000_000)
    }

    /// Without the fault the next run brings everything, whatever the failed one has left.
    private func expectRecovery(at location: SourceLocation = #_sourceLocation) throws {
        try ring.source.fail()
        try ring.pull(at: location)
    }

    @Test("zfs list fails there: its message is carried over, and nothing is begun")
    func list() throws {
        try ring.source.fail("list: exit 1: internal error: out of memory")
        try ring.client("run").expect(
            code: 1, saying: "the source says: zfs list failed (exit status 1): internal error: out of memory")
        try ring.expectNothingReceived()
        try expectRecovery()
    }

    @Test("zfs send fails at its start: its message is carried over, and nothing is begun")
    func start() throws {
        try ring.source.fail("send: exit 1: cannot send 'tank/data@one': permission denied")
        try ring.client("run").expect(code: 1, saying: "zfs send of tank/data@one failed", "permission denied")
        try ring.expectNothingReceived()
        try expectRecovery()
    }

    @Test("zfs send exits with 0 and no stream: that is no success")
    func empty() throws {
        try ring.source.fail("send: exit 0: ")
        try ring.client("run").expect(code: 1, saying: "zfs send of tank/data@one wrote no stream")
        try ring.expectNothingReceived()
    }

    @Test("zfs send fails in the middle: message, resume state, and the next run fetches only the rest")
    func middle() throws {
        try ring.source.fail("send: exit 1 after 600000 bytes: warning: cannot send: Input/output error")
        try ring.client("run").expect(code: 1, saying: "Input/output error")
        try ring.expectReceived([])
        let partial = try #require(try ring.target.dataset("backup/data")?.partial)
        #expect(partial.bytes > 300_000)
        ring.source.forgetCalls()
        try expectRecovery()
        #expect(try ring.source.calls(of: "send").map { $0.arguments[1] } == ["-t"])
    }

    @Test("zfs send is killed by a signal: that is a failure too")
    func signalled() throws {
        try ring.source.fail("send: exit 137 after 600000 bytes: Killed")
        try ring.client("run").expect(code: 1, saying: "exit status 137")
        try expectRecovery()
    }

    @Test("zfs send writes everything and then fails: the snapshot must not come to be")
    func afterEnd() throws {
        try ring.source.fail("send: exit 1 after the end: no luck")
        try ring.client("run").expect(code: 1, saying: "no luck")
        try ring.expectReceived([])
        #expect(try ring.target.dataset("backup/data")?.partial != nil)
        try expectRecovery()
    }

    @Test("an increment that is written whole and then fails does not come to be either")
    func incrementAfterEnd() throws {
        try ring.pull()
        try ring.source.snapshot("tank/data", "two")
        try ring.source.fail("send: exit 1 after the end: no luck")
        try ring.client("run").expect(code: 1, saying: "no luck")
        try ring.expectReceived(["one"])
        try expectRecovery()
    }

    @Test("a stream without its last record is no snapshot, although the source says that it is whole")
    func withoutEnd() throws {
        try ring.source.fail("send: no last record")
        try ring.client("run").expect(code: 1, saying: "incomplete stream")
        try ring.expectReceived([])
    }

    @Test("bytes behind the last record change nothing in what was agreed on", arguments: [1, 311, 312, 5_000_000])
    func surplus(bytes: Int) throws {
        try ring.source.fail("send: \(bytes) bytes after the end")
        let run = try ring.client("run")
        // `zfs receive` reads no further than the last record: what it leaves may still fit into the pipe to it, or not.
        if run.ending != .exited(0) {
            run.expect(code: 1, saying: "zfs receive of backup/data@one failed: it took the stream for whole")
        }
        #expect((run.ending == .exited(0)) == (bytes < 312) || bytes == 312)
        try ring.expectSynced()
        try expectRecovery()
    }

    @Test(
        "a first record that is not what was agreed on is refused before zfs receive is started",
        arguments: [
            ("other guid", "it is of the snapshot with guid 4711"),
            ("other base", "it starts from the snapshot with guid 4711, and a start from nothing was agreed on"),
            ("other name", "it is of tank/data/other@x"), ("compound", "it is a compound stream"),
            ("raw", "it is a raw stream, and a plain, not raw stream was agreed on"),
        ])
    func lies(lie: String, words: String) throws {
        try ring.source.fail("send: \(lie)")
        try ring.client("run").expect(code: 1, saying: "the stream of tank/data@one was refused", words)
        try ring.expectNothingReceived()
        try expectRecovery()
    }

    @Test("a stream that this side's pool cannot take is refused before it is sent, with the feature named")
    func unacceptable() throws {
        try ring.source.fail("send: long names")
        try ring.target.write("large_blocks\nembedded_data\n", to: "features")
        try ring.client("run").expect(
            code: 2, saying: "the stream of tank/data@one has LONGNAME, which the receiver cannot take",
            "enable feature@longname on its pool, or install an OpenZFS there that has it")
        try ring.expectNothingReceived()
        try expectRecovery()
    }

    @Test("an increment from another base than the agreed one is refused, and the backup stays")
    func otherBase() throws {
        try ring.pull()
        try ring.source.snapshot("tank/data", "two", "three")
        try ring.source.fail("send tank/data@two: other base")
        ring.target.forgetCalls()
        try ring.client("run").expect(code: 1, saying: "it starts from the snapshot with guid 4711")
        #expect(try ring.target.calls(of: "receive").isEmpty)
        try ring.expectReceived(["one"])
        try expectRecovery()
    }

    @Test("a snapshot that vanishes between the list and its turn fails alone")
    func vanishes() throws {
        try ring.source.create("tank/other")
        try ring.source.snapshot("tank/other", "one")
        try ring.configure {
            $0.datasets = ["{ remote: tank/data, local: backup/data }", "{ remote: tank/other, local: backup/other }"]
        }
        try ring.source.fail("send tank/data@one: exit 1: cannot open 'tank/data@one': dataset does not exist")
        try ring.client("run").expect(code: 1, saying: "dataset does not exist")
        try ring.expectSynced("tank/other", as: "backup/other")
    }

    @Test("what the source's zfs says cannot steer our terminal")
    func escapes() throws {
        try ring.source.fail("send: exit 1: gone\u{1B}[31m red")
        let run = try ring.client("run")
        run.expect(code: 1, saying: "gone?[31m red")
        #expect(!run.error.utf8.contains(0x1B))
    }
}
