import System

/// `--cursor`: the base of the next increment outlives the source's own pruning.
let cursors = [
    Scenario(
        "--cursor bookmark: the source keeps a bookmark of what is here, which serves when the snapshot is pruned"
    ) {
        lab in
        try lab.pair(serve: "--cursor", "bookmark", snapshots: ["one"])
        try lab.zfs("allow", "-u", Machine.sourceUser, "bookmark", lab.source)
        try lab.pull()
        let one = try lab.guid("@one")
        try lab.expectBookmarks("#zpull_\(lab.name)_\(one)")
        try lab.zfs("destroy", "\(lab.source)/data@one")
        try lab.snapshot("data", "two")
        try lab.pull()
        try lab.expect(try lab.names(of: "\(lab.target)/data") == ["@one", "@two"], "the increment has not come")
        // Without `destroy`, which the account shall not have, the older one stays, and is of no harm.
        let two = try lab.guid("@two")
        try lab.expectBookmarks("#zpull_\(lab.name)_\(one)", "#zpull_\(lab.name)_\(two)")
        try lab.zfs("allow", "-u", Machine.sourceUser, "destroy,mount", lab.source)
        try lab.pull()
        try lab.expectBookmarks("#zpull_\(lab.name)_\(two)")
    },
    Scenario("--cursor hold: the source keeps a hold on what is here, which moves on, and pruning passes it over") {
        lab in
        try lab.pair(serve: "--cursor", "hold", snapshots: ["one"])
        try lab.zfs("allow", "-u", Machine.sourceUser, "hold,release", lab.source)
        try lab.pull()
        try lab.expectHeld("@one")
        try lab.snapshot("data", "two")
        let pruning = try Tool.capture("zfs", ["destroy", "\(lab.source)/data@one%two"])
        try lab.expect(!pruning.ending.isSuccess, "a held snapshot could be destroyed")
        try lab.snapshot("data", "three")
        try lab.pull()
        try lab.expectHeld("@three")
        // What is there already is left alone.
        try lab.pull()
        try lab.expectHeld("@three")
        try lab.expectSynced()
    },
    Scenario("two backup hosts pull from one source, each with its cursor, and neither disturbs the other") { lab in
        try lab.pair(serve: "--cursor", "bookmark", snapshots: ["one"])
        try lab.zfs("allow", "-u", Machine.sourceUser, "bookmark,destroy,mount", lab.source)
        try lab.pull()
        let first = "#zpull_\(lab.name)_\(try lab.guid("@one"))"
        let other = try lab.anotherHost(serve: "--cursor", "bookmark")
        try lab.snapshot("data", "two")
        try lab.expect(try lab.client(["run"], configuration: other), code: 0)
        let second = "#zpull_\(lab.name)b_\(try lab.guid("@two"))"
        try lab.expectBookmarks(first, second)
        try lab.zfs("destroy", "\(lab.source)/data@one")
        try lab.zfs("destroy", "\(lab.source)/data@two")
        try lab.snapshot("data", "three")
        try lab.pull()
        try lab.expect(try lab.client(["run"], configuration: other), code: 0)
        try lab.expect(try lab.names(of: "\(lab.target)/data") == ["@one", "@three"], "the first host")
        try lab.expect(try lab.names(of: "\(lab.target)/other") == ["@one", "@two", "@three"], "the second host")
    },
    Scenario("a source that may keep no cursor is named, with the grant, and what came has come") { lab in
        try lab.pair(serve: "--cursor", "hold", snapshots: ["one"])
        let run = try lab.client("run")
        try lab.expect(run, code: 1, saying: "the source keeps no cursor for it", "hold,release \(lab.source)/data")
        try lab.expectSynced()
        try lab.zfs("allow", "-u", Machine.sourceUser, "hold,release", lab.source)
        try lab.pull()
        try lab.expectHeld("@one")
    },
]

extension Lab {
    fileprivate func guid(_ snapshot: String) throws -> String {
        let text = try zfs("get", "-Hp", "-o", "value", "guid", "\(source)/data\(snapshot)")
        return String(text.dropLast())
    }

    fileprivate func expectBookmarks(_ names: String...) throws {
        let found = try zfs("list", "-Hp", "-d", "1", "-t", "bookmark", "-o", "name", "\(source)/data")
            .split(separator: "\n").map { String($0.drop { $0 != "#" }) }
        try expect(found.sorted() == names.sorted(), "the bookmarks are \(found), not \(names)")
    }

    /// The snapshots that have our hold.
    fileprivate func expectHeld(_ names: String...) throws {
        let all = try self.names(of: "\(source)/data").map { "\(source)/data\($0)" }
        let found = try Tool.run("zfs", ["holds", "-H"] + all).split(separator: "\n").compactMap { line -> String? in
            let fields = line.split(separator: "\t")
            return fields.count > 1 && fields[1] == "zpull:\(name)" ? String(fields[0].drop { $0 != "@" }) : nil
        }
        try expect(found == names, "held are \(found), not \(names)")
    }

    /// A second key with an id of its own, and a second configuration with another target. Returns the latter's path.
    fileprivate func anotherHost(serve: String...) throws -> String {
        let key = "\(folder)/other-key"
        try Tool.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
        try Tool.run("chown", Machine.receiveUser, key)
        let line = try Tool.run(
            Machine.serve, ["keyline", "--id", "\(name)b", "--dataset", "\(source)/data"] + serve + ["\(key).pub"])
        try Tool.append(line, to: "\(Machine.folder)/keys/authorized_keys.\(Machine.sourceUser)")
        let text = String(decoding: try Tool.read(configuration), as: UTF8.self)
        let other = "\(folder)/other.yaml"
        try Tool.write(
            text.replacing(identity, with: key).replacing("\(target)/data", with: "\(target)/other"), to: other)
        return other
    }
}
