import System

/// Real streams, told by a source that lies (Tests/Liar): what is dangerous in them lies in `zfs receive` itself. After each
/// the backup is as before, by the name and guid of each snapshot and by its properties, and an honest run goes on.
let hostileSource = [
    Scenario("a source that sends compound streams, with properties and deletions: nothing of them comes") { lab in
        let source = try LyingTree(lab)
        for options in ["-R", "-p", "-b"] { try source.send("\(options) DATA@NEW", on: .nothing) }
        for options in ["-R -i", "-R -I", "-p -i"] { try source.send("\(options) @OLD DATA@NEW", on: .behind) }
        try source.send("-I @OLD DATA@NEWER", on: .behind)
        try source.send("-R DATA@NEWER", on: .cut)
    },
    Scenario("a source that sends another snapshot, base or dataset than it said: nothing of it comes") { lab in
        let source = try LyingTree(lab)
        for stream in ["DATA@NEWER", "-i @NEW DATA@NEWER", "OTHER@one"] { try source.send(stream, on: .nothing) }
        for stream in ["DATA@OLD", "DATA@NEW", "-i @OLD DATA@NEWER", "OTHER@two", "-i @one OTHER@two"] {
            try source.send(stream, on: .behind)
        }
        for stream in ["DATA@NEW", "-i @OLD DATA@NEW", "-i @NEW DATA@NEWER"] { try source.send(stream, on: .cut) }
    },
    Scenario("a source that sends raw what was agreed plain, or plain what was agreed raw: nothing of it comes") {
        lab in
        for (isRaw, option) in [(true, "-Lec"), (false, "-w")] {
            let source = try LyingTree(lab, encrypted: true, isRaw: isRaw)
            try source.send("\(option) DATA@NEW", on: .nothing)
            try source.send("\(option) -i @OLD DATA@NEW", on: .behind)
        }
    },
    Scenario("a source that goes on with another stream than the one that was cut: what came of that one stays") {
        lab in
        let source = try LyingTree(lab)
        try source.send("-t \(try source.tokenOfAnother())", on: .cut)
        try source.goOnFromEarlier()
    },
    Scenario("a source whose streams end early, or do not end where they end: only what was agreed on comes") { lab in
        let source = try LyingTree(lab)
        for (index, lie) in bodies.enumerated() {
            try source.tell("stream: \(lie)", on: LyingTree.Standing.allCases[index % 3])
        }
    },
]

/// By their names in the liar.
private let bodies = [
    "cut after 312 bytes", "cut after 313 bytes", "cut after 1000 bytes", "half of it", "without the last 312 bytes",
    "without the last 1 bytes", "with 1 bytes behind it", "with 312 bytes behind it", "with 100000 bytes behind it",
    "twice, one behind the other", "its first record twice", "its last record twice",
    "its last record right behind the first one", "a sum in the last record that is wrong",
    "a second record of an unknown type", "noise behind the first record", "zeros behind the first record",
]

/// A key whose forced command is the liar as long as there is a lie to tell.
private final class LyingTree {
    /// How far the backup has come when the lie is told.
    enum Standing: CaseIterable {
        case nothing, behind
        /// What comes next has been cut.
        case cut
    }

    private let lab: Lab
    private let options: [String]
    private let isRaw: Bool
    private var count = 0
    /// The dataset of the attempt; one of which there is something here serves for the next ones too.
    private var data = ""
    /// The last three snapshots: here, due, and due after that.
    private var (old, new, newer) = ("", "", "")
    private var lie: String { "\(lab.folder)/lie" }
    private var stream: String { "\(lab.folder)/stream" }

    init(_ lab: Lab, encrypted: Bool = false, isRaw: Bool = false) throws {
        self.lab = lab
        self.isRaw = isRaw
        let passphrase = "\(lab.folder)/passphrase"
        options = encrypted ? ["encryption=on", "keyformat=passphrase", "keylocation=file://\(passphrase)"] : []
        try Tool.write("correct horse battery", to: passphrase)
        let program = "\(lab.folder)/source"
        try Tool.write(
            """
            #!/bin/sh
            [ -e \(lie) ] || exec \(Machine.serve) "$@"
            exec \(Machine.liar) \(lie) \(Machine.serve) "$@"

            """, to: program, mode: 0o755)
        try lab.allow(["--dataset", lab.source, "--recursive"], program: program)
        guard !encrypted else { return }
        try lab.create("other")
        try lab.snapshot("other", "one", "two", bytes: 2 << 20)
    }

