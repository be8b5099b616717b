import System

/// What the backup host tells of its backups.
let knowing = [
    Scenario("status, check and history tell how a dataset stands: never pulled, current, stopped, stale") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.expect(try lab.client("check"), code: 1, saying: "ZPULL WARNING - \(lab.target)/data: never pulled|")
        try lab.pull()
        try lab.expect(try lab.client("check"), code: 0, saying: "ZPULL OK - 1 dataset", "'\(lab.target)/data_age'=")
        let bytes = try lab.zfs("get", "-Hp", "-o", "value", "usedbydataset,usedbysnapshots", "\(lab.target)/data")
            .split(separator: "\n").compactMap { Int($0) }
        try lab.expect(bytes.count == 2, "\(bytes)")
        try lab.expect(
            try lab.client("status", "--json"), code: 0, saying: "\"name\" : \"one\"", "\"state\" : \"current\"",
            "\"used\" : \(bytes.reduce(0, +))\n")

        try lab.zfs("snapshot", "\(lab.target)/data@mine")
        try lab.snapshot("data", "two")
        try lab.expect(try lab.client("run"), code: 2)
        try lab.expect(
            try lab.client("check"), code: 2, saying: "ZPULL CRITICAL - \(lab.target)/data: stopped since ",
            "newer than the last common one")
        try lab.expect(try lab.client("status"), code: 0, saying: "stopped since ")
        let failed = try lab.client("history", "--failed", "--last", "2", "--source", lab.name)
        try lab.expect(failed, code: 0, saying: "stopped", "@mine")
        try lab.zfs("destroy", "\(lab.target)/data@mine")
        try lab.pull()
        try lab.expect(try lab.client("status"), code: 0, saying: "@two", "current")

        try lab.configure(
            datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }",
            source: "fresh_within: { warn: 1s, critical: 1s }")
        let stale = try eventually("the newest snapshot is older than a second") {
            let check = try lab.client("check")
            return check.code == 0 ? nil : check
        }
        try lab.expect(stale, code: 2, saying: "the newest snapshot is ", "old, more than 1 s", ";1;1")
    },
    Scenario("check is for the group of the state folder, and unknown to everyone else") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        try lab.expect(try lab.client("check", user: Machine.pruneUser), code: 0, saying: "ZPULL OK - 1 dataset")
        try lab.expect(
            try lab.client("check", user: Machine.sourceUser), code: 3,
            saying: "ZPULL UNKNOWN - cannot read the history: ")
    },
]
