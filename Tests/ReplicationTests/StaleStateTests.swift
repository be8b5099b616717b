import Replication
import Testing
import ZFS

@Suite("A sync that was interrupted and cannot go on")
struct StaleStateTests {
    private let full: RealToken
    private let increment: RealToken

    init() throws {
        full = try RealToken("full-large-embedded-compressed")
        increment = try RealToken("incremental-large-embedded-compressed")
        try #require(full.token.from == nil && increment.token.from != nil)
    }

    private func reason(_ source: Dataset, _ local: Dataset, _ rule: SyncRule) -> String? {
        action(source, local, rule)?.transfer?.stale?.reason
    }

    @Test("starts over with what is no token", arguments: ["", "1-abc", "-t", "1-0-0-00"])
    func unreadable(text: String) {
        let local = dataset("backup/data", token: text)
        let transfer = action(dataset("tank/data", "one"), local)?.transfer
        #expect(transfer?.stale?.token == text)
        #expect(transfer?.stale?.reason.hasPrefix("its resume token cannot be read: ") == true)
        #expect(plan(dataset("tank/data", "one"), local) == "drop, full @one")
    }

    @Test("starts over when the stream was of another dataset")
    func otherDataset() throws {
        let source = dataset("tank/other", "one")
        #expect(reason(source, full.target(), rule("tank/other")) == "it came from \(full.token.toName.dataset)")
    }

    @Test("starts over when the source has lost the snapshot")
    func snapshotGone() throws {
        let source = full.source([snapshot("other", 10)])
        #expect(reason(source, full.target(), full.rule) == "the source no longer has \(full.token.toName)")
        #expect(plan(source, full.target(), full.rule) == "drop, full @other")
    }

    @Test("starts over when the source has another snapshot of that name")
    func snapshotReplaced() throws {
        let source = full.source([snapshot(full.token.toName.snapshot.description, 10)])
        #expect(reason(source, full.target(), full.rule) == "the source no longer has \(full.token.toName)")
    }

