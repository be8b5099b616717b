import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("Pulling over a real sshd")
struct PullTests {
    let ring: Ring
    init() throws { ring = try Ring() }

    @Test("nothing here: the earliest snapshot comes in full, then the chain to the latest")
    func first() throws {
        try ring.source.snapshot("tank/data", "one", "two", "three")
        let run = try ring.client("run")
        run.expect(
            code: 0, saying: "3 snapshots of 1 dataset to receive", "received 3 snapshots up to @three",
            "done: 3 snapshots received")
        try ring.expectSynced()
        let sends = try ring.source.calls(of: "send").map(\.arguments)
        #expect(
            sends == [
                ["send", "-Lec", "tank/data@one"], ["send", "-Lec", "-i", "tank/data@one", "tank/data@two"],
                ["send", "-Lec", "-i", "tank/data@two", "tank/data@three"],
            ])
    }

    @Test("something here: only what is newer comes")
    func increment() throws {
        try ring.source.snapshot("tank/data", "one")
        try ring.pull()
        try ring.source.snapshot("tank/data", "two")
        ring.source.forgetCalls()
        try ring.client("run").expect(code: 0, saying: "done: 1 snapshot received")
        try ring.expectSynced()
        #expect(
            try ring.source.calls(of: "send").map(\.arguments) == [
                ["send", "-Lec", "-i", "tank/data@one", "tank/data@two"]
            ])
    }

    @Test("nothing newer: says so, and changes nothing")
    func nothing() throws {
        try ring.source.snapshot("tank/data", "one")
        try ring.pull()
        let before = try ring.target.datasets()
        ring.target.forgetCalls()
        try ring.client("run").expect(code: 0, saying: "done: nothing newer for 1 dataset")
        #expect(try ring.target.datasets() == before)
        #expect(try ring.target.calls().map(\.verb) == ["list"])
    }

    @Test("a base of which the source has only a bookmark left serves")
    func bookmark() throws {
        try ring.source.snapshot("tank/data", "one")
        try ring.pull()
        try ring.source.snapshot("tank/data", "two")
        try ring.source.change("tank/data") { dataset in
            dataset.bookmarks = [dataset.snapshots.removeFirst()]
        }
        try ring.client("run").expect(code: 0, saying: "done: 1 snapshot received")
        try ring.expectReceivedAll(["two"], beside: ["one"])
    }

    @Test("a base that was renamed on the source is found by its guid")
    func renamed() throws {
        try ring.source.snapshot("tank/data", "one")
        try ring.pull()
        try ring.source.change("tank/data") { dataset in
            let one = dataset.snapshots[0]
            dataset.snapshots[0] = StoredSnapshot(
                name: "uno", guid: one.guid, createTxg: one.createTxg, creation: one.creation, size: one.size,
                checksum: one.checksum)
        }
        try ring.source.snapshot("tank/data", "two")
        try ring.client("run").expect(code: 0)
        #expect(try ring.target.snapshots("backup/data").map(\.name) == ["one", "two"])
    }

    @Test("one list at each side, one send and one receive for each hop, and one look back: nothing else is run")
    func economy() throws {
        try ring.source.snapshot("tank/data", "one")
        try ring.pull()
        // Before the target exists, one more: whether its parent does.
        #expect(try ring.target.calls().map(\.verb) == ["list", "list", "zpool", "receive", "get"])
        for pool in [ring.source, ring.target] { pool.forgetCalls() }
        try ring.source.snapshot("tank/data", "two", "three", "four")
        try ring.pull()
        #expect(try ring.source.calls().map(\.verb) == ["list", "send", "send", "send"])
        #expect(try ring.target.calls().map(\.verb) == ["list", "zpool", "receive", "receive", "receive", "get"])
    }

    @Test("64 MiB arrive byte for byte")
    func large() throws {
        for pool in [ring.source, ring.target] { try pool.write("1048576", to: "recordsize") }
        try ring.source.snapshot("tank/data", "big", size: 64 << 20)
        try ring.pull()
    }

    @Test("sizes around those of records, headers and nothing arrive", arguments: [0, 1, 7, 311, 312, 313, 131_072])
    func sizes(size: Int) throws {
        try ring.source.snapshot("tank/data", "one", size: size)
        try ring.source.snapshot("tank/data", "two", size: size)
        try ring.pull()
    }

    @Test("a chain of 300 hops comes in one session")
    func chain() throws {
        for index in 0..<300 { try ring.source.snapshot("tank/data", "hour-\(index)", size: 1000) }
        try ring.client("run", "--quiet").expect(code: 0)
        try ring.expectSynced()
        #expect(try ring.source.calls(of: "list").count == 1)
    }

    @Test("a source that is ahead of nothing: local snapshots in the way stop the run, and the mend is named")
    func ahead() throws {
        try ring.source.snapshot("tank/data", "one")
        try ring.pull()
        try ring.target.snapshot("backup/data", "mine")
        try ring.source.snapshot("tank/data", "two")
        let before = try ring.target.datasets()
        try ring.client("run").expect(
            code: 2, saying: "newer than the last common one (@one): @mine", "zfs rollback -r backup/data@one")
        #expect(try ring.target.datasets() == before)
    }

    @Test("no snapshot in common: stops, and touches neither side")
    func noBase() throws {
        try ring.source.snapshot("tank/data", "one")
        try ring.pull()
        try ring.source.change("tank/data") { $0.snapshots = [] }
        try ring.source.snapshot("tank/data", "fresh")
        let before = try ring.target.datasets()
        try ring.client("run").expect(code: 2, saying: "have no snapshot in common", "zfs rename backup/data")
        #expect(try ring.target.datasets() == before)
    }

    @Test("a snapshot that does not read back with its guid is not called received")
    func readBack() throws {
        try ring.source.snapshot("tank/data", "one")
        try ring.target.fail("get: other guid")
        let run = try ring.client("run")
        run.expect(code: 1, saying: "reading it back found guid 4711")
        #expect(!run.error.contains("done:"))
    }
}

extension Ring {
    /// The target has the snapshots `names` as the source has them, and before them others that the source has not.
    fileprivate func expectReceivedAll(_ names: [String], beside others: [String]) throws {
        #expect(try target.snapshots("backup/data").map(\.name) == others + names)
        #expect(try target.snapshots("backup/data").last?.checksum == source.snapshots("tank/data").last?.checksum)
    }
}
