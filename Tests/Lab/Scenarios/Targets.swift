import System

/// The pool at the target: its space, its state, and what lies above the target.
let targets = [
    Scenario("a quota that is reached leaves a resume state, and when it is raised the next run goes on") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        try lab.snapshot("data", "big", bytes: 12 << 20)
        try lab.zfs("set", "quota=8M", lab.target)
        let before = try lab.snapshots("\(lab.target)/data")
        let run = try lab.client("run")
        try lab.expect(run, code: 1, saying: "quota exceeded", "raise the quota", "the next run goes on from here")
        try lab.expect(try lab.snapshots("\(lab.target)/data") == before, "a snapshot came or went")
        try lab.expect(try lab.zfs("get", "-H", "-o", "value", "quota", lab.target) == "8M\n", "no quota there")
        try lab.zfs("set", "quota=none", lab.target)
        try lab.expect(try lab.client("plan"), code: 0, saying: "resume    @big")
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("a full pool keeps what came, and with room made the next run goes through") { lab in
        try lab.ownPool { pool in
            try lab.pair(snapshots: ["one"])
            try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(pool)/data }")
            try lab.pull()
            try lab.zfs("create", "-o", "refreservation=20M", "\(pool)/filler")
            try lab.snapshot("data", "big", bytes: 12 << 20)
            try lab.expect(
                try lab.client("run"), code: 1, saying: "out of space", "free space in the pool \(pool)")
            try lab.expect(try lab.names(of: "\(pool)/data") == ["@one"], "a snapshot came or went")
            let token = try lab.zfs("get", "-H", "-o", "value", "receive_resume_token", "\(pool)/data")
            try lab.expect(token.hasPrefix("1-"), "nothing is kept of what came: \(token)")
            try lab.zfs("destroy", "\(pool)/filler")
            try lab.pull()
            let (there, here) = (try lab.snapshots("\(lab.source)/data"), try lab.snapshots("\(pool)/data"))
            try lab.expect(there == here, "source has \(there), backup has \(here)")
        }
    },
    Scenario("a pool imported read-only takes nothing, and the message has the command that mends it") { lab in
        try lab.ownPool { pool in
            try lab.pair(snapshots: ["one"])
            try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(pool)/data }")
            try lab.pull()
            try lab.snapshot("data", "two")
            try Tool.run("zpool", "export", pool)
            try Tool.run("zpool", "import", "-d", lab.poolFolder, "-o", "readonly=on", pool)
            let before = try lab.snapshots("\(pool)/data")
            let run = try lab.client("run")
            try lab.expect(run, code: 1, saying: "read-only", "imported read-only")
            try lab.expect(try lab.snapshots("\(pool)/data") == before, "the backup changed")
            try lab.mend(run, with: "zpool export", environment: "export ZPOOL_IMPORT_PATH=\(lab.poolFolder);")
            try lab.pull()
            try lab.expect(try lab.names(of: "\(pool)/data") == ["@one", "@two"], "@two did not come")
        }
    },
    Scenario("an exported pool is told before anything is sent, and with its import the backup goes on") { lab in
        try lab.ownPool { pool in
            try lab.pair(snapshots: ["one"])
            try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(pool)/data, recursive: true }")
            try lab.pull()
            try lab.snapshot("data", "two")
            try Tool.run("zpool", "export", pool)
            let plan = try lab.client("plan")
            try lab.expect(plan, code: 2, saying: "STOP: \(pool)/data cannot be received: no pool \(pool)")
            let run = try lab.refused(saying: "no pool \(pool) is imported here")
            try lab.expect(!run.error.contains("zfs receive"), run.error)
            try lab.mend(run, with: "zpool import", environment: "ZPOOL_IMPORT_PATH=\(lab.poolFolder)")
            try lab.expect(try lab.pull(), code: 0, saying: "1 snapshot of 1 dataset", "as an increment")
        }
    },
    Scenario("a parent that is missing at the target is named with the command that makes it") {
        lab in
        try lab.pair(snapshots: ["one"])
        try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \"\(lab.target)/no/such parent/data\" }")
        let run = try lab.refused(saying: "its parent \(lab.target)/no/such parent does not exist")
        try lab.mend(run, with: "zfs create")
        try lab.pull()
        try lab.expectSynced("data", as: "no/such parent/data")
    },
    Scenario("a target whose parent is the target of another entry comes with it, in one run") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.create("other")
        try lab.snapshot("other", "one")
        try lab.allow("--dataset", lab.source, "--recursive")
        try lab.configure(
            datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }",
            "{ remote: \(lab.source)/data, local: \(lab.target)/data/below }")
        try lab.pull()
        try lab.expectSynced()
        try lab.expectSynced("data", as: "data/below")
    },
    Scenario("a target below a volume stops") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.zfs("create", "-V", "8M", "\(lab.target)/volume")
        try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/volume/data }")
        _ = try lab.refused(saying: "its parent \(lab.target)/volume is a volume", "choose another `local`")
        try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }")
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("a first pull asks once for what is above its target, and a later one does not") { lab in
        try lab.pair(snapshots: ["one"])
        let trace = "/run/zpull-lab/\(lab.name)/trace"
        func lists() throws -> Int {
            let client =
                ["-f", "-qq", "-e", "trace=execve", "-e", "signal=none", "-o", trace, "setpriv"]
                + Lab.as(Machine.receiveUser) + [Machine.client, "run", "--config", lab.configuration]
            try Tool.run("strace", client)
            return String(decoding: try Tool.read(trace), as: UTF8.self).split(separator: "\n")
                .filter { $0.contains("\"list\"") && $0.contains(" = 0") }.count
        }
        let (first, later) = (try lists(), try lists())
        try lab.expect(first == 2 && later == 1, "zfs list ran \(first) times at first, \(later) later")
    },
]