    /// Tells what `zfs send` makes of these arguments, in which words in capitals stand for datasets and snapshots.
    func send(_ arguments: String, on standing: Standing) throws {
        try prepare(standing)
        try record(arguments)
        try attempt("other stream\n/bin/cat\n\(stream)", "zfs send \(arguments) on \(standing)")
    }

    /// Tells a lie that the liar has a name for.
    func tell(_ lie: String, on standing: Standing) throws {
        try prepare(standing)
        try attempt(lie, "\(lie) on \(standing)")
    }

    /// Goes on with the right stream, from where it was cut an earlier time.
    func goOnFromEarlier() throws {
        try prepare(.cut)
        let token = try self.token(of: data)
        try Tool.run(
            "/bin/bash", "-c",
            "zfs send -t \(token) | head -c 1500000 | zfs receive -s -u \(lab.target)/\(data)@\(new) || true")
        try lab.expect(try self.token(of: data) != token, "the second cut left the token as it was")
        try record("-t \(token)")
        try attempt("other stream\n/bin/cat\n\(stream)", "an earlier token")
    }

    /// Of a receive of another dataset that was cut.
    func tokenOfAnother() throws -> String {
        try lab.cutReceive(of: "other@one", to: "other", after: 1 << 20)
        return try token(of: "other")
    }

    private func token(of path: String) throws -> String {
        try String(lab.zfs("get", "-H", "-o", "value", "receive_resume_token", "\(lab.target)/\(path)").dropLast())
    }

    private func record(_ arguments: String) throws {
        let names = [
            ("NEWER", newer), ("NEW", new), ("OLD", old), ("DATA", "\(lab.source)/\(data)"),
            ("OTHER", "\(lab.source)/other"),
        ]
        let words = names.reduce(arguments) { $0.replacing($1.0, with: $1.1) }
        try Tool.run("/bin/sh", "-c", "zfs send \(words) >\(stream) && chmod 644 \(stream)")
    }

    private func prepare(_ standing: Standing) throws {
        count += 1
        if standing == .nothing || data.isEmpty {
            data = "d\(lab.number)-\(count)\(isRaw ? "r" : "")"
            try lab.create(data, options: options.flatMap { ["-o", $0] })
            try lab.configure(
                datasets: "{ remote: \(lab.source)/\(data), local: \(lab.target)/\(data), raw: \(isRaw) }",
                source: "timeout: 20s")
            newer = "s0"
            if standing != .nothing {
                try lab.snapshot(data, newer)
                try lab.pull()
            }
        }
        (old, new, newer) = (newer, "s\(count)", "t\(count)")
        try lab.snapshot(data, new, bytes: 4 << 20)
        try lab.snapshot(data, newer)
        if standing == .cut { try lab.cutReceive(of: "\(data)@\(new)", from: old, to: data, after: 2 << 20) }
    }

    private func attempt(_ text: String, _ name: String) throws {
        let before = try Backup(lab)
        try Tool.write(text, to: lie)
        let run = try lab.client("run", "--verbose")
        try Tool.run("rm", lie)
        try lab.log("\(name): exit code \(run.code)\n")
        try lab.expect(run.code >= 0, "\(name): ended by a signal")
        let agreed = try lab.snapshots("\(lab.source)/\(data)").map { "\(lab.target)/\(data)\($0)" }
        try Backup(lab).expect(after: before, agreed: agreed, in: lab, name)
        do {
            try lab.pull()
            try lab.expectSynced(data)
        } catch { throw Unmet("after \(name): \(error)") }
    }
}

/// What must not change: each snapshot by name and guid, and each property that somebody has set.
private struct Backup {
    private let snapshots: [String]
    private let properties: String

    init(_ lab: Lab) throws {
        let list = try lab.zfs("list", "-Hp", "-r", "-t", "snapshot", "-s", "createtxg", "-o", "name,guid", lab.target)
        snapshots = list.split(separator: "\n").map(String.init)
        properties = try lab.zfs(
            "get", "-Hp", "-r", "-t", "filesystem,volume", "-s", "local,received", "-o", "name,property,value", "all",
            lab.target)
    }

    /// - Parameter agreed: what may have come.
    func expect(after before: Backup, agreed: [String], in lab: Lab, _ name: String) throws {
        let (was, came) = (before.snapshots, snapshots.dropFirst(before.snapshots.count))
        try lab.expect(Array(snapshots.prefix(was.count)) == was, "\(name): \(was) became \(snapshots)")
        try lab.expect(came.allSatisfy(agreed.contains), "\(name): \(Array(came)) came")
        try lab.expect(properties == before.properties, "\(name): properties became \(properties)")
    }
}
