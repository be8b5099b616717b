import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("A cursor over a real sshd")
struct CursorTests {
    private func ring(_ cursor: String) throws -> Ring {
        let ring = try Ring(serve: ["--dataset", "tank", "--recursive", "--cursor", cursor])
        try ring.source.snapshot("tank/data", "one")
        return ring
    }

    /// Pulls, and returns what was run at the source for the cursor, beside the listing and the streams.
    private func pull(_ ring: Ring) throws -> [String] {
        ring.source.forgetCalls()
        try ring.start("run").wait().expect(code: 0)
        return try cursorCalls(ring)
    }

    private func cursorCalls(_ ring: Ring) throws -> [String] {
        try ring.source.calls().filter { !["list", "send"].contains($0.verb) }
            .map { $0.arguments.joined(separator: " ") }
    }

    private func guid(_ snapshot: String, _ ring: Ring) throws -> UInt64 {
        try #require(try ring.source.snapshots("tank/data").first { $0.name == snapshot }).guid
    }

    private func bookmarks(_ ring: Ring) throws -> [String] {
        try ring.source.dataset("tank/data")?.bookmarks.map(\.name) ?? []
    }

    @Test("as a bookmark it moves with each pull, and serves as the base when the snapshot is pruned")
    func bookmark() throws {
        let ring = try ring("bookmark")
        let one = "zpull_loop_\(try guid("one", ring))"
        #expect(try pull(ring) == ["bookmark tank/data@one tank/data#\(one)"])
        #expect(try bookmarks(ring) == [one])
        try ring.source.snapshot("tank/data", "two")
        try ring.source.change("tank/data") { $0.snapshots.removeFirst() }
        let two = "zpull_loop_\(try guid("two", ring))"
        #expect(
            try pull(ring) == ["bookmark tank/data@two tank/data#\(two)", "destroy tank/data#\(one)"])
        #expect(
            try ring.source.calls(of: "send").map(\.arguments) == [
                ["send", "-Lec", "-i", "tank/data#\(one)", "tank/data@two"]
            ])
        #expect(try bookmarks(ring) == [two])
        #expect(try ring.target.snapshots("backup/data").map(\.name) == ["one", "two"])
    }

    @Test("as a hold it moves with each pull, and leaves those of others alone")
    func hold() throws {
        let ring = try ring("hold")
        let others = [StoredHold(snapshot: "one", tag: "zpull:loop2"), StoredHold(snapshot: "one", tag: "keep")]
        try ring.source.change("tank/data") { $0.holds = others }
        let question = "get -Hp -r -t snapshot -o name,value userrefs tank"
        #expect(try pull(ring) == [question, "holds -H tank/data@one", "hold zpull:loop tank/data@one"])
        try ring.source.snapshot("tank/data", "two")
        #expect(
            try pull(ring) == [
                question, "holds -H tank/data@one", "hold zpull:loop tank/data@two", "release zpull:loop tank/data@one",
            ])
        #expect(
            try ring.source.dataset("tank/data")?.holds == others + [StoredHold(snapshot: "two", tag: "zpull:loop")])
        try ring.expectSynced()
    }

    @Test("with nothing new, nothing is run for a bookmark that is there, and no hold is made or taken away")
    func nothingNew() throws {
        for (cursor, questions) in [("bookmark", []), ("hold", ["get", "holds"])] {
            let ring = try ring(cursor)
            _ = try pull(ring)
            let before = try ring.source.datasets()
            #expect(try pull(ring).map { $0.prefix { $0 != " " } } == questions.map { $0[...] })
            #expect(try ring.source.datasets() == before)
        }
    }

    @Test("one that may not be made is named with the grant, and what came has come")
    func grantMissing() throws {
        for (cursor, grants) in [("bookmark", "bookmark"), ("hold", "hold,release")] {
            let ring = try ring(cursor)
            try ring.source.fail("\(cursor): exit 1: cannot create it: permission denied")
            try ring.start("run").wait().expect(
                code: 1, saying: "the source keeps no cursor for it", "permission denied",
                "zfs allow -u USER \(grants) tank/data")
            try ring.expectSynced()
        }
    }

    @Test("bookmarks left behind that may not be destroyed cost one failed zfs destroy, however many they are")
    func leftovers() throws {
        let ring = try ring("bookmark")
        _ = try pull(ring)
        for name in ["two", "three"] {
            try ring.source.snapshot("tank/data", name)
            let snapshot = try #require(try ring.source.snapshots("tank/data").last)
            try ring.source.change("tank/data") { $0.bookmarks.append(snapshot.renamed("zpull_loop_\(snapshot.guid)")) }
        }
        try ring.source.snapshot("tank/data", "four")
        try ring.source.fail("destroy: exit 1: cannot destroy bookmark: permission denied")
        let calls = try pull(ring)
        #expect(calls.count { $0.hasPrefix("bookmark ") } == 1)
        #expect(calls.count { $0.hasPrefix("destroy ") } == 1)
        #expect(try bookmarks(ring).count == 4)
        // With the grant, all of them go at once.
        try ring.source.fail()
        #expect(try pull(ring).count == 3)
        #expect(try bookmarks(ring) == ["zpull_loop_\(try guid("four", ring))"])
        try ring.expectSynced()
    }
}