    @Test("starts over when the snapshot has another name now, which zfs send -t does not find")
    func snapshotRenamed() throws {
        let source = full.source([try full.snapshot(10, name: "renamed")])
        #expect(
            reason(source, full.target(), full.rule) == "the source's \(full.token.toName) is called @renamed now")
        #expect(plan(source, full.target(), full.rule) == "drop, full @renamed")
    }

    @Test("starts over when the snapshot is not wanted any more")
    func unwanted() throws {
        let source = full.source([try full.snapshot(10), snapshot("auto", 20)])
        #expect(
            reason(source, full.target(), full.rule(snapshots: ["auto"]))
                == "\(full.token.toName) is not wanted any more")
        #expect(plan(source, full.target(), full.rule(snapshots: ["auto"])) == "drop, full @auto")
        #expect(plan(source, full.target(), full.rule(snapshots: ["none"])) == "empty")
    }

    @Test("starts over when streams are raw now and were not, and the reverse")
    func otherMode() throws {
        let plain = try RealToken("decrypted")
        let raw = try RealToken("raw-full")
        let words = "it was begun with other options of zfs send"
        #expect(
            reason(plain.source([try plain.snapshot(10)], encrypted: true), plain.target(), plain.rule(raw: true))
                == words)
        #expect(
            reason(raw.source([try raw.snapshot(10)], encrypted: true), raw.target(), raw.rule(raw: false)) == words)
        #expect(
            plan(raw.source([try raw.snapshot(10)], encrypted: true), raw.target(), raw.rule(raw: true))
                == "resume @\(raw.token.toName.snapshot)")
    }

    @Test("starts over when the base is gone here")
    func baseGoneHere() throws {
        let source = increment.source([snapshot("one", 2), try increment.base(5), try increment.snapshot(10)])
        let here = increment.target([snapshot("one", 2)])
        #expect(reason(source, here, increment.rule) == "its base is no longer here")
        #expect(
            plan(source, here, increment.rule)
                == "drop, @one → @base, @base → @\(increment.token.toName.snapshot)")
    }

    @Test("stops when the base is gone on the source: what is here is ahead of it then")
    func baseGoneThere() throws {
        let source = increment.source([snapshot("one", 2), try increment.snapshot(10)])
        let here = increment.target([snapshot("one", 2), try increment.base(5)])
        #expect(
            obstacle(source, here, increment.rule)
                == .localAhead(
                    local: here.name, base: ShortName(literal: "one"), newer: [ShortName(literal: "base")]))
    }

    @Test("starts over when the snapshots here went on without it")
    func wentOn() throws {
        let source = increment.source([
            try increment.base(5), try increment.snapshot(10), snapshot("later", 20),
        ])
        let third = increment.token.toName.snapshot
        let here = increment.target([try increment.base(5), try increment.snapshot(10)])
        #expect(plan(source, here, increment.rule) == "drop, @\(third) → @later")
        #expect(reason(source, here, increment.rule) == "newer snapshots have come here since")
        let told = plan(full.source([try full.snapshot(10)]), full.target([try full.snapshot(10)]), full.rule)
        #expect(told == "up to date at @\(full.token.toName.snapshot)")
    }

    @Test("is left to the pruning user by one who may not drop it, whether something newer is there or not")
    func mayNotDrop() throws {
        for snapshots in [[snapshot("other", 10)], []] {
            let planner = Planner(
                source: Listing(datasets: [full.source(snapshots)]), local: Listing(datasets: [full.target()]),
                policy: SourcePolicy(isRaw: false, allowsPlain: false), brakes: nothingKnown, mayDrop: false)
            let action = planner.plan([full.rule]).first?.action
            #expect(
                action
                    == .stale(
                        StaleState(
                            token: full.token.text, reason: "the source no longer has \(full.token.toName)")))
        }
    }

    @Test("is not gone on with when the source does not resume")
    func cannotResume() throws {
        let planner = Planner(
            source: Listing(datasets: [full.source([try full.snapshot(10)])]),
            local: Listing(datasets: [full.target()]),
            policy: SourcePolicy(isRaw: false, allowsPlain: false, canResume: false), brakes: nothingKnown)
        #expect(planner.plan([full.rule]).first?.action.transfer?.stale?.reason == "the source does not resume")
    }

    // MARK: A first receive that was cut, and what is to come below it

    private func tree(_ local: [Dataset], mayDrop: Bool = false, _ snapshots: [Snapshot]) -> [String] {
        let name = full.token.toName.dataset
        let below = Dataset(
            name: DatasetName(literal: "\(name)/a/b"), kind: .filesystem, guid: Snap("below").guid,
            snapshots: [snapshot("one", 10)])
        let child = Dataset(
            name: DatasetName(literal: "\(name)/a"), kind: .filesystem, guid: Snap("child").guid,
            snapshots: [snapshot("one", 10)])
        return Planner(
            source: Listing(datasets: [full.source(snapshots), child, below]), local: Listing(datasets: local),
            policy: SourcePolicy(isRaw: false, allowsPlain: false), brakes: nothingKnown, mayDrop: mayDrop
        ).plan([rule(name.description, recursive: true)]).map(\.action.inWords)
    }

    private let waits = "holds only the beginning of a first receive"

    @Test("lets what is new below it wait, at any depth, until it is dropped")
    func childrenWait() {
        let told = tree([full.target()], [snapshot("other", 10)])
        #expect(told.count == 3 && told[0].hasPrefix("stale: "))
        #expect(told.dropFirst().allSatisfy { $0.contains(waits) })
        #expect(
            tree([full.target()], mayDrop: true, [snapshot("other", 10)]) == [
                "drop, full @other", "full @one", "full @one",
            ])
    }

    @Test("lets what is new below it come after it when it can go on")
    func childrenFollow() throws {
        let told = tree([full.target()], [try full.snapshot(10)])
        #expect(told == ["resume @\(full.token.toName.snapshot)", "full @one", "full @one"])
    }

    @Test("lets what is new below it come when it has snapshots already, and what is dropped is an increment")
    func snapshotsHere() {
        let told = tree([full.target([snapshot("other", 10)])], [snapshot("other", 10)])
        #expect(told == ["stale: the source no longer has \(full.token.toName)", "full @one", "full @one"])
    }

    @Test("is set aside, not dropped, when datasets lie below it; those go on", arguments: [true, false])
    func occupied(mayDrop: Bool) {
        let told = tree(
            [full.target(), dataset("backup/data/a", Snap("one").at(10))], mayDrop: mayDrop, [snapshot("other", 10)])
        #expect(told.count == 3 && told[0].contains("datasets lie below it, so that it cannot be dropped"))
        #expect(told[1].contains("no snapshot in common") || told[1] == "up to date at @one")
        #expect(told[2].contains(waits))
    }

    @Test("lets the target of another entry wait, too")
    func otherEntry() {
        let name = full.token.toName.dataset
        let other = dataset("tank/other", "one")
        let plans = Planner(
            source: Listing(datasets: [full.source([snapshot("other", 10)]), other]),
            local: Listing(datasets: [full.target()]),
            policy: SourcePolicy(isRaw: false, allowsPlain: false), brakes: nothingKnown, mayDrop: false
        ).plan([rule("tank/other", to: "backup/data/sub"), rule(name.description)])
        #expect(plans.first?.action.inWords.contains(waits) == true)
    }
}
