import Replication
import Testing
import ZFS

@Suite("A first sync")
struct FirstSyncTests {
    private let three = dataset("tank/data", "one", "two", "three")

    @Test(
        "goes from the earliest or the latest, by all or straight to the newest",
        arguments: [
            (SyncRule.Initial.earliest, SyncRule.Intermediate.all, "full @one, @one → @two, @two → @three"),
            (.earliest, .latest, "full @one, @one → @three"),
            (.latest, .all, "full @three"),
            (.latest, .latest, "full @three"),
        ])
    func start(initial: SyncRule.Initial, intermediate: SyncRule.Intermediate, expected: String) {
        #expect(plan(three, nil, rule(initial: initial, intermediate: intermediate)) == expected)
    }

    @Test(
        "of a single snapshot is one full stream, with nothing left out",
        arguments: SyncRule.Initial.allCases, SyncRule.Intermediate.allCases)
    func single(initial: SyncRule.Initial, intermediate: SyncRule.Intermediate) {
        let expected = "full @one"
        #expect(plan(dataset("tank/data", "one"), nil, rule(initial: initial, intermediate: intermediate)) == expected)
    }

    @Test("takes only the snapshots that are wanted")
    func wanted() {
        let source = dataset("tank/data", "manual", "auto_1", "other", "auto_2", "last")
        #expect(plan(source, nil, rule(snapshots: ["auto_*"])) == "full @auto_1, @auto_1 → @auto_2")
        #expect(
            plan(source, nil, rule(snapshots: ["auto_?", "last"]))
                == "full @auto_1, @auto_1 → @auto_2, @auto_2 → @last")
    }

    @Test("of a dataset without snapshots, or without wanted ones, does nothing")
    func empty() {
        #expect(plan(dataset("tank/data")) == "empty")
        #expect(plan(three, nil, rule(snapshots: ["auto_*"])) == "empty")
    }

    @Test("goes by transaction groups, whatever the order in the list and in the alphabet")
    func order() {
        let source = dataset("tank/data", Snap("z").at(5), Snap("a").at(30), Snap("m").at(7))
        #expect(plan(source) == "full @z, @z → @m, @m → @a")
    }

    @Test("passes by the later of two snapshots of one transaction group, which no increment reaches")
    func twins() {
        let source = dataset("tank/data", Snap("one").at(10), Snap("twin").at(10), Snap("two").at(20))
        #expect(plan(source) == "full @one, @one → @two; left out @twin")
        let atEnd = dataset("tank/data", Snap("one").at(10), Snap("two").at(20), Snap("twin").at(20))
        #expect(plan(atEnd) == "full @one, @one → @two; left out @twin")
        #expect(plan(atEnd, dataset("backup/data", "one", "two")) == "up to date at @two")
    }

    @Test("starts from a clone as from anything else")
    func clone() throws {
        let clone = Dataset(
            name: DatasetName(literal: "tank/data"), kind: .filesystem, guid: Snap("c").guid,
            origin: SnapshotName("tank/other@x"), snapshots: dataset("tank/data", "one").snapshots)
        #expect(plan(clone) == "full @one")
    }

    @Test("of a dataset that the source does not show says so", arguments: [nil, dataset("tank/data2", "one")])
    func missing(other: Dataset?) throws {
        let found = plans(other.map { [$0] } ?? [], [])
        let remote = DatasetName(literal: "tank/data")
        #expect(
            found == [
                DatasetPlan(
                    remote: remote, local: DatasetName(literal: "backup/data"), action: .stop(.sourceMissing(remote)))
            ])
    }

    @Test("does not take what is below a missing root for the root")
    func missingRoot() {
        let found = plans([dataset("tank/data/child", "one")], [], rule(recursive: true))
        #expect(found.map(\.action) == [.stop(.sourceMissing(DatasetName(literal: "tank/data")))])
    }

    @Test("carries guid, creation and the flags of its streams")
    func details() throws {
        let transfer = try #require(action(three)?.transfer)
        #expect(transfer.hops.map(\.guid) == [Snap("one").guid, Snap("two").guid, Snap("three").guid])
        #expect(transfer.hops.map(\.creation) == [1_700_000_000, 1_700_000_001, 1_700_000_002])
        #expect(transfer.flags == .plain)
        #expect(transfer.base == nil && transfer.resume == nil && transfer.stale == nil)
        #expect(transfer.hopCount == 3)
    }
}
