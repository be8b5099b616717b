/// Nothing is there yet.
let firstSyncs = [
    Scenario("a first pull takes the earliest snapshot in full and then each of the others") { lab in
        try lab.pair(snapshots: ["one", "two", "three"])
        let run = try lab.pull()
        try lab.expectSynced()
        try lab.expect(run, code: 0, saying: "3 snapshots", "as a full stream")
    },
    Scenario("initial: latest takes the newest snapshot only") { lab in
        try lab.pair(dataset: ", initial: latest", snapshots: ["one", "two"])
        try lab.pull()
        let here = try lab.snapshots("\(lab.target)/data")
        try lab.expect(here.count == 1 && here[0].hasPrefix("@two"), "\(here)")
    },
    Scenario("a snapshot glob in the configuration takes matching snapshots only") { lab in
        try lab.pair(dataset: ", snapshots: [\"auto_*\"]", snapshots: ["auto_1", "manual", "auto_2"])
        try lab.pull()
        let here = try lab.names(of: "\(lab.target)/data")
        try lab.expect(here == ["@auto_1", "@auto_2"], "\(here)")
    },
    Scenario("a snapshot glob in the key's line hides the others") { lab in
        try lab.pair(serve: "--snapshots", "auto_*", snapshots: ["auto_1", "secret", "auto_2"])
        let list = try lab.client("list")
        try lab.expect(!list.output.contains("secret"), list.output)
        try lab.pull()
        let here = try lab.names(of: "\(lab.target)/data")
        try lab.expect(here == ["@auto_1", "@auto_2"], "\(here)")
    },
    Scenario("a volume is pulled like a file system") { lab in
        try lab.zfs("create", "-V", "8M", "\(lab.source)/data")
        try lab.zfs("snapshot", "\(lab.source)/data@one")
        try lab.zfs("snapshot", "\(lab.source)/data@two")
        try lab.allow("--dataset", "\(lab.source)/data")
        try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }")
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("an encrypted dataset comes raw, and its key never does") { lab in
        try Tool.write("correct horse battery", to: "/run/zpull-lab/\(lab.name)/passphrase")
        try lab.create(
            "data", "-o", "encryption=on", "-o", "keyformat=passphrase", "-o",
            "keylocation=file:///run/zpull-lab/\(lab.name)/passphrase")
        try lab.snapshot("data", "one", "two")
        try lab.allow("--dataset", "\(lab.source)/data", "--raw")
        try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }")
        try lab.pull()
        try lab.snapshot("data", "three")
        try lab.pull()
        try lab.expectSynced()
        let status = try lab.zfs("get", "-H", "-o", "value", "keystatus,encryption", "\(lab.target)/data")
        try lab.expect(status.hasPrefix("unavailable\naes-256-gcm"), status)
    },
    Scenario("files read back from the backup are what was written") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        try lab.zfs(
            "clone", "-o", "mountpoint=/run/zpull-lab/\(lab.name)/restored", "-o", "canmount=noauto",
            "\(lab.target)/data@one", "\(lab.target)/restored")
        try lab.zfs("mount", "\(lab.target)/restored")
        let (there, here) = (
            try Tool.read("/\(lab.source)/data/one"), try Tool.read("/run/zpull-lab/\(lab.name)/restored/one")
        )
        try lab.expect(there == here && !there.isEmpty, "the restored file differs")
    },
    Scenario("what is received is never mounted") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        let mounted = try lab.zfs("get", "-H", "-o", "value", "mounted,canmount,readonly", "\(lab.target)/data")
        try lab.expect(mounted.hasPrefix("no\n"), mounted)
    },
]
