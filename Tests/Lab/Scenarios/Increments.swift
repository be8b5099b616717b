import System

/// Something is there already.
let increments = [
    Scenario("a later pull starts from the newest common snapshot") { lab in
        try lab.pair(snapshots: ["one", "two"])
        try lab.pull()
        try lab.snapshot("data", "three", "four")
        let run = try lab.pull()
        try lab.expectSynced()
        try lab.expect(run, code: 0, saying: "2 snapshots of 1 dataset to receive", "as an increment")
    },
    Scenario("with nothing newer a pull says so and changes nothing") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        let before = try lab.zfs("list", "-Hp", "-r", "-t", "all", "-o", "name,guid,used", lab.target)
        let run = try lab.pull()
        try lab.expect(run, code: 0, saying: "nothing to do, @one")
        let after = try lab.zfs("list", "-Hp", "-r", "-t", "all", "-o", "name,guid,used", lab.target)
        try lab.expect(before == after, "\(before) became \(after)")
    },
    Scenario("intermediate: latest skips the snapshots between") { lab in
        try lab.pair(dataset: ", intermediate: latest", snapshots: ["one"])
        try lab.pull()
        try lab.snapshot("data", "two", "three")
        try lab.pull()
        let here = try lab.names(of: "\(lab.target)/data")
        try lab.expect(here == ["@one", "@three"], "\(here)")
    },
    Scenario("a bookmark at the source is base enough") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        try lab.zfs("bookmark", "\(lab.source)/data@one", "\(lab.source)/data#one")
        try lab.zfs("destroy", "\(lab.source)/data@one")
        try lab.snapshot("data", "two")
        let run = try lab.pull()
        let here = try lab.names(of: "\(lab.target)/data")
        try lab.expect(here == ["@one", "@two"], "\(here): \(run.error)")
    },
    Scenario("a base renamed on the source is still found by guid") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        try lab.zfs("rename", "\(lab.source)/data@one", "\(lab.source)/data@uno")
        try lab.snapshot("data", "two")
        try lab.pull()
        let here = try lab.names(of: "\(lab.target)/data")
        try lab.expect(here == ["@one", "@two"], "\(here)")
    },
    Scenario("plan prints what run then does, and changes nothing") { lab in
        try lab.pair(snapshots: ["one", "two"])
        let plan = try lab.client("plan")
        try lab.expect(plan, code: 0, saying: "full      @one", "increment @one → @two", "2 snapshots of 1 dataset")
        let there = try Tool.capture("zfs", ["list", "\(lab.target)/data"])
        try lab.expect(!there.ending.isSuccess, "plan made \(lab.target)/data")
        let run = try lab.pull()
        try lab.expect(run, code: 0, saying: "2 snapshots of 1 dataset to receive")
    },
]
