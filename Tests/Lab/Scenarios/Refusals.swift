import System

/// What stops, and what it says.
let refusals = [
    Scenario("no common snapshot stops the dataset and names the mend") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        try lab.zfs("destroy", "\(lab.source)/data@one")
        try lab.snapshot("data", "two")
        let run = try lab.refused(saying: "no snapshot in common", "zfs rename \(lab.target)/data")
        try lab.mend(run, with: "zfs rename")
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("a local snapshot newer than the base stops the dataset") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        try lab.zfs("snapshot", "\(lab.target)/data@mine")
        try lab.snapshot("data", "two")
        let run = try lab.refused(saying: "newer than the last common one", "@mine")
        try lab.mend(run, with: "zfs rollback -r")
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("a target that is there and not ours is left alone") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.zfs("create", "\(lab.target)/data")
        let run = try lab.refused(saying: "nothing in it comes from the source")
        try lab.mend(run, with: "zfs rename")
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("a dataset that the source does not have is named") { lab in
        try lab.allow("--dataset", "\(lab.source)/gone")
        try lab.configure(datasets: "{ remote: \(lab.source)/gone, local: \(lab.target)/gone }")
        try lab.expect(
            try lab.client("run"), code: 2, saying: "does not exist on the source, or the key may not see it")
    },
    Scenario("a dataset beside the allowed one does not exist for the key") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.create("data2")
        try lab.snapshot("data2", "one")
        try lab.configure(datasets: "{ remote: \(lab.source)/data2, local: \(lab.target)/data2 }")
        try lab.expect(
            try lab.client("run"), code: 2, saying: "does not exist on the source, or the key may not see it")
    },
    Scenario("a key for raw streams gets no plain one") { lab in
        try lab.pair(serve: "--raw", snapshots: ["one"])
        try lab.expect(try lab.client("run"), code: 2, saying: "not encrypted", "--allow-plain")
    },
    Scenario("the forced command grants no shell and no other command") { lab in
        try lab.pair(snapshots: ["one"])
        for command in [["id"], [], ["cat /etc/passwd"]] {
            let run = try lab.ssh(command)
            try lab.expect(run.output == "ZPULL 1\n", "\(command): \(run.output) \(run.error)")
        }
    },
    Scenario("without the grant to send, the source says what zfs said") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.zfs("unallow", "-u", Machine.sourceUser, "send", lab.source)
        try lab.expect(try lab.client("run"), code: 1, saying: "zfs send", "permission denied")
    },
    Scenario("without the grant to receive, the message names zpull-client permissions, and doctor the grant") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.zfs("unallow", "-u", Machine.receiveUser, "receive", lab.target)
        try lab.expect(try lab.client("run"), code: 1, saying: "permission denied", "zpull-client permissions")
        try lab.expect(try lab.client("doctor"), code: 1, saying: "lacks receive", "zfs allow -u zpull-receive receive")
    },
    Scenario("doctor finds nothing wrong with a pair that works") { lab in
        try lab.pair(snapshots: ["one"])
        let doctor = try lab.client("doctor")
        try lab.expect(doctor, code: 0, saying: "answers as zpull-serve", "clocks agree", "may receive")
    },
    Scenario("the grants that permissions prints are enough") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.zfs("unallow", "-u", Machine.sourceUser, lab.source)
        try lab.zfs("unallow", "-u", Machine.receiveUser, lab.target)
        let printed = try lab.client("permissions", user: "root")
        for line in printed.output.split(separator: "\n") where line.hasPrefix("zfs allow") {
            try Tool.run("/bin/sh", "-c", String(line))
        }
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("a second run on the same target leaves it to the first") { lab in
        try lab.pair(snapshots: ["one"])
        let path = "\(Machine.state)/lock/backup%\(lab.name)%data"
        try Tool.run(
            "install", "-d", "-m", "2770", "-o", Machine.receiveUser, "-g", Machine.receiveUser, "\(Machine.state)/lock"
        )
        let lock = try FileLock(path: path)
        defer { extendLifetime(lock) }
        try Tool.run("chown", Machine.receiveUser, path)
        try lab.expect(try lab.client("run"), code: 3, saying: "another run", "working on")
    },
]
