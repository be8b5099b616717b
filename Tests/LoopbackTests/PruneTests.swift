import Foundation
import System
import Testing
import ZFS

@testable import TestSupport
@testable import zfs_stand_in

@Suite("Retention by zpull-client prune")
struct PruneTests {
    let ring: Ring
    private let now = UInt64(Date.now.timeIntervalSince1970)

    init() throws {
        ring = try Ring()
        try takeSnapshots(daysAgo: 40, 30, 20, 10, 3, 2, 1)
        try configure()
    }

    /// Snapshots of `tank/data` named after their age.
    private func takeSnapshots(daysAgo days: UInt64...) throws {
        for day in days { try takeSnapshot("d\(day)", at: now - day * 86_400) }
    }

    private func takeSnapshot(_ name: String, at creation: UInt64) throws {
        try ring.source.change("tank/data") { dataset in
            let guid = UInt64.random(in: 1...(.max))
            dataset.snapshots.append(
                StoredSnapshot(
                    name: name, guid: guid, createTxg: UInt64(dataset.snapshots.count) + 10, creation: creation,
                    size: 1000, checksum: Content(of: guid, size: 1000).checksum))
        }
    }

    private func configure(keep: String = "last: 2", prune: String = "floor: 1", top: String...) throws {
        var source = try ring.sourceText()
        source.datasets = ["{ remote: tank/data, local: backup/data, keep: { \(keep) } }"]
        try ring.configure(top: ["prune: { \(prune) }"] + top, [source])
    }

    private func names() throws -> [String] { try ring.target.snapshots("backup/data").map(\.name) }

    @Test("destroys in one call what nothing keeps, keeps the rest, and tells the history")
    func prunes() throws {
        try ring.pull()
        try configure(keep: "within: 15d")
        try ring.client("prune").expect(
            code: 0, saying: "web1 backup/data: destroyed 3 snapshots", "2.9 KiB freed", "4 stay")
        #expect(try names() == ["d10", "d3", "d2", "d1"])
        let destroys = try ring.target.calls(of: "destroy").map(\.arguments)
        #expect(destroys == [["destroy", "-vp", "backup/data@d40,d30,d20"]])
        let history = try text(ofFile: "\(ring.folder)/state/history.jsonl")
        let line = try #require(history.split(separator: "\n").last { $0.contains(#""dataset":"backup/data""#) })
        for part in [#""event":"prune""#, #""snapshots":3"#, #""bytes":3000"#, #""outcome":"done""#] {
            #expect(line.contains(part))
        }
        try ring.client("prune").expect(code: 0)
        #expect(try ring.target.calls(of: "destroy").count == 1)
        // The next increment finds its base.
        try takeSnapshot("new", at: now)
        try ring.client("run").expect(code: 0)
        #expect(try names() == ["d10", "d3", "d2", "d1", "new"])
    }

