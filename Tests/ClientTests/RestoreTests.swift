import Testing
import ZFS

@testable import zpull_client

@Suite("Restore")
struct RestoreTests {
    // MARK: find

    @Test(
        "finds the newest snapshot at a time or before it",
        arguments: [(9, nil), (10, "s10"), (29, "s20"), (99, "s30")])
    func find(moment: UInt64, expected: String?) throws {
        #expect(RestorePoint(of: try taken(10, 20, 30), at: moment)?.snapshot.name.description == expected)
    }

    @Test("goes by the time of a snapshot, also where a clock went backwards")
    func backwards() throws {
        let odd = try snapshot("odd", txg: 40, creation: 15)
        let data = try taken(10, 20).with(snapshots: taken(10, 20).snapshots + [odd], bookmarks: [])
        #expect(RestorePoint(of: data, at: 17)?.snapshot.name.description == "odd")
        #expect(RestorePoint(of: data, at: 99)?.snapshot.name.description == "s20")
    }

    // MARK: files

    @Test("shows files by a clone beside the target, read-only and mounted by hand")
    func files() throws {
        let snapshot = try #require(SnapshotName("backup/web1/data/my home@one"))
        let folder = try #require(MountFolder("/mnt/my place"))
        let plan = try #require(
            FilesPlan(snapshot, at: folder, targets: [datasetName("backup/web1/data"), datasetName("backup/web2")]))
        #expect(
            RestoreSteps(plan.commands).commands == [
                "zfs clone -o readonly=on -o canmount=noauto -o exec=off -o setuid=off -o devices=off "
                    + "-o zpull:restore=files -o 'mountpoint=/mnt/my place' 'backup/web1/data/my home@one' "
                    + "'backup/web1/restore-data-my home-one'",
                "zfs mount 'backup/web1/restore-data-my home-one'",
            ])
    }

    @Test(
        "puts the clone of what no rule knows beside it, and that of a pool into it",
        arguments: [("old/data@one", "old/restore-data-one"), ("old@one", "old/restore-one")])
    func elsewhere(snapshot: String, clone: String) throws {
        let (snapshot, folder) = (try #require(SnapshotName(snapshot)), try #require(MountFolder("/mnt/x")))
        #expect(
            FilesPlan(snapshot, at: folder, targets: [try datasetName("backup/data")])?.clone
                == (try datasetName(clone)))
    }

    @Test("makes no clone whose name ZFS would not take")
    func long() throws {
        let snapshot = try #require(SnapshotName("backup/\(String(repeating: "x", count: 230))@one"))
        let folder = try #require(MountFolder("/mnt/x"))
        #expect(FilesPlan(snapshot, at: folder, targets: []) != nil)
        let longer = try #require(SnapshotName("backup/\(String(repeating: "x", count: 240))@one"))
        #expect(FilesPlan(longer, at: folder, targets: []) == nil)
    }

    @Test(
        "mounts at an absolute path of plain characters only",
        arguments: [
            "mnt", "/", "", "/mnt/../etc", "/mnt/./x", "/mnt/x,ro", "/mnt/$HOME", "/mnt/a\nb", "-o", "/mnt/'x'",
        ])
    func noFolder(text: String) { #expect(MountFolder(text) == nil) }

    // MARK: send

    private func plan(_ to: String, _ tree: [Dataset], at snapshot: String? = nil) throws -> SendBackPlan? {
        SendBackPlan(
            try datasetName("backup/web1/data"), snapshot.flatMap { ShortName($0) }, in: Listing(datasets: tree),
            to: try #require(SendBackTarget(to)))
    }

    @Test("sends back raw, with all below and all snapshots, over the person's own ssh, and never with -F")
    func send() throws {
        let tree = [try taken(10, 20), try taken(10, 20, in: "backup/web1/data/home")]
        #expect(
            try plan("root@web1.example.net:tank/data", tree)?.lines == [
                "# as root, on this machine; nothing here changes, and a tank/data that exists there already is not touched",
                "zfs send -R -w backup/web1/data@s20 | ssh root@web1.example.net zfs receive -u tank/data",
                "# then compare by guid: snapshots of backup/web1/data that are newer than @s20 differ, no others",
                "diff <(zfs list -H -r -t snapshot -o guid backup/web1/data | sort) "
                    + "<(ssh root@web1.example.net zfs list -H -r -t snapshot -o guid tank/data | sort) && echo identical",
            ])
    }

    @Test("quotes names with spaces for the shells of both hosts, and leaves out ssh on one machine")
    func quoting() throws {
        #expect(
            try plan("web1:tank/my data", [taken(10)])?.sending
                == "zfs send -R -w backup/web1/data@s10 | ssh web1 \"zfs receive -u 'tank/my data'\"")
        #expect(try plan("tank/data", [taken(10)])?.sending.hasSuffix("| zfs receive -u tank/data") == true)
    }

    @Test("leaves out what has no such snapshot, and says what it has")
    func leftOut() throws {
        let tree = [
            try taken(10, 20), try taken(10, in: "backup/web1/data/late"), try taken(in: "backup/web1/data/none"),
            try taken(10, in: "backup/web1/data2"),
        ]
        let plan = try #require(try plan("web1:tank/data", tree))
        #expect(plan.sending.hasPrefix("zfs send -R -s -w backup/web1/data@s20 "))
        #expect(
            plan.lines[1...2] == [
                "# left out, having no @s20: backup/web1/data/late (its newest is @s10; send it by itself)",
                "# left out, having no @s20: backup/web1/data/none (it has no snapshot)",
            ])
    }

    @Test("leaves out what was set aside, where this OpenZFS can, and says else that it goes along")
    func setAside() throws {
        let aside = "backup/web1/data/home.quarantine-20261123T110000"
        let tree = [
            try taken(10, 20), try taken(10, 20, in: "backup/web1/data/home"), try taken(10, 20, in: aside),
            try taken(10, in: "\(aside)/below"), try taken(5, in: "backup/web1/data/old.quarantine-20261101T110000"),
        ]
        let target = try #require(SendBackTarget("web1:tank/data"))
        func plan(_ version: OpenZFSVersion, _ dataset: String = "backup/web1/data") throws -> SendBackPlan {
            let name = try datasetName(dataset)
            return try #require(SendBackPlan(name, nil, in: Listing(datasets: tree), to: target, on: version))
        }
        let new = try plan(OpenZFSVersion(2, 2, 0))
        #expect(new.sending.hasPrefix("zfs send -R -s -w -X \(aside) backup/web1/data@s20 | "))
        #expect(
            new.lines[1...2] == [
                "# left out, as it was set aside: \(aside)",
                "# left out, as it was set aside: backup/web1/data/old.quarantine-20261101T110000",
            ])
        #expect(new.along.isEmpty)
        #expect(new.lines.dropLast().last?.contains("newer than @s20, and those of what is left out, differ") == true)
        let old = try plan(OpenZFSVersion(2, 1, 11))
        #expect(old.sending.hasPrefix("zfs send -R -s -w backup/web1/data@s20 | "))
        #expect(
            old.lines[1...2] == [
                "# left out, as it was set aside: backup/web1/data/old.quarantine-20261101T110000",
                "# goes along, although it was set aside: \(aside) (only OpenZFS 2.2 and later can leave it out); destroy it there",
            ])
        // Whoever asks for it wants it.
        #expect(try plan(OpenZFSVersion(2, 2, 0), aside).sending.hasPrefix("zfs send -R -s -w \(aside)@s20 | "))
    }

    @Test("sends up to another snapshot if told, and none that is not there")
    func named() throws {
        #expect(try plan("web1:tank/data", [taken(10, 20)], at: "s10")?.sending.contains("data@s10 ") == true)
        #expect(try plan("web1:tank/data", [taken(10, 20)], at: "other") == nil)
        #expect(try plan("web1:tank/data", [taken()]) == nil)
    }

    @Test(
        "takes no target that a shell or ssh could read otherwise",
        arguments: [
            "-oProxyCommand=x:tank/data", "a;b:tank/data", "a b:tank/data", ":tank/data", "web1:", "web1:-x", "",
        ])
    func noTarget(text: String) { #expect(SendBackTarget(text) == nil) }

    @Test("tells a host from a dataset with a colon")
    func colon() throws {
        #expect(try #require(SendBackTarget("tank/da:ta")).host == nil)
        #expect(try #require(SendBackTarget("web1:tank/da:ta")).dataset == (try datasetName("tank/da:ta")))
    }
}
