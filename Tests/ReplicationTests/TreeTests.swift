import Replication
import Testing
import ZFS

@Suite("A tree")
struct TreeTests {
    private func told(_ plans: [DatasetPlan]) -> [String] {
        plans.map { "\($0.remote) to \($0.local): \($0.action.inWords)" }
    }

    @Test("is planned with parents before their children, each at its place below the target")
    func order() {
        let source = [
            dataset("tank/data/a/deep", "x"), dataset("tank/data/b", "x"), dataset("tank/data a", "x"),
            dataset("tank/data", "x"), dataset("tank/data/a-b", "x"), dataset("tank/data/a", "x"),
        ]
        #expect(
            told(plans(source, [], rule(recursive: true))) == [
                "tank/data to backup/data: full @x", "tank/data/a to backup/data/a: full @x",
                "tank/data/a-b to backup/data/a-b: full @x", "tank/data/a/deep to backup/data/a/deep: full @x",
                "tank/data/b to backup/data/b: full @x",
            ])
    }

    @Test("is left alone below its root when the rule is not recursive")
    func flat() {
        let source = [dataset("tank/data", "x"), dataset("tank/data/a", "x")]
        #expect(told(plans(source, [])) == ["tank/data to backup/data: full @x"])
    }

    @Test("lacks what is excluded and all below it, and never what only begins alike")
    func exclude() {
        let source = [
            dataset("tank/data", "x"), dataset("tank/data/tmp", "x"), dataset("tank/data/tmp/a", "x"),
            dataset("tank/data/tmp2", "x"), dataset("tank/data2", "x"),
        ]
        #expect(
            plans(source, [], rule(recursive: true, exclude: ["tmp"])).map(\.remote.description)
                == ["tank/data", "tank/data/tmp2"])
    }

    @Test("plans a pool into a dataset")
    func pool() {
        let source = [dataset("tank", "x"), dataset("tank/a", "x")]
        #expect(
            told(plans(source, [], rule("tank", to: "backup/tank", recursive: true))) == [
                "tank to backup/tank: full @x", "tank/a to backup/tank/a: full @x",
            ])
    }

    @Test("stops below a parent that is not here and will not come")
    func parentMissing() {
        let source = [dataset("tank/data"), dataset("tank/data/a", "x"), dataset("tank/data/a/b", "x")]
        let expected = [
            DatasetPlan.Action.empty,
            .stop(
                .parentMissing(
                    local: DatasetName(literal: "backup/data/a"), parent: DatasetName(literal: "backup/data"))),
            .stop(
                .parentMissing(
                    local: DatasetName(literal: "backup/data/a/b"), parent: DatasetName(literal: "backup/data/a"))),
        ]
        #expect(plans(source, [], rule(recursive: true)).map(\.action) == expected)
    }

    @Test("goes on below a parent that was made by hand because the source has no snapshot of it")
    func parentByHand() {
        let source = [dataset("tank/data"), dataset("tank/data/a", "x")]
        let here = [dataset("backup/data")]
        #expect(plans(source, here, rule(recursive: true)).map(\.action.inWords) == ["empty", "full @x"])
        #expect(
            plans(source, here, rule(recursive: true, snapshots: ["other"])).map(\.action.inWords) == [
                "empty", "empty",
            ])
    }

    @Test("goes on below a parent that is here, whatever becomes of that one")
    func parentHere() {
        let source = [dataset("tank/data", "x"), dataset("tank/data/a", "x")]
        let told = plans(source, [dataset("backup/data", "other")], rule(recursive: true)).map(\.action.inWords)
        #expect(told == ["stop: backup/data and tank/data have no snapshot in common", "full @x"])
    }

    @Test("asks for no parent of the target itself, which the administrator makes")
    func targetParent() {
        #expect(told(plans([dataset("tank/data", "x")], [], rule(to: "a/b/c"))) == ["tank/data to a/b/c: full @x"])
    }

    @Test("says nothing of a parent where there is nothing to send")
    func emptyChild() {
        let source = [dataset("tank/data"), dataset("tank/data/a")]
        #expect(plans(source, [], rule(recursive: true)).map(\.action) == [.empty, .empty])
    }

    @Test("a new child is taken in full beside a parent that goes on, and a removed one is kept and told")
    func children() {
        let source = [dataset("tank/data", "one", "two"), dataset("tank/data/new", "one", "two")]
        let local = [dataset("backup/data", "one"), dataset("backup/data/gone", "one")]
        #expect(
            told(plans(source, local, rule(recursive: true))) == [
                "tank/data to backup/data: @one → @two",
                "tank/data/new to backup/data/new: full @one, @one → @two",
                "tank/data/gone to backup/data/gone: gone",
            ])
    }

    @Test("a dataset renamed on the source is new here, and the old one stays")
    func renamed() {
        let source = [dataset("tank/data", "one"), dataset("tank/data/after", "one")]
        let local = [dataset("backup/data", "one"), dataset("backup/data/before", "one")]
        let found = plans(source, local, rule(recursive: true))
        #expect(found.map(\.action.inWords) == ["up to date at @one", "full @one", "gone"])
        let hint = RenameHint(
            from: DatasetName(literal: "backup/data/before"), to: DatasetName(literal: "backup/data/after"))
        #expect(found.map(\.hint) == [nil, hint, nil])
    }

    @Test(
        "a rename is seen by the newest snapshot here, as a snapshot or as a bookmark of the source, and never by less")
    func renameSeen() {
        func hint(_ now: Dataset, _ before: Dataset) -> RenameHint? {
            plans(
                [dataset("tank/data", "x"), now], [dataset("backup/data", "x"), before], rule(recursive: true))[1].hint
        }
        let before = dataset("backup/data/before", "one", "two")
        #expect(hint(dataset("tank/data/after", "one", "two", "three"), before) != nil)
        #expect(hint(dataset("tank/data/after", "three", bookmarks: ["two"]), before) != nil)
        #expect(hint(dataset("tank/data/after", "one", "three"), before) == nil)
        #expect(hint(dataset("tank/data/after", "other"), before) == nil)
        #expect(hint(dataset("tank/data/after", "one", "two", kind: .volume), before) == nil)
        // What was set aside because it came raw, and would come plain now, is not to be put back.
        let raw = dataset("backup/data/before", Snap("one").encrypted("theirs"), encrypted: true)
        let now = dataset("tank/data/after", Snap("one").encrypted("theirs"), "two", encrypted: true)
        #expect(hint(now, raw) == nil)
    }

    @Test("what moved with its parent is renamed with it, and what the source still has is no former self")
    func renameOfParent() {
        let source = [dataset("tank/data", "x"), dataset("tank/data/b", "y"), dataset("tank/data/b/c", "z")]
        let local = [dataset("backup/data", "x"), dataset("backup/data/a", "y"), dataset("backup/data/a/c", "z")]
        let found = plans(source, local, rule(recursive: true)).compactMap(\.hint)
        #expect(
            found == [
                RenameHint(from: DatasetName(literal: "backup/data/a"), to: DatasetName(literal: "backup/data/b"))
            ])
        let clone = plans(source + [dataset("tank/data/a", "y")], local, rule(recursive: true))
        #expect(clone.compactMap(\.hint).isEmpty)
    }

    @Test("what is here without snapshots did not come from the source")
    func empty() {
        let local = [dataset("backup/data", "x"), dataset("backup/data/by-hand")]
        #expect(plans([dataset("tank/data", "x")], local, rule(recursive: true)).count == 1)
    }

    @Test("what the rule leaves out and the source still has is not gone, nor what a flat rule does not look at")
    func notGone() {
        let source = [dataset("tank/data", "x"), dataset("tank/data/tmp", "x")]
        let local = [dataset("backup/data", "x"), dataset("backup/data/tmp", "x"), dataset("backup/data/other", "x")]
        let found = plans(source, local, rule(recursive: true, exclude: ["tmp"]))
        #expect(told(found).last == "tank/data/other to backup/data/other: gone" && found.count == 2)
        #expect(plans(source, local, rule()).count == 1)
    }

    @Test("stops at a name that would be too long or too deep here")
    func tooLong() {
        let long = "tank/data/" + String(repeating: "x", count: 240)
        let source = [dataset("tank/data", "x"), dataset(long, "x")]
        let target = "backup/a-longer-name"
        let found = plans(source, [], rule(to: target, recursive: true))
        #expect(
            found.last?.action
                == .stop(.nameTooLong(remote: DatasetName(literal: long), target: DatasetName(literal: target))))
        let deep = "tank/data" + String(repeating: "/d", count: 48)
        let deeper = plans([dataset("tank/data", "x"), dataset(deep, "x")], [], rule(to: "a/b/c", recursive: true))
        #expect(
            deeper.last?.action
                == .stop(.nameTooLong(remote: DatasetName(literal: deep), target: DatasetName(literal: "a/b/c"))))
    }
}
