import Replication
import Testing
import ZFS

@Suite("The parent of a target that does not exist yet")
struct TargetParentsTests {
    private let target = DatasetName(literal: "backup/web1/data")
    private let parent = DatasetName(literal: "backup/web1")

    private func plans(
        _ above: [Dataset], local: [Dataset] = [], coming: [DatasetName] = []
    ) -> [DatasetPlan.Action] {
        let tree = rule(to: "backup/web1/data", recursive: true)
        return Planner(
            source: Listing(datasets: [dataset("tank/data", "x"), dataset("tank/data/a", "x")]),
            local: Listing(datasets: local), policy: SourcePolicy(isRaw: false, allowsPlain: false),
            parents: TargetParents(Listing(datasets: above), coming: coming), brakes: nothingKnown
        ).plan([tree]).map(\.action)
    }

    @Test("is enough when it is a file system")
    func there() {
        #expect(plans([dataset("backup"), dataset("backup/web1")]).map(\.inWords) == ["full @x", "full @x"])
    }

    @Test("stops the whole rule once when it is not there, with the command that makes it")
    func missing() {
        let found = Obstacle.targetParentMissing(local: target, parent: parent)
        #expect(plans([dataset("backup")]) == [.stop(found)])
        #expect(found.problem == "backup/web1/data cannot be received: its parent backup/web1 does not exist")
        #expect(found.mend.contains("`zfs create -p -o mountpoint=none -o canmount=off -o readonly=on backup/web1`"))
    }

    @Test("stops the rule when not even the pool is there, and asks for no dataset to be made")
    func pool() {
        let found = Obstacle.poolMissing(local: target, pool: DatasetName(literal: "backup"))
        #expect(plans([]) == [.stop(found)])
        #expect(found.mend.contains("`zpool import backup`") && !found.mend.contains("zfs create"))
    }

    @Test("stops the rule when it is a volume")
    func volume() {
        #expect(
            plans([dataset("backup"), dataset("backup/web1", kind: .volume)])
                == [.stop(.parentIsVolume(local: target, parent: parent))])
    }

    @Test("may be the target of another rule, which comes in the same run")
    func coming() {
        #expect(plans([dataset("backup")], coming: [parent]).map(\.inWords) == ["full @x", "full @x"])
    }

    @Test("is not asked for when the target exists")
    func existing() {
        #expect(plans([], local: [dataset("backup/web1/data", "x")]).map(\.inWords) == ["up to date at @x", "full @x"])
    }

    @Test("is listed with its pool, each once")
    func names() {
        let targets = ["backup/a/b", "backup/a/c", "backup/d", "vault"].map { DatasetName(literal: $0) }
        #expect(TargetParents.names(of: targets).map(\.description) == ["backup", "backup/a", "vault"])
    }
}
