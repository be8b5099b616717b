import Replication
import Testing
import ZFS

@Suite("on_divergence: quarantine")
struct QuarantineTests {
    /// What is decided at 2023-11-14, 22:13:20 UTC. All snapshots here have come from the source but `ours`.
    private func plans(
        _ source: [Dataset], _ local: [Dataset], quarantines: Bool = true, raw: Bool = false, held: [String] = [],
        ours: Snap? = nil
    ) -> [String] {
        let rule = SyncRule(
            selection: DatasetSelection(root: DatasetName(literal: "tank/data"), isRecursive: true),
            target: DatasetName(literal: "backup/data"), quarantines: quarantines)
        let memory = local.map { dataset in
            (
                dataset.name,
                BrakeMemory(
                    hold: held.contains("\(dataset.name)") ? .earlier(since: 1, reason: "why") : nil,
                    common: dataset.snapshots.last { $0.guid != ours?.guid }?.guid)
            )
        }
        let planner = Planner(
            source: Listing(datasets: source), local: Listing(datasets: local),
            policy: SourcePolicy(isRaw: raw, allowsPlain: true),
            brakes: Brakes(now: 1_700_000_000, memory: Dictionary(uniqueKeysWithValues: memory)))
        return planner.plan([rule]).map { plan in
            let aside = plan.action.transfer?.aside.map { "\($0.name): " } ?? ""
            return aside + plan.action.inWords
        }
    }

    private let name = "backup/data.quarantine-20231114T221320: "

    @Test("sets aside what has parted, and begins anew")
    func parted() {
        let source = [dataset("tank/data", "one", "three")]
        #expect(plans(source, [dataset("backup/data", "one", "two")]) == [name + "full @one, @one → @three"])
        #expect(plans(source, [dataset("backup/data", "other")]) == [name + "full @one, @one → @three"])
        #expect(plans(source, [dataset("backup/data", "other")], quarantines: false)[0].hasPrefix("stop"))
    }

    @Test("leaves alone what goes on, what is not ours, and what has another name at the source now")
    func others() {
        #expect(plans([dataset("tank/data", "one", "two")], [dataset("backup/data", "one")]) == ["@one → @two"])
        #expect(plans([dataset("tank/data", "one")], [dataset("backup/data")])[0].hasPrefix("stop"))
        #expect(plans([dataset("tank/new", "one", "two")], [dataset("backup/data", "one")])[0].hasPrefix("stop"))
    }

    @Test("leaves to a person what somebody has taken snapshots of here, and what no run has noted to have come")
    func notFromTheSource() {
        let source = [dataset("tank/data", "one", "three")]
        #expect(plans(source, [dataset("backup/data", "one", "mine")], ours: "mine")[0].hasPrefix("stop"))
        #expect(plans(source, [dataset("backup/data", "one", "two", "mine")], ours: "mine")[0].hasPrefix("stop"))
        #expect(plans(source, [dataset("backup/data", "mine")], ours: "mine")[0].hasPrefix("stop"))
    }

    @Test("sets aside one at a time: the second time it names the first one, and what mends it")
    func again() {
        let source = [dataset("tank/data", "one", "three"), dataset("tank/data/a", "new")]
        let root = dataset("backup/data", "one", "two")
        let earlier = dataset("backup/data.quarantine-20231114T210000")
        let found = plans(source, [root, earlier])
        #expect(found[0].hasPrefix("stop: backup/data has a snapshot newer than the last common one (@one): @two"))
        #expect(found[0].hasSuffix("since backup/data.quarantine-20231114T210000 was, and is there still"))
        // What is below it is not set aside alone: its earlier copy is within the first one.
        let below = dataset("backup/data/a", "old")
        #expect(plans(source, [root, below, earlier]).allSatisfy { $0.hasPrefix("stop: ") })
        // A child's is no obstacle to its parent, and goes along.
        let child = dataset("backup/data/a.quarantine-20231114T210000", "old")
        #expect(plans(source, [root, child])[0].hasPrefix(name))
        let obstacle = Obstacle.asideBefore(
            .targetOccupied(root.name), local: root.name, earlier: earlier.name)
        #expect(obstacle.mend.contains("`zfs destroy -r backup/data.quarantine-20231114T210000`"))
        #expect(obstacle.mend.contains("`zpull-client quarantine backup/data`"))
    }

    @Test("keeps what is here when the source has nothing to begin anew with")
    func nothing() {
        #expect(plans([dataset("tank/data")], [dataset("backup/data", "one")])[0].hasPrefix("stop"))
    }

    @Test("moves a tree as one, and only when nothing in it could go on")
    func tree() {
        let source = [dataset("tank/data", "new"), dataset("tank/data/a", "new"), dataset("tank/data/b", "new")]
        let (root, child) = (dataset("backup/data", "old"), dataset("backup/data/a", "old"))
        #expect(plans(source, [root, child]) == [name + "full @new", "full @new", "full @new"])
        let fine = dataset("backup/data/b", "new")
        let found = plans(source, [root, child, fine])
        #expect(found[0].hasPrefix("stop") && found[2] == "up to date at @new")
        #expect(found[1] == "backup/data/a.quarantine-20231114T221320: full @new")
        // One that the source has no more would go along, unseen.
        #expect(plans(source, [root, dataset("backup/data/gone", "old")])[0].hasPrefix("stop"))
    }

    @Test("passes over what was set aside before")
    func before() {
        let old = dataset("backup/data/a.quarantine-20231114T221319", "old")
        let source = [dataset("tank/data", "one"), dataset("tank/data/a", "one")]
        let here = [dataset("backup/data", "one"), dataset("backup/data/a", "one"), old]
        #expect(plans(source, here) == ["up to date at @one", "up to date at @one"])
    }

    @Test("does not put a plain backup in the place of an encrypted one, nor anything in that of a held one")
    func leftToAPerson() {
        let here = [dataset("backup/data", "other", encrypted: true)]
        #expect(plans([dataset("tank/data", "one")], here)[0].hasPrefix("stop"))
        #expect(plans([dataset("tank/data", "one", encrypted: true)], here, raw: true) == [name + "full @one"])
        #expect(
            plans([dataset("tank/data", "one")], [dataset("backup/data", "other")], held: ["backup/data"])
                == ["held: why"])
    }
}
