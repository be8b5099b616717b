import Replication
import Testing
import ZFS

@Suite("A sync that was interrupted")
struct InterruptedSyncTests {
    private let full: RealToken
    private let increment: RealToken

    init() throws {
        full = try RealToken("full-large-embedded-compressed")
        increment = try RealToken("incremental-large-embedded-compressed")
        try #require(full.token.from == nil && increment.token.from != nil)
    }

    @Test("goes on with a first stream, and then with the chain")
    func resumeFirst() throws {
        let source = full.source([snapshot("early", 5), try full.snapshot(10), snapshot("next", 20)])
        let third = full.token.toName.snapshot
        #expect(plan(source, full.target(), full.rule) == "resume @\(third), @\(third) → @next")
        #expect(plan(full.source([try full.snapshot(10)]), full.target(), full.rule) == "resume @\(third)")
    }

    @Test("goes on with an increment, and then with the chain")
    func resumeIncrement() throws {
        let source = increment.source([
            try increment.base(5), try increment.snapshot(10), snapshot("x", 20), snapshot("y", 30),
        ])
        let here = increment.target([try increment.base(5)])
        let third = increment.token.toName.snapshot
        #expect(plan(source, here, increment.rule) == "resume @\(third), @\(third) → @x, @x → @y")
        #expect(
            plan(source, here, increment.rule(intermediate: .latest)) == "resume @\(third), @\(third) → @y")
    }

    @Test("goes on with an increment whose base is only a bookmark on the source")
    func resumeFromBookmark() throws {
        let from = try #require(increment.token.from)
        let bookmark = Bookmark(name: ShortName(literal: "cursor"), guid: from, createTxg: 5, creation: 1)
        let source = increment.source([try increment.snapshot(10)], bookmarks: [bookmark])
        let told = plan(source, increment.target([try increment.base(5)]), increment.rule)
        #expect(told == "resume @\(increment.token.toName.snapshot)")
    }

    @Test("weighs what is left")
    func remaining() throws {
        let bytes = full.token.bytes
        try #require(bytes > 0)
        let first = try #require(action(full.source([try full.snapshot(10)]), full.target(), full.rule)?.transfer)
        #expect(first.resume?.estimate == 50_000_000 - bytes)
        #expect(first.hopCount == 1 && first.hops.isEmpty)
        let nearlyDone = full.source([try full.snapshot(10, referenced: bytes - 1)])
        #expect(try #require(action(nearlyDone, full.target(), full.rule)?.transfer).estimate == 0)
    }

    @Test("weighs an increment by all that was written since its base")
    func remainingIncrement() throws {
        let source = increment.source([
            try increment.base(5), snapshot("between", 7, written: 1_000_000), try increment.snapshot(10),
        ])
        let transfer = try #require(
            action(source, increment.target([try increment.base(5)]), increment.rule)?.transfer)
        #expect(transfer.estimate == 41_000_000 - increment.token.bytes)
    }

    @Test("stops when a snapshot of somebody else's is newer here than the base")
    func strangerHere() throws {
        let source = increment.source([try increment.base(5), try increment.snapshot(10)])
        let here = increment.target([try increment.base(5), snapshot("mine", 6)])
        #expect(
            obstacle(source, here, increment.rule)
                == .localAhead(
                    local: here.name, base: ShortName(literal: "base"), newer: [ShortName(literal: "mine")]))
    }

    @Test("stops when a name that is to come is taken here, that of the cut stream too")
    func nameTaken() throws {
        let source = increment.source([try increment.base(5), try increment.snapshot(10), snapshot("next", 20)])
        let third = increment.token.toName.snapshot
        for name in ["next", third.description] {
            let taken = Snapshot(
                name: ShortName(literal: name), guid: Snap("another").guid, createTxg: 1, creation: 1, referenced: 1,
                written: 1)
            let here = increment.target([taken, try increment.base(5)])
            let expected = SnapshotName(here.name, taken.name).map { Obstacle.nameTaken($0, remote: source.name) }
            #expect(obstacle(source, here, increment.rule) == expected)
        }
    }

    @Test("stops when nothing is in common, stale state or not")
    func nothingInCommon() throws {
        let source = increment.source([snapshot("other", 10)])
        let here = increment.target([try increment.base(5)])
        #expect(
            obstacle(source, here, increment.rule) == .noCommonBase(remote: source.name, local: here.name))
    }
}
