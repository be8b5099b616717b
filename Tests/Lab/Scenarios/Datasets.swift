import System

/// Datasets that come, go and change their names at the source.
let datasets = [
    Scenario("a dataset renamed at the source is told by its new name, with which increments go on") { lab in
        try lab.create("data")
        try lab.snapshot("data", "one")
        try lab.allow("--dataset", lab.source, "--recursive")
        try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }")
        try lab.pull()
        try lab.zfs("rename", "\(lab.source)/data", "\(lab.source)/my store")
        try lab.snapshot("my store", "two")
        let run = try lab.refused(
            saying: "\(lab.source)/data does not exist on the source", "my store has its snapshots")
        try lab.configure(datasets: "{ \(try run.quoted("remote: ")), local: \(lab.target)/data }")
        try lab.expect(try lab.pull(), code: 0, saying: "1 snapshot of 1 dataset", "as an increment")
        try lab.expectSynced("my store", as: "data")
    },
    Scenario("a dataset that was renamed, and another one in its place, are told apart") { lab in
        try lab.create("data")
        try lab.snapshot("data", "one")
        try lab.allow("--dataset", lab.source, "--recursive")
        try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }")
        try lab.pull()
        try lab.zfs("rename", "\(lab.source)/data", "\(lab.source)/before")
        try lab.create("data")
        try lab.snapshot("data", "one")
        let run = try lab.refused(saying: "no snapshot in common: \(lab.source)/before has them now")
        try lab.mend(run, with: "zfs rename")
        try lab.pull()
        try lab.expectSynced()
        try lab.expectSynced("before", as: "data-old")
    },
    Scenario("a child removed at the source stays in the backup, and the plan says so") { lab in
        try lab.tree("old")
        try lab.pull()
        let before = try lab.snapshots("\(lab.target)/data/old")
        try lab.zfs("destroy", "-r", "\(lab.source)/data/old")
        try lab.snapshot("data", "two")
        try lab.expect(try lab.client("plan"), code: 0, saying: "the source no longer has it; what is here stays")
        try lab.pull()
        let after = try lab.snapshots("\(lab.target)/data/old")
        try lab.expect(before == after && !after.isEmpty, "\(before) became \(after)")
        try lab.expectSynced()
    },
    Scenario("a child renamed at the source comes in full, with a warning that a rename would have spared it") { lab in
        try lab.tree("before")
        try lab.pull()
        try lab.zfs("rename", "\(lab.source)/data/before", "\(lab.source)/data/after")
        try lab.zfs("snapshot", "-r", "\(lab.source)/data@two")
        let run = try lab.pull()
        try lab.expect(
            run, code: 0, saying: "warning", "zfs rename \(lab.target)/data/before \(lab.target)/data/after")
        try lab.expectSynced("data/after")
        let kept = try lab.names(of: "\(lab.target)/data/before")
        try lab.expect(kept == ["@one"], "\(kept)")
        try lab.expect(try lab.client("run"), code: 0, saying: "nothing newer for 2 datasets")
    },
    Scenario("a child renamed here too, as the plan advises, goes on with increments") { lab in
        try lab.tree("before", "before/below")
        try lab.pull()
        try lab.zfs("rename", "\(lab.source)/data/before", "\(lab.source)/data/its new name")
        try lab.zfs("snapshot", "-r", "\(lab.source)/data@two")
        try lab.mend(try lab.client("plan"), with: "zfs rename")
        let run = try lab.pull()
        try lab.expect(run, code: 0, saying: "3 snapshots of 3 datasets", "as an increment")
        try lab.expect(!run.error.contains("as a full stream"), run.error)
        for path in ["data", "data/its new name", "data/its new name/below"] { try lab.expectSynced(path) }
    },
    Scenario("a child below a dataset without snapshots stops, and its parent can be made by hand") { lab in
        try lab.pair(recursive: true)
        try lab.create("data/child")
        try lab.snapshot("data/child", "one")
        let run = try lab.refused(saying: "its parent \(lab.target)/data is not there and will not come")
        try lab.mend(run, with: "zfs create")
        try lab.pull()
        try lab.expectSynced("data/child")
    },
    Scenario("a child destroyed at the source in the middle of a run fails alone, and is gone for the next") { lab in
        try lab.slowTree("child")
        let before = try lab.snapshots("\(lab.target)/data/child")
        let run = try lab.whileRunning {
            try lab.awaitStream(of: "data@big")
            try lab.zfs("destroy", "-r", "\(lab.source)/data/child")
        }
        try lab.expect(run, code: 1, saying: "\(lab.target)/data/child: the source says", "does not exist", "run again")
        try lab.expectSynced()
        try lab.pull()
        let after = try lab.snapshots("\(lab.target)/data/child")
        try lab.expect(before == after && !after.isEmpty, "\(before) became \(after)")
    },
    Scenario("a child renamed at the source in the middle of a run fails alone, and goes on as the hint says") { lab in
        try lab.slowTree("before")
        let run = try lab.whileRunning {
            try lab.awaitStream(of: "data@big")
            try lab.zfs("rename", "\(lab.source)/data/before", "\(lab.source)/data/after")
        }
        try lab.expect(run, code: 1, saying: "\(lab.target)/data/before: the source says", "run again")
        try lab.expectSynced()
        try lab.mend(try lab.client("plan"), with: "zfs rename")
        try lab.expect(try lab.pull(), code: 0, saying: "1 snapshot of 1 dataset")
        try lab.expectSynced("data/after")
    },
    Scenario("a dataset renamed while its own stream runs comes whole, and is then told by its new name") { lab in
        try lab.slowTree("before")
        let run = try lab.whileRunning {
            try lab.awaitStream(of: "data@big")
            try lab.zfs("rename", "\(lab.source)/data", "\(lab.source)/store")
        }
        try lab.expect(run, code: 1, saying: "the source says")
        let here = try lab.names(of: "\(lab.target)/data")
        try lab.expect(here == ["@one", "@big"], "\(here)")
        try lab.expect(try lab.client("run"), code: 2, saying: "\(lab.source)/store has its snapshots")
    },
    Scenario("a snapshot destroyed at the source before its turn fails, and the next run plans without it") { lab in
        try lab.slowTree("child")
        try lab.snapshot("data", "doomed", "last")
        let run = try lab.whileRunning {
            try lab.awaitStream(of: "data@big")
            try lab.zfs("destroy", "\(lab.source)/data@doomed")
        }
        try lab.expect(run, code: 1, saying: "up to @big it was received", "run again")
        try lab.pull()
        try lab.expectSynced()
    },
]

extension Lab {
    /// `data` with children, each with a snapshot @one, and a recursive rule for it.
    fileprivate func tree(serve: String..., children: [String]) throws {
        try create("data")
        for child in children { try create("data/\(child)") }
        try zfs("snapshot", "-r", "\(source)/data@one")
        // All that the scenario has may be seen, so that what is renamed is still seen.
        try allow(["--dataset", source, "--recursive"] + serve)
        try configure(datasets: "{ remote: \(source)/data, local: \(target)/data, recursive: true }")
    }

    fileprivate func tree(_ children: String...) throws { try tree(children: children) }

    /// Such a tree, pulled; and then a snapshot of `data` whose stream takes some seconds, and one of the child, whose
    /// stream has to wait for it.
    fileprivate func slowTree(_ child: String) throws {
        try tree(serve: "--max-rate", "1000000", children: [child])
        try pull()
        try snapshot("data", "big", bytes: 5 << 20)
        try snapshot("data/\(child)", "two")
    }
}
