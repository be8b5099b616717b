import CLinux
import System

/// Snapshots that go, change their names, or stand in the way, at either end.
let snapshots = [
    Scenario("snapshots that the source has deleted stay in the backup") { lab in
        try lab.pair(snapshots: ["one", "two", "three"])
        try lab.pull()
        for name in ["one", "two"] { try lab.zfs("destroy", "\(lab.source)/data@\(name)") }
        try lab.snapshot("data", "four")
        try lab.pull()
        let here = try lab.names(of: "\(lab.target)/data")
        try lab.expect(here == ["@one", "@two", "@three", "@four"], "\(here)")
    },
    Scenario("a base deleted at the source leaves a newer snapshot here, which zfs rollback takes away") { lab in
        try lab.pair(snapshots: ["one", "two"])
        try lab.pull()
        try lab.zfs("destroy", "\(lab.source)/data@two")
        try lab.snapshot("data", "three")
        let run = try lab.refused(saying: "newer than the last common one (@one): @two")
        try lab.mend(run, with: "zfs rollback")
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("what is newer here is kept by a rename, after which the next run starts afresh") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        try lab.zfs("snapshot", "\(lab.target)/data@mine")
        try lab.snapshot("data", "two")
        let kept = try lab.snapshots("\(lab.target)/data")
        let run = try lab.refused(saying: "newer than the last common one (@one): @mine")
        try lab.mend(run, with: "zfs rename")
        try lab.pull()
        try lab.expectSynced()
        let aside = try lab.snapshots("\(lab.target)/data-old")
        try lab.expect(aside == kept, "\(kept) became \(aside)")
    },
    Scenario("a held snapshot that is newer here cannot be rolled back, and is set aside") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        try lab.zfs("snapshot", "\(lab.target)/data@mine")
        try lab.zfs("hold", "keep", "\(lab.target)/data@mine")
        try lab.snapshot("data", "two")
        let run = try lab.refused(saying: "@mine")
        let rollback = try Tool.capture("/bin/sh", ["-c", try run.quoted("zfs rollback")])
        try lab.expect(!rollback.ending.isSuccess, "a held snapshot was rolled back")
        try lab.mend(run, with: "zfs rename")
        try lab.pull()
        try lab.expectSynced()
        try lab.zfs("release", "keep", "\(lab.target)/data-old@mine")
    },
    Scenario("held snapshots at either end are no obstacle, and stay held") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.zfs("hold", "there", "\(lab.source)/data@one")
        try lab.pull()
        try lab.zfs("hold", "here", "\(lab.target)/data@one")
        try lab.snapshot("data", "two")
        try lab.zfs("hold", "there", "\(lab.source)/data@two")
        try lab.pull()
        try lab.expectSynced()
        let holds = try lab.zfs("holds", "-H", "\(lab.target)/data@one", "\(lab.target)/data@two")
        try lab.expect(
            holds.contains("here") && !holds.contains("there"), "holds travelled with the stream, or went: \(holds)")
        for snapshot in ["\(lab.source)/data@one", "\(lab.source)/data@two"] {
            try lab.zfs("release", "there", snapshot)
        }
        try lab.zfs("release", "here", "\(lab.target)/data@one")
    },
    Scenario("the newest snapshot here destroyed by hand is told with the zfs rollback that mends it") { lab in
        try lab.pair(snapshots: ["one", "two"])
        try lab.pull()
        try lab.zfs("destroy", "\(lab.target)/data@two")
        try lab.snapshot("data", "three")
        let run = try lab.refused(code: 1, saying: "has been modified", "its newest snapshot was destroyed")
        try lab.mend(run, with: "zfs rollback")
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("a snapshot destroyed here between two others is not missed") { lab in
        try lab.pair(snapshots: ["one", "two", "three"])
        try lab.pull()
        try lab.zfs("destroy", "\(lab.target)/data@two")
        try lab.snapshot("data", "four")
        try lab.pull()
        let here = try lab.names(of: "\(lab.target)/data")
        try lab.expect(here == ["@one", "@three", "@four"], "\(here)")
    },
    Scenario("with all snapshots here destroyed the target is nobody's, and is set aside") { lab in
        try lab.pair(snapshots: ["one", "two"])
        try lab.pull()
        for name in ["one", "two"] { try lab.zfs("destroy", "\(lab.target)/data@\(name)") }
        let run = try lab.refused(saying: "nothing in it comes from the source")
        try lab.mend(run, with: "zfs rename")
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("with all snapshots at the source destroyed the backup stays, and the source has to take some first") {
        lab in
        try lab.pair(snapshots: ["one", "two"])
        try lab.pull()
        for name in ["one", "two"] { try lab.zfs("destroy", "\(lab.source)/data@\(name)") }
        let run = try lab.refused(saying: "no snapshot in common")
        try lab.mend(run, with: "zfs rename")
        try lab.expect(try lab.client("run"), code: 0, saying: "has no snapshot that is wanted")
        try lab.snapshot("data", "three")
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("a source without snapshots is said to have none, and is no failure") { lab in
        try lab.pair()
        try lab.expect(try lab.client("run"), code: 0, saying: "\(lab.source)/data has no snapshot that is wanted")
        let made = try Tool.capture("zfs", ["list", "\(lab.target)/data"])
        try lab.expect(!made.ending.isSuccess, "\(lab.target)/data was made")
    },
    Scenario("the newest name reused at the source with another guid is an older snapshot here, not the same") { lab in
        try lab.pair(snapshots: ["one", "two"])
        try lab.pull()
        try lab.zfs("destroy", "\(lab.source)/data@two")
        try lab.snapshot("data", "two")
        let run = try lab.refused(saying: "newer than the last common one (@one): @two")
        try lab.mend(run, with: "zfs rollback")
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("an older name reused at the source with another guid stops before anything is sent") { lab in
        try lab.pair(snapshots: ["weekly", "base"])
        try lab.pull()
        try lab.zfs("destroy", "\(lab.source)/data@weekly")
        try lab.snapshot("data", "weekly")
        let run = try lab.refused(saying: "\(lab.target)/data@weekly has the name", "its guid differs")
        try lab.mend(run, with: "zfs rename")
        try lab.pull()
        let here = try lab.names(of: "\(lab.target)/data")
        try lab.expect(here == ["@weekly-old", "@base", "@weekly"], "\(here)")
    },
    Scenario("a base renamed in the backup is still found by guid, and called by its name here") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        try lab.zfs("rename", "\(lab.target)/data@one", "\(lab.target)/data@my own name")
        try lab.writeIntoBackup("data")
        try lab.snapshot("data", "two")
        let run = try lab.refused(code: 1, saying: "zfs rollback '\(lab.target)/data@my own name'")
        try lab.mend(run, with: "zfs rollback")
        try lab.pull()
        let here = try lab.names(of: "\(lab.target)/data")
        try lab.expect(here == ["@my own name", "@two"], "\(here)")
    },
    Scenario("a local dataset that was written to is told with the zfs rollback that mends it") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        try lab.writeIntoBackup("data")
        try lab.snapshot("data", "two")
        let run = try lab.refused(code: 1, saying: "has been modified", "something was written")
        try lab.mend(run, with: "zfs rollback")
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("ZFS makes no two snapshots of one dataset in one transaction group, and those of a tree all come") {
        lab in
        try lab.pair(recursive: true)
        try lab.create("data/child")
        // A channel program runs within one transaction group. The error is EAGAIN: not in this group.
        let twins = "/run/zpull-lab/\(lab.name)/twins.lua"
        try Tool.write(
            """
            local first = zfs.sync.snapshot("\(lab.source)/data@first")
            return {first, zfs.sync.snapshot("\(lab.source)/data@second")}

            """, to: twins)
        let results = try lab.zfs("program", "-j", "tank", twins).filter { !$0.isWhitespace }
        try lab.expect(results.contains("\(EAGAIN)"), "two snapshots in one transaction group: \(results)")
        try lab.zfs("snapshot", "-r", "\(lab.source)/data@both")
        let groups = try lab.zfs(
            "get", "-Hp", "-o", "value", "createtxg", "\(lab.source)/data@both", "\(lab.source)/data/child@both"
        ).split(separator: "\n")
        try lab.expect(groups.count == 2 && groups[0] == groups[1], "\(groups)")
        try lab.pull()
        for path in ["data", "data/child"] { try lab.expectSynced(path) }
    },
]
