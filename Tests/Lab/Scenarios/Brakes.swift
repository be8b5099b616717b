import System

/// What looks wrong is held, and released by a person; `ClockJumps.swift` has the snapshot from the future.
let brakes = [
    Scenario(
        "an increment many times the usual size that replaces most of a dataset is held until it is released, and then comes"
    ) { lab in
        try lab.pair(
            dataset: ", brakes: { growth: 5, growth_floor: 2MiB }", snapshots: ["1", "2", "3", "4", "5", "6", "7"])
        try lab.pull()
        // Added to what is there, it may be large.
        try lab.snapshot("data", "image", bytes: 16 << 20)
        try lab.pull()
        try lab.rewrite("flood")
        let run = try lab.refused(saying: "held, @flood would bring about 16")
        _ = try lab.refused(saying: "held, since", "most of what was there is replaced")
        try lab.expect(try run.quoted("zpull-client release") == "zpull-client release \(lab.target)/data", run.error)
        try lab.expect(try lab.client("release", "\(lab.target)/data"), code: 0, saying: "is released")
        try lab.pull()
        try lab.expectSynced()
        try lab.rewrite("flood again")
        try lab.pull()
    },
    Scenario("a source that lost most of its snapshots is held until that is released; the backup keeps them all") {
        lab in
        try lab.pair(snapshots: ["1", "2", "3", "4", "5", "6", "7"])
        try lab.pull()
        let before = try lab.snapshots("\(lab.target)/data")
        try lab.zfs("destroy", "\(lab.source)/data@1%5")
        _ = try lab.refused(saying: "held, the source has 2 of the 7 snapshots left")
        try lab.snapshot("data", "8")
        _ = try lab.refused(saying: "held, since")
        try lab.expect(try lab.client("release", "--source", lab.name), code: 0, saying: "is released")
        try lab.pull()
        let after = try lab.snapshots("\(lab.target)/data")
        try lab.expect(after.dropLast() == before[...], "\(before) became \(after)")
    },
]

extension Lab {
    /// Replaces all files of `data` by one of 16 MiB, and takes a snapshot.
    fileprivate func rewrite(_ name: String) throws {
        try Tool.run("find", "/\(source)/data", "-type", "f", "-delete")
        try snapshot("data", name, bytes: 16 << 20)
    }
}
