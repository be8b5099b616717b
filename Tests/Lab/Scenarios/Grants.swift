import System
import ZFS

/// Each grant taken away in turn, and proof that nothing beyond those that `permissions` prints is needed.
let grants =
    [
        Scenario("without send at the source, every kind of stream fails, and doctor prints the line that mends it") {
            lab in
            try lab.pair(snapshots: ["one"])
            try lab.everyStreamFails(
                without: "send", of: Machine.sourceUser, on: lab.source, saying: "permission denied")
            try lab.expect(
                try lab.client("doctor"), code: 1,
                saying:
                    "FAULT \(lab.name): zpull may not send \(lab.source)/data; as root there: `zfs allow -u zpull send "
                    + "\(lab.source)/data`")
            try lab.zfs("allow", "-u", Machine.sourceUser, "send", "\(lab.source)/data")
            try lab.expect(try lab.client("doctor"), code: 0, saying: "\(lab.source)/data can be sent")
            try lab.pull()
            try lab.expectSynced()
        }
    ]
    + [Lab.receive, "create", "mount"].map { grant in
        let name = grant.prefix { $0 != ":" }
        return Scenario(
            "without \(name) at the target, every kind of stream fails, and doctor prints the line that mends it"
        ) { lab in
            try lab.pair(snapshots: ["one"])
            try lab.everyStreamFails(
                without: grant, of: Machine.receiveUser, on: lab.target, saying: "permission denied",
                "zpull-client permissions")
            let line = "zfs allow -u zpull-receive \(grant) \(lab.target)"
            try lab.expect(
                try lab.client("doctor"), code: 1, saying: "FAULT \(lab.target): zpull-receive lacks \(grant)", line)
            try Tool.run("/bin/sh", "-c", line)
            try lab.expect(try lab.client("doctor"), code: 0, saying: "zpull-receive may receive")
            try lab.pull()
            try lab.expectSynced()
        }
    }
    + ["destroy", "mount"].map { grant in
        Scenario("without \(grant), prune drops no interrupted receive, and doctor prints the line that mends it") {
            lab in
            try lab.pair(snapshots: ["one"])
            try lab.pull()
            try lab.zfs("allow", "-u", Machine.pruneUser, "destroy,mount", lab.target)
            try lab.expect(try lab.client("doctor"), code: 0, saying: "zpull-prune may drop interrupted receives")
            try lab.zfs("unallow", "-u", Machine.pruneUser, grant, lab.target)
            try lab.leaveStaleState()
            try lab.expect(try lab.client("run"), code: 1, saying: "interrupted receive that cannot go on")
            try lab.expect(
                try lab.client("prune", user: Machine.pruneUser), code: 1, saying: "zfs receive -A", "permission denied"
            )
            let line = "zfs allow -u zpull-prune \(grant) \(lab.target)"
            try lab.expect(
                try lab.client("doctor"), code: 0, saying: "warn  \(lab.target): zpull-prune lacks \(grant)", line)
            try Tool.run("/bin/sh", "-c", line)
            try lab.expect(try lab.client("prune", user: Machine.pruneUser), code: 0, saying: "dropped")
            try lab.pull()
            try lab.expectSynced()
        }
    }
    + [
        Scenario("with the lines of permissions and no other grant, all that zpull does works") { lab in
            try lab.create("data")
            try lab.zfs("create", "-V", "8M", "\(lab.source)/volume")
            try lab.createEncrypted("secret")
            try lab.allow(["data", "volume", "secret"].flatMap { ["--dataset", "\(lab.source)/\($0)"] })
            try lab.configure(
                datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }",
                "{ remote: \(lab.source)/volume, local: \(lab.target)/volume }",
                "{ remote: \(lab.source)/secret, local: \(lab.target)/secret, raw: true }")
            try lab.grantAsPrinted()
            for name in ["one", "two"] {
                for path in ["data", "secret"] { try lab.snapshot(path, name, bytes: 4 << 20) }
                try lab.zfs("snapshot", "\(lab.source)/volume@\(name)")
                try lab.pull()
            }
            for path in ["data", "volume", "secret"] { try lab.expectSynced(path) }
            for path in ["data", "secret"] {
                try lab.snapshot(path, "three", bytes: 4 << 20)
                try lab.cutReceive(
                    of: "\(path)@three", from: "two", to: path, after: 2 << 20, isRaw: path == "secret")
            }
            try lab.expect(try lab.client("plan"), code: 0, saying: "resume    @three")
            try lab.pull()
            try lab.expectSynced("secret")
            try lab.leaveStaleState(after: "three")
            try lab.expect(try lab.client("run"), code: 1, saying: "interrupted receive that cannot go on")
            try lab.expect(try lab.client("prune", user: Machine.pruneUser), code: 0, saying: "dropped")
            try lab.pull()
            try lab.expectSynced()
            let doctor = try lab.client("doctor")
            try lab.expect(doctor, code: 0, saying: "can be sent", "may receive")
            let warnings = doctor.output.split(separator: "\n").filter { $0.hasPrefix("warn") && $0.contains("zpull-") }
            try lab.expect(warnings.isEmpty, "\(warnings)")
        },
        Scenario("zfs send -I needs hold, and the -i of zpull does not") { lab in
            try lab.pair(snapshots: ["one", "two", "three"])
            let (one, three) = ("\(lab.source)/data@one", "\(lab.source)/data@three")
            try lab.expect(try lab.send("-I", one, three).isRefused, "-I went without hold")
            try lab.expect(try !lab.send("-i", one, three).isRefused, "-i did not go with send alone")
            try lab.zfs("allow", "-u", Machine.sourceUser, "hold", lab.source)
            try lab.expect(try !lab.send("-I", one, three).isRefused, "-I did not go with hold")
        },
        Scenario("properties of the source do not come, so no property needs a grant") { lab in
            try lab.create(
                "data", "-o", "xattr=sa", "-o", "acltype=posix", "-o", "exec=on", "-o", "org.example:mine=yes")
            try lab.snapshot("data", "one")
            try lab.allow("--dataset", "\(lab.source)/data")
            try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }")
            try lab.pull()
            let received = try lab.zfs(
                "get", "-H", "-o", "property,value", "-s", "received,local", "all", "\(lab.target)/data")
            try lab.expect(received.isEmpty, received)
        },
        Scenario("receive alone lets its holder destroy snapshots by zfs receive -F") { lab in
            try lab.pair(snapshots: ["one"])
            try lab.zfs("allow", "-u", Machine.receiveUser, "receive", lab.target)
            try lab.pull()
            try lab.expect(try lab.forceBack().names == ["@one", "@two"], "@mine is still there")
        },
        Scenario("a grant that is local or for descendents only does not suffice, and doctor counts it as missing") {
            lab in
            try lab.pair(snapshots: ["one"])
            let all = "\(Lab.receive),create,mount"
            for (option, fails) in [("-du", "one"), ("-lu", "two")] {
                try lab.zfs("unallow", "-u", Machine.receiveUser, lab.target)
                try lab.zfs("allow", option, Machine.receiveUser, all, lab.target)
                try lab.expect(try lab.client("doctor"), code: 1, saying: "lacks \(Lab.receive), create, mount")
                // A local grant is enough for the first stream alone.
                if fails == "two" {
                    try lab.pull()
                    try lab.snapshot("data", "two")
                }
                try lab.expect(try lab.client("run"), code: 1, saying: "data@\(fails) failed", "permission denied")
            }
            try lab.zfs("allow", "-du", Machine.receiveUser, all, lab.target)
            try lab.expect(try lab.client("doctor"), code: 0, saying: "may receive")
            try lab.pull()
        },
        Scenario("grants of a group, of a permission set and on an ancestor count, and doctor sees them") { lab in
            try lab.pair(snapshots: ["one"])
            try lab.zfs("unallow", "-u", Machine.receiveUser, lab.target)
            try lab.zfs("create", "\(lab.target)/deep")
            try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/deep/data }")
            try lab.expect(try lab.client("doctor"), code: 1, saying: "lacks \(Lab.receive), create, mount")
            try lab.zfs("allow", "-s", "@make", "create", lab.target)
            try lab.zfs("allow", "-s", "@all", "mount,@make", lab.target)
            try lab.zfs("allow", "-g", Machine.receiveUser, "@all", lab.target)
            try lab.zfs("allow", "-e", Lab.receive, "\(lab.target)/deep")
            try lab.expect(try lab.client("doctor"), code: 0, saying: "zpull-receive may receive")
            try lab.pull()
            try lab.expectSynced("data", as: "deep/data")
        },
        Scenario("doctor warns of each grant that the receiver need not have, and how to take it back") { lab in
            try lab.pair(snapshots: ["one"])
            let surplus = "clone,destroy,hold,promote,release,rename,rollback,snapshot"
            try lab.zfs("allow", "-u", Machine.receiveUser, surplus, lab.target)
            let line = "zfs unallow -u zpull-receive \(surplus) \(lab.target)"
            try lab.expect(
                try lab.client("doctor"), code: 0,
                saying: "warn  \(lab.target): zpull-receive has \(surplus.replacing(",", with: ", "))", line)
            try Tool.run("/bin/sh", "-c", line)
            let doctor = try lab.client("doctor")
            try lab.expect(doctor, code: 0, saying: "zpull-receive may receive")
            try lab.expect(!doctor.output.contains("zpull-receive has"), doctor.output)
        },
        Scenario("doctor's trial of the source leaves no zfs send behind, and receives nothing") { lab in
            try lab.pair(snapshots: ["one"])
            try lab.snapshot("data", "big", bytes: 24 << 20)
            try lab.expect(try lab.client("doctor"), code: 0, saying: "\(lab.source)/data can be sent")
            try lab.expect(
                try !lab.zfs("list", "-H", "-r", "-o", "name", lab.target).contains("/data"), "something came")
            // zpull-serve kills it before it ends itself, and the client waits for that.
            let left = try Tool.capture("pgrep", ["-u", Machine.sourceUser, "-f", "zfs send.*\(lab.source)/data"])
            try lab.expect(left.output.isEmpty, "still running: \(String(decoding: left.output, as: UTF8.self))")
        },
    ]

