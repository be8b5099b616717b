import Replication
import Testing
import ZFS

@Suite("Estimates")
struct EstimateTests {
    private let source = dataset(
        "tank/data", Snap("one").weighing(referenced: 1000, written: 900),
        Snap("two").weighing(referenced: 1100, written: 200), Snap("other").weighing(referenced: 1200, written: 30),
        Snap("three").weighing(referenced: 1300, written: 4))

    @Test("a full stream weighs what its snapshot refers to, an increment what was written since its base")
    func chain() throws {
        let transfer = try #require(action(source)?.transfer)
        #expect(transfer.hops.map(\.estimate) == [1000, 200, 30, 4])
        #expect(transfer.estimate == 1234)
    }

    @Test("an increment that passes snapshots weighs what was written in each of them")
    func passed() throws {
        let latest = try #require(action(source, nil, rule(intermediate: .latest))?.transfer)
        #expect(latest.hops.map(\.estimate) == [1000, 234])
        let wanted = try #require(action(source, nil, rule(snapshots: ["one", "t*"]))?.transfer)
        #expect(wanted.hops.map(\.estimate) == [1000, 200, 34])
        let based = try #require(
            action(source, dataset("backup/data", "one"), rule(intermediate: .latest))?.transfer)
        #expect(based.hops.map(\.estimate) == [234])
    }

    @Test("what was written before the first full stream counts once, not again")
    func startInTheMiddle() throws {
        let transfer = try #require(action(source, nil, rule(snapshots: ["two", "three"]))?.transfer)
        #expect(transfer.hops.map(\.estimate) == [1100, 34])
    }

    @Test("an increment from a bookmark weighs what was written after it")
    func bookmark() throws {
        let source = dataset(
            "tank/data", Snap("old").at(10).weighing(written: 500), Snap("new").at(30).weighing(written: 7),
            bookmarks: [Snap("gone").called("cursor").at(20)])
        let transfer = try #require(action(source, dataset("backup/data", "gone"))?.transfer)
        #expect(transfer.hops.map(\.estimate) == [7])
    }

    @Test("numbers that a source makes up add up without a trap")
    func huge() throws {
        let source = dataset(
            "tank/data", Snap("one").weighing(referenced: .max, written: .max),
            Snap("two").weighing(referenced: .max, written: .max), Snap("three").weighing(referenced: 0, written: .max))
        let transfer = try #require(action(source, nil, rule(intermediate: .latest))?.transfer)
        #expect(transfer.hops.count == 2)
        #expect(transfer.estimate == .max &+ .max &+ .max)
    }
}
