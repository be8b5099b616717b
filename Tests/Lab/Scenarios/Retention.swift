import CLinux
import System

/// `zpull-client prune`: what `keep` does not keep goes, by the pruning user alone.
let retention =
    [
        Scenario("prune destroys what keep does not keep, and the next run finds its base") { lab in
            try lab.keep("last: 2", snapshots: 6)
            // Each snapshot holds what the next has written over, so that there is something to free.
            let run = try lab.client("prune", "--json", user: Machine.pruneUser)
            try lab.expect(run, code: 0, saying: #""destroyed" : 3"#, "destroyed 3 snapshots")
            try lab.expect(!run.output.contains(#""freedBytes" : 0"#), "nothing was freed: \(run.output)")
            try lab.expect(try lab.names(of: "\(lab.target)/data") == ["@s4", "@s5", "@s6"], "others stay")
            try lab.expect(try lab.client("prune", user: Machine.pruneUser), code: 0)
            try lab.snapshot("data", "s7")
            try lab.pull()
            try lab.expect(
                try lab.names(of: "\(lab.target)/data") == ["@s4", "@s5", "@s6", "@s7"], "the increment has not come")
        },
        Scenario("prune spares the last common snapshot, held ones, those with a clone and protected ones") { lab in
            try lab.keep("last: 1, protect: [s2]", snapshots: 3)
            for name in (1...5).map({ "mine\($0)" }) { try lab.zfs("snapshot", "\(lab.target)/data@\(name)") }
            try lab.zfs("hold", "keep", "\(lab.target)/data@s1")
            try lab.zfs("clone", "\(lab.target)/data@mine1", "\(lab.target)/clone")
            try lab.expect(
                try lab.client("prune", user: Machine.pruneUser), code: 0, saying: "destroyed 1 snapshot")
            let expected = ["@s1", "@s2", "@s3", "@mine1", "@mine3", "@mine4", "@mine5"]
            let names = try lab.names(of: "\(lab.target)/data")
            try lab.expect(names == expected, "\(names)")
            try lab.zfs("release", "keep", "\(lab.target)/data@s1")
            try lab.zfs("destroy", "\(lab.target)/clone")
            try lab.expect(
                try lab.client("prune", user: Machine.pruneUser), code: 0, saying: "destroyed 2 snapshots")
        },
        Scenario("a dry run of prune says why each snapshot stays or goes, and changes nothing") { lab in
            try lab.keep("last: 2", snapshots: 5)
            try lab.zfs("hold", "keep", "\(lab.target)/data@s1")
            let before = try lab.snapshots("\(lab.target)/data")
            for user in [Machine.pruneUser, Machine.receiveUser] {
                let run = try lab.client("prune", "--dry-run", user: user)
                try lab.expect(
                    run, code: 0, saying: "\(lab.target)/data: 4 stay, 1 would go", "  stays  @s1", "held",
                    "  goes   @s2", "nothing keeps it", "last common with the source; floor: the newest 3; last 1 of 2")
                try lab.expect(try lab.snapshots("\(lab.target)/data") == before, "a dry run has destroyed something")
            }
            try lab.zfs("release", "keep", "\(lab.target)/data@s1")
        },
        Scenario("prune destroys three hundred snapshots in one call of zfs") { lab in
            try lab.keep("last: 1", snapshots: 1)
            let many = try ManySnapshots()
            for number in 1...303 { try many.take("\(lab.target)/data@a-snapshot-\(number)") }
            try lab.expect(
                try lab.client("prune", user: Machine.pruneUser), code: 0, saying: "destroyed 300 snapshots")
            try lab.expect(
                try lab.names(of: "\(lab.target)/data")
                    == ["@s1", "@a-snapshot-301", "@a-snapshot-302", "@a-snapshot-303"], "others stay")
            let calls = try Tool.run("zpool", ["history", "backup"]).split(separator: "\n")
                .count { $0.contains("zfs destroy -vp \(lab.target)/data@") }
            try lab.expect(calls == 1, "\(calls) calls")
        },
        Scenario("nothing is pruned before a run has noted what is common, after a long silence, or under a brake") {
            lab in
            try lab.keep("last: 1", snapshots: 5)
            let record = "\(Machine.state)/common/\(lab.target.replacing("/", with: "%"))%data"
            let brake = "\(Machine.state)/brake/\(lab.target.replacing("/", with: "%"))%data"
            func expectLeft(saying words: String) throws {
                try lab.expect(
                    try lab.client("prune", user: Machine.pruneUser), code: 2, saying: "nothing of it is pruned", words)
                try lab.expect(try lab.names(of: "\(lab.target)/data").count == 5, "something was destroyed")
            }
            try Tool.run(
                "install", "-d", "-m", "2770", "-o", Machine.receiveUser, "-g", Machine.receiveUser,
                "\(Machine.state)/brake")
            try Tool.write("{}", to: brake)
            try expectLeft(saying: "while it is held")
            try Tool.run("rm", brake)
            try Tool.run("sed", "-i", #"s/"seen":[0-9]*/"seen":1700000000/"#, record)
            try expectLeft(saying: "since the last run that went well")
            try Tool.run("rm", record)
            try expectLeft(saying: "no run has noted")
            try lab.pull()
            try lab.expect(
                try lab.client("prune", user: Machine.pruneUser), code: 0, saying: "destroyed 2 snapshots")
        },
        Scenario("prune leaves all of a tree whose root was renamed at the source, until a run sees it again") { lab in
            try lab.pair(recursive: true, dataset: ", keep: { last: 1 }")
            try lab.create("data/child")
            for number in 1...5 { try lab.zfs("snapshot", "-r", "\(lab.source)/data@s\(number)") }
            try lab.zfs("allow", "-u", Machine.pruneUser, "destroy,mount", lab.target)
            try lab.pull()
            try lab.zfs("rename", "\(lab.source)/data", "\(lab.source)/moved")
            try lab.expect(try lab.client("run"), code: 2, saying: "does not exist on the source")
            try lab.expect(
                try lab.client("prune", user: Machine.pruneUser), code: 2,
                saying: "\(lab.target)/data: nothing of it is pruned",
                "\(lab.target)/data/child: nothing of it is pruned")
            for path in ["data", "data/child"] {
                try lab.expect(try lab.names(of: "\(lab.target)/\(path)").count == 5, "something was destroyed")
            }
            try lab.zfs("rename", "\(lab.source)/moved", "\(lab.source)/data")
            try lab.pull()
            try lab.expect(
                try lab.client("prune", user: Machine.pruneUser), code: 0,
                saying: "\(lab.target)/data: destroyed 2 snapshots", "\(lab.target)/data/child: destroyed 2 snapshots")
        },
        Scenario("the receiving user cannot destroy a snapshot, neither by prune nor by zfs") { lab in
            try lab.keep("last: 1", snapshots: 5)
            try lab.expect(try lab.client("prune"), code: 1, saying: "permission denied")
            let destroy = try Tool.capture(
                "setpriv", Lab.as(Machine.receiveUser) + ["zfs", "destroy", "\(lab.target)/data@s1"])
            try lab.expect(!destroy.ending.isSuccess && destroy.error.contains("permission denied"), destroy.error)
            try lab.expect(try lab.names(of: "\(lab.target)/data").count == 5, "something was destroyed")
        },
    ]
    + ["destroy", "mount"].map { grant in
        Scenario("without \(grant), prune destroys no snapshot") { lab in
            try lab.keep("last: 1", snapshots: 5)
            try lab.zfs("unallow", "-u", Machine.pruneUser, grant, lab.target)
            try lab.expect(
                try lab.client("prune", user: Machine.pruneUser), code: 1, saying: "zfs destroy", "permission denied")
            try lab.expect(try lab.names(of: "\(lab.target)/data").count == 5, "something was destroyed")
        }
    }

extension Lab {
    /// `data` here with this `keep`, and snapshots `s1`, `s2`, …, each with what the one after it has written over; and the
    /// pruning user has its grants.
    fileprivate func keep(_ keep: String, snapshots: Int) throws {
        try pair(dataset: ", keep: { \(keep) }")
        for number in 1...snapshots {
            try write("file", in: "data", bytes: 256 << 10)
            try zfs("snapshot", "\(source)/data@s\(number)")
        }
        try zfs("allow", "-u", Machine.pruneUser, "destroy,mount", target)
        try pull()
    }
}
