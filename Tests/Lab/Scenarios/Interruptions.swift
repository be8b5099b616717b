import System

/// Cut streams, and what comes of them.
let interruptions = [
    Scenario("a cut first stream goes on from its resume token") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.snapshot("data", "big", bytes: 8 << 20)
        try lab.cutReceive(of: "data@one", to: "data", after: 40_000)
        let run = try lab.pull()
        try lab.expect(run, code: 0, saying: "2 snapshots")
        let plan = try lab.client("plan")
        try lab.expect(plan, code: 0, saying: "nothing to do")
        try lab.expectSynced()
    },
    Scenario("a cut increment goes on from its resume token") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        try lab.snapshot("data", "two", bytes: 4 << 20)
        try lab.snapshot("data", "three")
        try lab.cutReceive(of: "data@two", from: "one", to: "data", after: 2 << 20)
        let plan = try lab.client("plan")
        try lab.expect(plan, code: 0, saying: "resume    @two", "increment @two → @three")
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("a stale token is noted by run, dropped by prune, and the next run starts afresh") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        try lab.zfs("allow", "-u", Machine.pruneUser, "destroy,mount", lab.target)
        try lab.leaveStaleState()
        try lab.expect(
            try lab.client("run"), code: 1, saying: "interrupted receive that cannot go on", "no longer has", "prune")
        try lab.expect(
            try lab.client("prune", user: Machine.pruneUser), code: 0, saying: "dropped an interrupted receive")
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("below a first stream that was cut and cannot go on, new children wait until prune has dropped it") {
        lab in
        try lab.leaveUnfinishedParent()
        let run = try lab.client("run")
        try lab.expect(
            run, code: 1, saying: "interrupted receive that cannot go on", "no longer has",
            "\(lab.target)/data/child waits", "holds only the beginning of a first receive")
        try lab.expect(
            try lab.client("prune", user: Machine.pruneUser), code: 0, saying: "dropped an interrupted receive")
        try lab.pull()
        for path in ["data", "data/child"] { try lab.expectSynced(path) }
    },
    Scenario("a first stream that was cut and cannot go on, with datasets below it, is set aside and taken anew") {
        lab in
        try lab.leaveUnfinishedParent()
        // As zpull before it held children back, or a person, would have it.
        try Tool.run(
            "/bin/sh", "-c", "zfs send \(lab.source)/data/child@one | zfs receive -u \(lab.target)/data/child")
        let run = try lab.client("run")
        try lab.expect(run, code: 2, saying: "datasets lie below it, so that it cannot be dropped")
        try lab.mend(run, with: "zfs rename")
        try lab.pull()
        for path in ["data", "data/child"] { try lab.expectSynced(path) }
    },
    Scenario("with single_user a stale token is dropped at once") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        try lab.zfs("allow", "-u", Machine.receiveUser, "destroy", lab.target)
        try lab.leaveStaleState()
        try lab.configure(
            datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }", top: "single_user: true")
        try lab.expect(try lab.client("run"), code: 0, saying: "dropped an interrupted receive")
        try lab.expectSynced()
    },
    Scenario("a token of another dataset is not taken for one of ours") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.create("other")
        try lab.snapshot("other", "one", bytes: 4 << 20)
        try lab.cutReceive(of: "other@one", to: "data", after: 2 << 20)
        try lab.expect(
            try lab.client("run"), code: 1, saying: "it came from \(lab.source)/other")
    },
]

extension Lab {
    /// Cuts an increment of `data` after a common snapshot, destroys its snapshot at the source, and takes a newer one.
    func leaveStaleState(after base: String = "one") throws {
        try snapshot("data", "gone", bytes: 4 << 20)
        try cutReceive(of: "data@gone", from: base, to: "data", after: 2 << 20)
        try zfs("destroy", "\(source)/data@gone")
        try snapshot("data", "after")
    }

    /// A tree whose root's first receive was cut, and lost its snapshot at the source.
    func leaveUnfinishedParent() throws {
        try pair(recursive: true)
        try create("data/child")
        try zfs("allow", "-u", Machine.pruneUser, "destroy,mount", target)
        try snapshot("data", "gone", bytes: 4 << 20)
        try cutReceive(of: "data@gone", to: "data", after: 2 << 20)
        try zfs("destroy", "\(source)/data@gone")
        try zfs("snapshot", "-r", "\(source)/data@one")
    }

    /// Receives the beginning of a stream as the receiving user, and cuts it: what is left is a real resume state.
    func cutReceive(
        of snapshot: String, from base: String? = nil, to path: String, after bytes: Int, isRaw: Bool = false
    ) throws {
        let increment = base.map { "-i @\($0) " } ?? ""
        let name = snapshot.split(separator: "@").last ?? ""
        let receive =
            "setpriv \(Self.as(Machine.receiveUser).joined(separator: " ")) zfs receive -s -u \(target)/\(path)@\(name)"
        _ = try Tool.capture(
            "/bin/bash",
            [
                "-c",
                "zfs send -\(isRaw ? "w" : "")Lec \(increment)\(source)/\(snapshot) | head -c \(bytes) | \(receive)",
            ])
        let token = try zfs("get", "-H", "-o", "value", "receive_resume_token", "\(target)/\(path)")
        try expect(token.hasPrefix("1-"), "the cut left no resume token: \(token)")
    }
}
