import System

/// What has parted from its source is set aside whole, and taken anew.
let quarantine = [
    Scenario("on_divergence: quarantine sets a backup aside whole when its source was rolled back, and takes it anew") {
        lab in
        try lab.quarantinedPair()
        let before = try lab.rollBack()
        try lab.pull()
        try lab.expectSynced()
        try lab.expectAside(before)
        try lab.snapshot("data", "four")
        try lab.pull()
        try lab.expectSynced()
        try lab.expectAside(before)
    },
    Scenario("a source that was destroyed and made anew is taken anew, and the backup of the old one is set aside") {
        lab in
        try lab.quarantinedPair()
        let before = try lab.snapshots("\(lab.target)/data")
        try lab.zfs("destroy", "-r", "\(lab.source)/data")
        try lab.create("data")
        try lab.snapshot("data", "one", "two")
        try lab.pull()
        try lab.expectSynced()
        try lab.expectAside(before)
    },
    Scenario("a source that parts from its backup again stops while what was set aside first is there") { lab in
        try lab.quarantinedPair()
        let before = try lab.rollBack()
        try lab.pull()
        _ = try lab.rollBack()
        let run = try lab.refused(saying: "is not set aside by itself", "is there still")
        try lab.expectAside(before)
        let mend = try run.quoted("zfs destroy -r")
        try Tool.run("/bin/sh", "-c", mend)
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("on_divergence: quarantine leaves alone what somebody has taken snapshots of here") { lab in
        try lab.quarantinedPair()
        try lab.zfs("snapshot", "\(lab.target)/data@mine")
        try lab.snapshot("data", "three")
        let before = try lab.snapshots("\(lab.target)/data")
        _ = try lab.refused(saying: "newer than the last common one (@two): @mine")
        let after = try lab.snapshots("\(lab.target)/data")
        try lab.expect(after == before, "\(before) became \(after)")
    },
    Scenario("without rename nothing is set aside, and with the line that permissions prints it is") { lab in
        try lab.quarantinedPair(grants: false)
        let before = try lab.rollBack()
        _ = try lab.refused(saying: "could not be set aside", "permission denied")
        let lines = try lab.client("permissions").output.split(separator: "\n")
        let allow = lines.filter { $0.contains("zfs allow -u \(Machine.receiveUser)") && $0.contains("rename") }
        try lab.expect(allow.count == 1, "\(lines)")
        for line in allow { try Tool.run("/bin/sh", "-c", String(line)) }
        try lab.pull()
        try lab.expectSynced()
        try lab.expectAside(before)
    },
    Scenario("zpull-client quarantine sets a tree aside by hand, and the next run takes it anew") { lab in
        try lab.pair(recursive: true, snapshots: ["one", "two"])
        try lab.create("data/home")
        try lab.snapshot("data/home", "one")
        try lab.pull()
        let before = try lab.rollBack()
        _ = try lab.refused(saying: "newer than the last common one (@one): @two")
        let run = try lab.client("quarantine", "\(lab.target)/data", user: "root")
        try lab.expect(run, code: 0, saying: "is called \(lab.target)/data.quarantine-")
        try lab.pull()
        try lab.expectSynced()
        try lab.expectSynced("data/home")
        try lab.expectAside(before)
    },
    Scenario("what was set aside leaves no room for the new one: the message says so, and the old one is whole") {
        lab in
        try lab.ownPool { pool in
            try lab.pair()
            try lab.configure(
                datasets: "{ remote: \(lab.source)/data, local: \(pool)/data, on_divergence: quarantine }")
            try lab.zfs("allow", "-u", Machine.receiveUser, "rename", pool)
            try lab.snapshot("data", "one", bytes: 18 << 20)
            try lab.snapshot("data", "two")
            try lab.pull()
            let before = try lab.rollBack(in: pool)
            try lab.expect(try lab.client("run"), code: 1, saying: "space")
            try lab.expectAside(before, in: pool)
        }
    },
]

extension Lab {
    /// `data` with two snapshots, pulled, where the receiving user may set it aside.
    fileprivate func quarantinedPair(grants: Bool = true) throws {
        try pair(dataset: ", on_divergence: quarantine", snapshots: ["one", "two"])
        if grants { try zfs("allow", "-u", Machine.receiveUser, "rename", target) }
        try pull()
    }

    /// The source loses its newest snapshot, and goes on.
    ///
    /// - Returns: the backup's snapshots.
    fileprivate func rollBack(in parent: String? = nil) throws -> [String] {
        let before = try snapshots("\(parent ?? target)/data")
        try zfs("rollback", "-r", "\(source)/data@one")
        try snapshot("data", "three")
        return before
    }

    /// One dataset was set aside, and has these snapshots, guid by guid.
    fileprivate func expectAside(_ snapshots: [String], in parent: String? = nil) throws {
        let beside = try zfs("list", "-H", "-d", "1", "-o", "name", parent ?? target)
        let aside = beside.split(separator: "\n").filter { $0.contains("/data.quarantine-") }
        try expect(aside.count == 1, "beside it is: \(beside)")
        for name in aside {
            let kept = try self.snapshots(String(name))
            try expect(kept == snapshots, "\(snapshots) became \(kept)")
        }
    }
}