    @Test("a dry run says of each snapshot why it stays or goes, and changes nothing")
    func dryRun() throws {
        try ring.pull()
        try ring.target.change("backup/data") { $0.holds.append(StoredHold(snapshot: "d30", tag: "mine")) }
        let before = try (ring.target.datasets(), files(of: "\(ring.folder)/state"))
        let run = try ring.client("prune", "--dry-run")
        run.expect(code: 0)
        let lines = run.output.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) }
        #expect(run.output.hasPrefix("web1 backup/data: 3 stay, 4 would go\n"))
        #expect(
            lines.dropFirst().map { "\($0[0]) \($0[1])" } == [
                "goes @d40", "stays @d30", "goes @d20", "goes @d10", "goes @d3", "stays @d2", "stays @d1",
            ])
        for reason in [
            "  held\n", "  last 2 of 2\n", "  last common with the source; floor: the newest 1; last 1 of 2\n",
            "  nothing keeps it\n",
        ] { #expect(run.output.contains(reason)) }
        #expect(try ring.target.datasets() == before.0)
        #expect(try files(of: "\(ring.folder)/state") == before.1)
        #expect(try ring.target.calls(of: "destroy").isEmpty)
    }

    @Test("without a snapshot to prune a dry run says so")
    func nothing() throws {
        let run = try ring.client("prune", "--dry-run")
        run.expect(code: 0)
        #expect(run.output == "web1: nothing to prune: no dataset with `keep` has a snapshot here\n")
    }

    @Test("--json tells the same, in the shape that the document describes")
    func json() throws {
        try ring.pull()
        let run = try ring.client("prune", "--json")
        run.expect(code: 0)
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(document["dryRun"] as? Bool == false)
        let dataset = try #require((document["datasets"] as? [[String: Any]])?.first)
        #expect(dataset["destroyed"] as? Int == 5)
        #expect(dataset["freedBytes"] as? Int == 5000)
        let snapshots = try #require(dataset["snapshots"] as? [[String: Any]])
        #expect(snapshots.map { $0["stays"] as? Bool } == Array(repeating: false, count: 5) + [true, true])
        #expect(
            snapshots.last?["reasons"] as? [String] == [
                "last common with the source", "floor: the newest 1", "last 1 of 2",
            ])
        let operations = try text(ofFile: Self.operations)
        for key in Set(document.keys).union(dataset.keys).union(snapshots.flatMap(\.keys)) {
            #expect(["`\(key)`", "`\(key)[]`"].contains { operations.contains($0) }, "\(key) is not documented")
        }
    }

    private static let operations = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/operations.md").standardized.path

    @Test("what a run has not noted, or has been silent about, or is held, is left, with the mend")
    func refuses() throws {
        try ring.pull()
        let common = "\(ring.folder)/state/common/backup%data"
        let record = try text(ofFile: common)
        func expectLeft(code: Int32 = 2, saying words: String) throws {
            try ring.client("prune").expect(code: code, saying: "web1 backup/data: nothing of it is pruned", words)
            try ring.client("prune", "--json").expect(code: code, saying: words)
            let dry = try ring.client("prune", "--dry-run")
            dry.expect(code: code)
            #expect(dry.output.contains(words))
        }
        try FileManager.default.removeItem(atPath: common)
        try expectLeft(saying: "`zpull-client run` does")
        let old = record.replacing(/"seen":\d+/) { _ in "\"seen\":\(now - 20 * 86_400)" }
        try write(old, to: common)
        try expectLeft(saying: "20 days have passed since the last run that went well")
        try configure(prune: "floor: 1, silence: 21d")
        try ring.client("prune", "--dry-run").expect(code: 0)
        try configure(prune: "floor: 1, silence: 5h")
        try write(record, to: common)
        try expectLeft(code: 1, saying: "the newest snapshot of this source here is 24 hours old")
        try configure()
        try FileManager.default.createDirectory(
            atPath: "\(ring.folder)/state/brake", withIntermediateDirectories: true)
        try write("{", to: "\(ring.folder)/state/brake/backup%data")
        try expectLeft(saying: "while it is held")
        #expect(try ring.target.calls(of: "destroy").isEmpty)
        #expect(try names().count == 7)
    }

    @Test("what the runs stop at is left until they do no longer")
    func stopped() throws {
        try ring.pull()
        try ring.target.snapshot("backup/data", "mine")
        try ring.client("run").expect(code: 2)
        try ring.client("prune").expect(code: 2, saying: "while the runs stop at it")
        try ring.target.change("backup/data") { $0.snapshots.removeLast() }
        try ring.pull()
        try ring.client("prune").expect(code: 0, saying: "destroyed 5 snapshots")
    }

    @Test("a snapshot whose name another one has taken since the listing stays")
    func otherGuid() throws {
        try ring.pull()
        try ring.target.fail("get backup/data@d40: other guid")
        try ring.client("prune").expect(code: 0, saying: "destroyed 4 snapshots")
        #expect(try names() == ["d40", "d2", "d1"])
    }

    @Test("a destroy that fails is told, in the exit code and in the history")
    func fails() throws {
        try ring.pull()
        try ring.target.fail("destroy: exit 1: cannot destroy snapshots: permission denied")
        try ring.client("prune").expect(code: 1, saying: "web1 backup/data", "permission denied")
        #expect(try names().count == 7)
        #expect(try text(ofFile: "\(ring.folder)/state/history.jsonl").contains(#""outcome":"failed""#))
    }

    @Test("a target that a run is working on is left to it")
    func locked() throws {
        try ring.pull()
        let lock = try FileLock(path: "\(ring.folder)/state/lock/backup%data")
        try ring.client("prune").expect(code: 3, saying: "another run")
        try ring.client("prune", "--dry-run").expect(code: 0)
        _ = consume lock
        #expect(try names().count == 7)
    }

    @Test("days begin at midnight in the zone of `time_zone`")
    func zones() throws {
        try ring.source.change("tank/data") { $0.snapshots.removeAll() }
        // In Auckland the day began after the first and before the second, in UTC after both.
        let midnight = now / 86_400 * 86_400 - 86_400
        for hour: UInt64 in [9, 10, 14, 15] { try takeSnapshot("h\(hour)", at: midnight + hour * 3600) }
        try ring.pull()
        for (zone, stay) in [("Etc/UTC", ["h9", "h15"]), ("Pacific/Auckland", ["h9", "h14", "h15"])] {
            try configure(keep: "daily: 3", top: "time_zone: \(zone)")
            let run = try ring.client("prune", "--dry-run")
            let staying = run.output.split(separator: "\n").filter { $0.hasPrefix("  stays") }
                .map { $0.split(separator: " ")[1].dropFirst() }
            #expect(staying.map(String.init) == stay, "\(zone)")
        }
        try configure(top: "time_zone: Europe/Nowhere")
        try ring.client("prune", "--dry-run").expect(code: 78, saying: "Europe/Nowhere", "tzdata")
    }

    /// The files below a folder with what is in them.
    private func files(of folder: String) throws -> [String: String] {
        let paths = try #require(FileManager.default.subpaths(atPath: folder))
        var files: [String: String] = [:]
        for path in paths {
            var isFolder = ObjCBool(false)
            _ = FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder)
            files[path] = isFolder.boolValue ? "" : try text(ofFile: "\(folder)/\(path)")
        }
        return files
    }
}