extension Lab {
    /// The grant to receive that `permissions` prints for this machine.
    static var receive: String { Machine.version.hasReceiveAppend ? "receive:append" : "receive" }

    /// A first pull, an increment and the rest of a cut stream each fail without a grant, and work once it is back. At the
    /// end it is missing again, with one snapshot to come.
    fileprivate func everyStreamFails(
        without grant: String, of user: String, on dataset: String, saying words: String...
    ) throws {
        try zfs("unallow", "-u", Machine.receiveUser, "receive", target)
        try zfs("allow", "-u", Machine.receiveUser, Self.receive, target)
        func fails(_ what: String) throws {
            try zfs("unallow", "-u", user, grant, dataset)
            let run = try client("run")
            for word in words {
                try expect(
                    run.code == 1 && run.error.contains(word), "\(what) without \(grant): \(run.code) \(run.error)")
            }
        }
        func works() throws {
            try zfs("allow", "-u", user, grant, dataset)
            try pull()
            try expectSynced()
        }
        try fails("a first pull")
        try works()
        try snapshot("data", "two")
        try fails("an increment")
        try works()
        try snapshot("data", "three", bytes: 4 << 20)
        try cutReceive(of: "data@three", from: "two", to: "data", after: 2 << 20)
        try fails("the rest of a cut stream")
        try expect(try client("plan"), code: 0, saying: "resume    @three")
        try works()
        try snapshot("data", "four")
        try fails("an increment")
    }

