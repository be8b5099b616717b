import Foundation
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("A dataset that looks wrong is held, over a real sshd,")
struct BrakeTests {
    let ring: Ring

    init() throws {
        ring = try Ring()
        try ring.configure(top: "brakes: { growth: 5, growth_floor: 1MiB }")
        try ring.source.snapshot("tank/data", "1", "2", "3", "4", "5", "6", "7")
        try ring.pull()
    }

    private var brake: String { "\(ring.folder)/state/brake/backup%data" }

    /// The history's lines of these kinds, as `event dataset outcome`.
    private func history(_ kinds: String...) throws -> [String] {
        try text(ofFile: "\(ring.folder)/state/history.jsonl").split(separator: "\n").compactMap { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            guard let event = object?["event"] as? String, kinds.contains(event) else { return nil }
            return "\(event) \(object?["dataset"] as? String ?? "") \(object?["outcome"] as? String ?? "")"
        }
    }

    @Test("for a flood: nothing comes until it is released, each run says so, and the same does not hold it again")
    func flood() throws {
        try ring.source.snapshot("tank/data", "flood", size: 4 << 20)
        let before = try ring.target.datasets()
        let mend = "`zpull-client release backup/data`"
        let plan = try ring.client("plan")
        plan.expect(code: 2)
        #expect(plan.output.contains("HELD: @flood would bring about 4.0 MiB, where 293 KiB are usual"))
        #expect(!FileManager.default.fileExists(atPath: brake), "plan changed something")

        let first = try ring.client("run")
        first.expect(code: 2, saying: " error web1 backup/data: held, @flood would bring about 4.0 MiB", mend)
        let second = try ring.client("run")
        second.expect(code: 2, saying: " warning web1 backup/data: held, since ", "@flood would bring", mend)
        #expect(try ring.target.datasets() == before)
        let file = try JSONSerialization.jsonObject(with: Data(text(ofFile: brake).utf8)) as? [String: Any]
        #expect(file?["dataset"] as? String == "backup/data" && file?["source"] as? String == "web1")
        #expect((file?["since"] as? Int ?? 0) > 1_700_000_000 && file?["reason"] as? String != nil)

        let release = try ring.client("release", "backup/data", "--json")
        release.expect(code: 0)
        let released = try JSONSerialization.jsonObject(with: Data(release.output.utf8)) as? [[String: Any]]
        #expect(
            released?.count == 1 && Set(released?[0].keys.map { $0 } ?? []) == ["dataset", "reason", "since", "source"])
        #expect(!FileManager.default.fileExists(atPath: brake))
        // Another one before the next run: it is about as large, and was not there to be looked at.
        try ring.source.snapshot("tank/data", "more", size: 5 << 20)
        try ring.pull()
        #expect(try history("brake", "release") == ["brake backup/data stopped", "release backup/data done"])
    }

    @Test("and a flood much larger than the one that was released holds it again")
    func larger() throws {
        try ring.source.snapshot("tank/data", "flood", size: 4 << 20)
        try ring.client("run").expect(code: 2)
        try ring.client("release", "--source", "web1").expect(code: 0)
        try ring.source.snapshot("tank/data", "deluge", size: 9 << 20)
        try ring.client("run").expect(code: 2, saying: "@deluge would bring about 9.0 MiB")
    }

    @Test("for a source that lost most of its snapshots, once")
    func lost() throws {
        try ring.source.change("tank/data") { $0.snapshots.removeFirst(5) }
        let run = try ring.client("run")
        run.expect(code: 2, saying: "held, the source has 2 of the 7 snapshots left that it had at the last look")
        try ring.client("run").expect(code: 2)
        try ring.client("release", "backup/data").expect(code: 0)
        try ring.source.snapshot("tank/data", "8")
        try ring.client("run").expect(code: 0)
        #expect(try ring.target.snapshots("backup/data").map(\.name) == ["1", "2", "3", "4", "5", "6", "7", "8"])
    }

    @Test("and none that has as many as before, of which other ones are wanted now")
    func otherPatterns() throws {
        try ring.configure { $0.more = ["snapshots: [\"7\", \"8\"]"] }
        try ring.source.snapshot("tank/data", "8")
        try ring.client("run").expect(code: 0)
        #expect(try ring.target.snapshots("backup/data").last?.name == "8")
    }

    private var inAYear: UInt64 { UInt64(Date.now.timeIntervalSince1970) + 86_400 * 365 }

    /// Takes a snapshot in a year.
    private func snapshotInAYear(_ name: String, guid: UInt64) throws {
        try ring.source.change("tank/data") { dataset in
            let last = try #require(dataset.snapshots.last)
            dataset.snapshots.append(
                StoredSnapshot(
                    name: name, guid: guid, createTxg: last.createTxg + 1, creation: inAYear, size: 0,
                    checksum: Content(of: guid, size: 0).checksum))
        }
    }

    @Test("for a snapshot from the future, and for the next one again when the first was released")
    func future() throws {
        try snapshotInAYear("future", guid: 4711)
        try ring.client("run").expect(code: 2, saying: "held, @future was taken in the future")
        try ring.client("release", "backup/data").expect(code: 0)
        try ring.pull()
        try snapshotInAYear("again", guid: 4712)
        try ring.client("run").expect(code: 2, saying: "held, @again was taken in the future")
    }

    @Test("for snapshots from the future, and one release is for all that the last run saw of them")
    func moreOfTheFuture() throws {
        try snapshotInAYear("future", guid: 4711)
        try ring.client("run").expect(code: 2)
        try snapshotInAYear("again", guid: 4712)
        try ring.client("run").expect(code: 2, saying: "held, since ")
        try ring.client("release", "backup/data").expect(code: 0)
        try ring.pull()
    }

    @Test("while the clock here is behind its own last run, and nothing has to be released when it is right again")
    func ourClock() throws {
        try snapshotInAYear("future", guid: 4711)
        let path = "\(ring.folder)/state/common/backup%data"
        let noted = try text(ofFile: path)
        var record = try #require(try JSONSerialization.jsonObject(with: Data(noted.utf8)) as? [String: Any])
        record["seen"] = inAYear
        try write(String(decoding: try JSONSerialization.data(withJSONObject: record), as: UTF8.self), to: path)
        let before = try ring.target.datasets()
        try ring.client("run").expect(
            code: 2, saying: "@future was taken in the future, by a clock here that cannot be right")
        #expect(try ring.target.datasets() == before && !FileManager.default.fileExists(atPath: brake))
        // The year has passed.
        try write(noted, to: path)
        try ring.source.change("tank/data") { $0.snapshots[7].creation = 1_700_005_000 }
        try ring.pull()
    }

    @Test("alone: the others go on, its children too, and so does all when brakes are off")
    func others() throws {
        try ring.configure(top: "brakes: { growth: 5, growth_floor: 1MiB }") {
            $0.datasets = ["{ remote: tank/data, local: backup/data, recursive: true }"]
        }
        try ring.source.create("tank/data/child")
        try ring.source.snapshot("tank/data/child", "1")
        try ring.source.snapshot("tank/data", "flood", size: 4 << 20)
        try ring.client("run").expect(code: 2, saying: "received 1 snapshot up to @1")
        try ring.expectSynced("tank/data/child", as: "backup/data/child")
        // What is on stays on, until a person takes it off.
        try ring.configure(top: "brakes: off")
        try ring.client("run").expect(code: 2, saying: "held, since")
        try ring.client("release", "backup/data").expect(code: 0)
        try ring.source.snapshot("tank/data", "deluge", size: 40 << 20)
        try ring.client("run").expect(code: 0)
    }

    @Test("and a brake whose file is damaged is on, and can be released")
    func damaged() throws {
        try ring.source.snapshot("tank/data", "flood", size: 4 << 20)
        try ring.client("run").expect(code: 2)
        try write("{", to: brake)
        try ring.client("run").expect(code: 2, saying: "the file of its brake, \(brake), is damaged")
        try ring.client("release", "backup/data").expect(code: 0)
        // Nobody knows what had been seen.
        try ring.client("run").expect(code: 2, saying: "@flood would bring")
    }

    @Test("and what is not held is not released")
    func nothing() throws {
        try ring.client("release", "backup/data").expect(code: 1, saying: "backup/data is not held; nothing is")
        try ring.client("release").expect(code: 64)
        try ring.source.snapshot("tank/data", "flood", size: 4 << 20)
        try ring.client("run").expect(code: 2)
        try ring.client("release", "backup/dat").expect(code: 1, saying: "not held; held: backup/data")
    }
}
