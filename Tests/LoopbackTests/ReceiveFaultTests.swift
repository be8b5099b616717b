import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("A backup host whose zfs fails")
struct ReceiveFaultTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one", "two", size: 1_000_000)
    }

    private func expectRecovery(at location: SourceLocation = #_sourceLocation) throws {
        try ring.target.fail()
        try ring.pull(at: location)
    }

    @Test("zfs list fails here: nothing is asked of the source")
    func list() throws {
        try ring.target.fail("list: exit 1: internal error")
        try ring.client("run").expect(code: 1, saying: "zfs list failed (exit status 1): internal error")
        #expect(try ring.source.calls(of: "send").isEmpty)
        try ring.expectNothingReceived()
    }

    @Test("zfs receive fails at its start: its message and the mend, and the chain is given up")
    func start() throws {
        try ring.target.fail("receive: exit 1: cannot receive new filesystem stream: permission denied")
        try ring.client("run").expect(
            code: 1, saying: "zfs receive of backup/data@one failed", "permission denied", "zpull-client permissions")
        #expect(try ring.target.calls(of: "receive").count == 1)
        #expect(try ring.target.dataset("backup/data") == nil)
        try expectRecovery()
    }

    @Test("no space in the middle: message, mend, resume state, and the next run goes on from there")
    func noSpace() throws {
        try ring.target.fail("receive: exit 1 after 600000 bytes: cannot receive new filesystem stream: out of space")
        try ring.client("run").expect(
            code: 1, saying: "out of space", "free space in the pool backup", "goes on from here")
        try ring.expectReceived([])
        #expect(try ring.target.dataset("backup/data")?.partial?.bytes == 4 * 131_072)
        ring.source.forgetCalls()
        try expectRecovery()
        #expect(try ring.source.calls(of: "send").map { $0.arguments[1] } == ["-t", "-Lec"])
    }

    @Test("a failure at the very end of a receive is one")
    func atEnd() throws {
        try ring.target.fail("receive backup/data@two: exit 1 after the end: cannot receive incremental stream: busy")
        try ring.client("run").expect(code: 1, saying: "busy", "up to @one it was received")
        try ring.expectReceived(["one"])
        try expectRecovery()
    }

    @Test("a target that changed under way says so, and what to do")
    func changed() throws {
        try ring.source.snapshot("tank/data", "three")
        try ring.target.fail(
            "receive backup/data@two: exit 1: cannot receive incremental stream: destination backup/data has been "
                + "modified since most recent snapshot")
        try ring.client("run").expect(code: 1, saying: "has been modified", "`zfs rollback backup/data@one`")
        try ring.expectReceived(["one"])
        #expect(try ring.target.calls(of: "receive").count == 2)
    }

    @Test("a dataset that fails here keeps no other from its turn, in the same session")
    func others() throws {
        try ring.source.create("tank/other")
        try ring.source.snapshot("tank/other", "one", "two")
        try ring.configure {
            $0.datasets = ["{ remote: tank/data, local: backup/data }", "{ remote: tank/other, local: backup/other }"]
        }
        try ring.target.fail("receive backup/data@one: exit 1 after 600000 bytes: out of space")
        try ring.client("run").expect(code: 1, saying: "out of space", "2 snapshots")
        try ring.expectSynced("tank/other", as: "backup/other")
        #expect(try ring.source.calls(of: "list").count == 1)
    }

    @Test(
        "an interrupted receive that cannot go on is noted by run and dropped by prune; then the next run starts afresh"
    )
    func stale() throws {
        try ring.pull()
        try ring.source.snapshot("tank/data", "three", size: 1_000_000)
        try ring.source.fail("send: exit 1 after 600000 bytes: no luck")
        try ring.client("run").expect(code: 1)
        try ring.source.fail()
        try ring.source.change("tank/data") { $0.snapshots.removeLast() }
        try ring.source.snapshot("tank/data", "four")
        try ring.client("run").expect(code: 1, saying: "an interrupted receive that cannot go on", "zpull-client prune")
        try ring.client("prune", "--interrupted").expect(
            code: 0, saying: "dropped an interrupted receive of backup/data")
        try ring.pull()
    }

    @Test("with single_user an interrupted receive that cannot go on is dropped at once")
    func staleSingleUser() throws {
        try ring.source.fail("send: exit 1 after 600000 bytes: no luck")
        try ring.client("run").expect(code: 1)
        try ring.source.fail()
        try ring.source.change("tank/data") { $0.snapshots.removeFirst() }
        try ring.configure(top: "single_user: true")
        try ring.pull()
        #expect(try ring.target.calls(of: "receive").contains { $0.arguments == ["receive", "-A", "backup/data"] })
    }
}
