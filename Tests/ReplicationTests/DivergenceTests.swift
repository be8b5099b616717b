import Replication
import Testing
import ZFS

@Suite("What stops a sync")
struct DivergenceTests {
    private let remote = DatasetName(literal: "tank/data")
    private let local = DatasetName(literal: "backup/data")

    @Test("snapshots here that are newer than the last common one, all of them named")
    func localAhead() {
        let source = dataset("tank/data", "one", "two")
        #expect(
            obstacle(source, dataset("backup/data", "one", "mine", "yours"))
                == .localAhead(
                    local: local, base: ShortName(literal: "one"),
                    newer: [ShortName(literal: "mine"), ShortName(literal: "yours")]))
    }

    @Test("a snapshot here that is newer although the source has nothing to send")
    func localAheadIdle() {
        let found = obstacle(dataset("tank/data", "one"), dataset("backup/data", "one", "mine"))
        #expect(
            found == .localAhead(local: local, base: ShortName(literal: "one"), newer: [ShortName(literal: "mine")]))
    }

    @Test("a common base is named as it is called here, since the mend is run here")
    func localAheadRenamed() {
        let found = obstacle(dataset("tank/data", Snap("one").called("eins")), dataset("backup/data", "one", "mine"))
        #expect(
            found == .localAhead(local: local, base: ShortName(literal: "one"), newer: [ShortName(literal: "mine")]))
    }

    @Test("no snapshot in common, same names or not")
    func noCommon() {
        let expected = Obstacle.noCommonBase(remote: remote, local: local)
        #expect(obstacle(dataset("tank/data", "one"), dataset("backup/data", "other")) == expected)
        #expect(obstacle(dataset("tank/data", Snap("one").anew()), dataset("backup/data", "one")) == expected)
    }

    @Test("snapshots that a promoted clone took with it, and the command that takes them back")
    func promoted() {
        let source = [
            dataset("tank/clone", "one", "two", "own"), dataset("tank/data", "three", origin: "tank/clone@two"),
        ]
        let found = plans(source, [dataset("backup/data", "one", "two")])
        let clone = DatasetName(literal: "tank/clone")
        #expect(
            found.map(\.action) == [.stop(.movedAway(remote: remote, local: local, to: clone, by: .promotion))])
        let words = Obstacle.movedAway(remote: remote, local: local, to: clone, by: .promotion).description
        #expect(words.contains("they went to its clone tank/clone") && words.contains("`zfs promote tank/data`"))
        // What is newer than the clone stayed, and so does the base.
        #expect(
            plans(source, [dataset("backup/data", "one", "two", "three")]).map(\.action.inWords) == [
                "up to date at @three"
            ])
    }

    @Test("a dataset that another one has taken the name of")
    func replaced() {
        let source = [dataset("tank/data", "new"), dataset("tank/data: old", "one")]
        let found = Obstacle.movedAway(
            remote: remote, local: local, to: DatasetName(literal: "tank/data: old"), by: .rename)
        #expect(plans(source, [dataset("backup/data", "one")]).map(\.action) == [.stop(found)])
        #expect(found.mend.hasPrefix("to go on with tank/data: old in this place, write `remote: \"tank/data: old\"`"))
        #expect(!found.mend.contains("zfs promote"))
    }

    @Test("a dataset that the source has under another name, which is named")
    func renamed() {
        let here = dataset("backup/data", "one")
        let found = Obstacle.sourceRenamed(remote, to: DatasetName(literal: "tank/store"))
        #expect(plans([dataset("tank/store", "one", "two")], [here]).map(\.action) == [.stop(found)])
        #expect(found.mend.contains("`remote: tank/store`") && found.mend.contains("leave `local`"))
        #expect(plans([dataset("tank/store", "two")], [here]).map(\.action) == [.stop(.sourceMissing(remote))])
    }

    @Test("a name of the chain that another snapshot has here")
    func nameTaken() {
        let source = dataset("tank/data", "base", Snap("weekly").anew(), "last")
        let here = dataset("backup/data", "weekly", "base")
        #expect(
            obstacle(source, here)
                == .nameTaken(SnapshotName(literal: "backup/data@weekly"), remote: remote))
        #expect(plan(source, here, rule(snapshots: ["last"])) == "@base → @last")
        #expect(plan(source, here, rule(intermediate: .latest)) == "@base → @last")
    }

    @Test("a target that has neither snapshots nor resume state", arguments: [Dataset.Kind.filesystem, .volume])
    func occupied(kind: Dataset.Kind) {
        #expect(
            obstacle(dataset("tank/data", "one", kind: kind), dataset("backup/data", kind: kind))
                == .targetOccupied(local))
    }

    @Test("a file system here for a volume there, and the reverse")
    func otherKind() {
        let expected = Obstacle.otherKind(remote: remote, local: local)
        #expect(obstacle(dataset("tank/data", "one", kind: .volume), dataset("backup/data", "one")) == expected)
        #expect(obstacle(dataset("tank/data", "one"), dataset("backup/data", "one", kind: .volume)) == expected)
    }

    // MARK: What people read

    @Test("is told with a command that mends it, and names with spaces are quoted in it")
    func noCommonInWords() {
        let obstacle = Obstacle.noCommonBase(remote: remote, local: DatasetName(literal: "backup/my data"))
        let expected =
            "backup/my data and tank/data have no snapshot in common; set it aside, with all below it: "
            + "`zfs rename 'backup/my data' 'backup/my data-old'`; the next run then starts afresh"
        #expect(obstacle.description == expected)
    }

    @Test("is told with the first three of many snapshots")
    func localAheadInWords() {
        let newer = ["b", "c", "d", "e"].map { ShortName(literal: $0) }
        let obstacle = Obstacle.localAhead(local: local, base: ShortName(literal: "a"), newer: newer)
        let expected =
            "backup/data has 4 snapshots newer than the last common one (@a): @b, @c, @d and 1 more; if they are "
            + "not needed, `zfs rollback -r backup/data@a` destroys them; to keep them, "
            + "`zfs rename backup/data backup/data-old`, and the next run starts afresh"
        #expect(obstacle.description == expected)
        let single = Obstacle.localAhead(local: local, base: ShortName(literal: "a b"), newer: [newer[0]])
        #expect(single.problem == "backup/data has a snapshot newer than the last common one (@a b): @b")
        #expect(single.mend.hasPrefix("if they are not needed, `zfs rollback -r 'backup/data@a b'` destroys them; "))
    }

    @Test("is told with another name that is no longer than the one that is near the limit")
    func asideOfLong() throws {
        func renamed(_ component: String) throws -> String {
            let name = DatasetName(literal: "backup/\(component)")
            let words = Obstacle.targetOccupied(name).mend.split(separator: "`").map(String.init)
            return try #require(
                words.first { $0.hasPrefix("zfs rename ") }?.split(separator: " ").last.map(String.init))
        }
        let long = String(repeating: "x", count: DatasetName.maximumLength - 7)
        #expect(try renamed(long) == "backup/" + long.dropLast(4) + "-old")
        #expect(try renamed("x") == "backup/x-old")
        let snapshot = SnapshotName(literal: "backup/data@" + String(repeating: "s", count: 243))
        #expect(Obstacle.nameTaken(snapshot, remote: remote).mend.contains(snapshot.description.dropLast(4) + "-old`"))
    }

    @Test("is told with the name that is taken, and the parent that is missing")
    func namesInWords() {
        let taken = Obstacle.nameTaken(SnapshotName(literal: "backup/data@weekly"), remote: remote)
        let expected =
            "backup/data@weekly has the name of a snapshot of tank/data, and is another (its guid differs); rename "
            + "the one here: `zfs rename backup/data@weekly backup/data@weekly-old`"
        #expect(taken.description == expected)
        let orphan = Obstacle.parentMissing(local: DatasetName(literal: "b/a/c"), parent: DatasetName(literal: "b/a"))
        let advice =
            "take a snapshot of the source's parent dataset that matches `snapshots`, or create b/a by hand: "
            + "`zfs create -p -o mountpoint=none -o canmount=off -o readonly=on b/a` (it is in the way, and to be set aside, "
            + "once the source's parent has such a snapshot)"
        #expect(orphan.problem == "b/a/c cannot be received: its parent b/a is not there and will not come")
        #expect(orphan.mend == advice)
    }
}

extension SnapshotName {
    init(literal text: String) {
        guard let name = SnapshotName(text) else { preconditionFailure("\(text) is no snapshot's name") }
        self = name
    }
}
