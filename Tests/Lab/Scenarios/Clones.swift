/// Clones, and what `zfs promote` does to them.
let clones = [
    Scenario("a clone comes as a full stream of its own, and increments follow") { lab in
        try lab.cloned()
        try lab.expect(try lab.pull(), code: 0, saying: "received \(lab.target)/clone@own")
        try lab.snapshot("clone", "next")
        try lab.expect(try lab.pull(), code: 0, saying: "1 snapshot of 1 dataset", "as an increment")
        try lab.expectSynced("clone")
        let origin = try lab.zfs("get", "-H", "-o", "value", "origin", "\(lab.target)/clone")
        try lab.expect(origin == "-\n", "the backup of the clone is a clone of \(origin)")
    },
    Scenario("after a promotion the clone and what it came from both go on from what they kept") { lab in
        try lab.cloned()
        try lab.snapshot("data", "two")
        try lab.pull()
        try lab.zfs("promote", "\(lab.source)/clone")
        for path in ["data", "clone"] { try lab.snapshot(path, "three") }
        let run = try lab.pull()
        try lab.expect(run, code: 0, saying: "2 snapshots of 2 datasets", "as an increment")
        try lab.expect(!run.error.contains("as a full stream"), run.error)
        let data = try lab.names(of: "\(lab.target)/data")
        let clone = try lab.names(of: "\(lab.target)/clone")
        try lab.expect(
            data == ["@one", "@two", "@three"] && clone == ["@own", "@three"], "\(data), \(clone)")
    },
    Scenario("a promotion that took all common snapshots stops its origin, and zfs promote at the source mends it") {
        lab in
        try lab.cloned()
        try lab.pull()
        try lab.zfs("promote", "\(lab.source)/clone")
        try lab.snapshot("data", "two")
        let run = try lab.refused(saying: "they went to its clone \(lab.source)/clone when that was promoted")
        try lab.mend(run, with: "zfs promote")
        try lab.pull()
        try lab.expectSynced()
        try lab.expectSynced("clone")
    },
    Scenario("a clone that was promoted and took its origin's name goes on in its origin's place") { lab in
        try lab.cloned()
        try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }")
        try lab.pull()
        try lab.zfs("promote", "\(lab.source)/clone")
        try lab.zfs("destroy", "-r", "\(lab.source)/data")
        try lab.zfs("rename", "\(lab.source)/clone", "\(lab.source)/data")
        try lab.snapshot("data", "two")
        try lab.expect(try lab.pull(), code: 0, saying: "2 snapshots of 1 dataset", "as an increment")
        try lab.expectSynced()
    },
]

extension Lab {
    /// `data@one`, and `clone` made from it with a snapshot of its own; a rule for each.
    fileprivate func cloned() throws {
        try create("data")
        try snapshot("data", "one")
        try zfs("clone", "\(source)/data@one", "\(source)/clone")
        try snapshot("clone", "own")
        try allow("--dataset", "\(source)/data", "--dataset", "\(source)/clone")
        try configure(
            datasets: "{ remote: \(source)/data, local: \(target)/data }",
            "{ remote: \(source)/clone, local: \(target)/clone }")
    }
}