    /// Takes all grants away, runs what `permissions` prints, and makes sure that it is exactly what docs/permissions.md
    /// says: of the grants that were once thought to be needed (destroy for the receiver, snapshot, hold, release, clone,
    /// promote, rename, xattr, acltype), there is none.
    fileprivate func grantAsPrinted() throws {
        for user in [Machine.sourceUser, Machine.receiveUser] {
            for tree in [source, target] { _ = try Tool.capture("zfs", ["unallow", "-u", user, tree]) }
        }
        let version = "\(Machine.version)"
        let printed = try client("permissions", "--source-openzfs", version, user: "root").output
        try Tool.run("/bin/sh", "-e", "-c", printed)
        let secret =
            Machine.version.hasSendEncrypted ? "send:encrypted" : Machine.version.hasSendRaw ? "send:raw" : "send"
        let here = try zfs("allow", target).split(separator: "\n").filter { $0.hasPrefix("\t") }
        let receives = "\tuser zpull-receive create,mount,\(Self.receive)"
        try expect(
            Set(here) == [
                Substring(receives),
                "\tuser zpull-prune destroy,mount,\(Machine.version.hasSendRaw ? "send:raw" : "send")",
            ], "\(here)")
        for (path, grant) in [("data", "send"), ("volume", "send"), ("secret", secret)] {
            let there = try zfs("allow", "\(source)/\(path)").split(separator: "\n").filter { $0.hasPrefix("\t") }
            try expect(there == ["\tuser zpull \(Substring(grant))"], "\(there)")
        }
    }

    /// What `zfs send` says to the source's account.
    func send(_ arguments: String...) throws -> (isRefused: Bool, error: String) {
        let words = ["setpriv"] + Self.as(Machine.sourceUser) + ["zfs", "send"] + arguments
        // Through a pipe: OpenZFS 2.1 sends to no /dev/null.
        let captured = try Tool.capture(
            "/bin/bash", ["-o", "pipefail", "-c", words.joined(separator: " ") + " | cat >/dev/null"])
        let isDenied = captured.error.contains("permission denied")
        try expect(captured.ending.isSuccess != isDenied, "\(captured.ending): \(captured.error)")
        return (isDenied, captured.error)
    }

    /// An intruder's attempt, as the receiving user, to put an increment in the place of @mine, a newer local snapshot.
    func forceBack(onto base: String = "one") throws -> (names: [String], error: String) {
        try zfs("snapshot", "\(target)/data@mine")
        try snapshot("data", "two")
        let receive =
            "setpriv \(Self.as(Machine.receiveUser).joined(separator: " ")) zfs receive -F -u \(target)/data@two"
        let captured = try Tool.capture(
            "/bin/bash", ["-c", "zfs send -i @\(base) \(source)/data@two | \(receive)"])
        return (try names(of: "\(target)/data"), captured.error)
    }

    /// An encrypted dataset of the source, its key loaded.
    func createEncrypted(_ path: String) throws {
        let passphrase = "/run/zpull-lab/\(name)/passphrase"
        try Tool.write("correct horse battery", to: passphrase)
        try create(
            path, "-o", "encryption=on", "-o", "keyformat=passphrase", "-o", "keylocation=file://\(passphrase)")
    }
}
