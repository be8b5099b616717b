import Foundation
import System
import Testing
import ZFS

@testable import TestSupport
@testable import zfs_stand_in

@Suite("A pass of zpull-client prune")
struct PrunePassTests {
    let ring: Ring

    /// `tank/data` with a child, each with three snapshots, of which pruning keeps one.
    init() throws {
        ring = try Ring()
        try ring.source.create("tank/data/child")
        for dataset in ["tank/data", "tank/data/child"] { try ring.source.snapshot(dataset, "one", "two", "three") }
        try configure(["{ remote: tank/data, local: backup/data, recursive: true }"])
        try ring.client("run").expect(code: 0)
    }

    private func configure(_ datasets: [String], silence: String = "9999d", top: String...) throws {
        var source = try ring.sourceText()
        source.datasets = datasets
        source.more = ["keep: { last: 1 }"]
        try ring.configure(top: ["prune: { floor: 1, silence: \(silence) }"] + top, [source])
    }

    private func names(_ dataset: String) throws -> [String] { try ring.target.snapshots(dataset).map(\.name) }

    private func history() throws -> [[String: Any]] {
        try text(ofFile: "\(ring.folder)/state/history.jsonl").split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
    }

    /// What the last pass has written of the source as a whole.
    private func lastPass() throws -> [String: Any] {
        try #require(try history().last { $0["event"] as? String == "prune" && $0["dataset"] == nil })
    }

    @Test("leaves all of a tree whose root the source has no more, until a run sees it again")
    func rootMissing() throws {
        let before = try ring.source.datasets()
        for dataset in before where dataset.name.description != "tank" { ring.source.remove(dataset.name) }
        try ring.client("run").expect(code: 2, saying: "tank/data does not exist on the source")
        try ring.client("prune").expect(
            code: 2, saying: "web1 backup/data: nothing of it is pruned while the runs stop at it",
            "web1 backup/data/child: nothing of it is pruned while the runs stop at it (tank/data does not exist")
        #expect(try ring.target.calls(of: "destroy").isEmpty)
        for dataset in before { try ring.source.save(dataset) }
        try ring.client("run").expect(code: 0)
        try ring.client("prune").expect(code: 0)
        #expect(try names("backup/data") == ["three"] && names("backup/data/child") == ["three"])
    }

    @Test("has the lock of one rule at a time, and what a run leaves to it is no failure of the run")
    func ruleByRule() throws {
        let rules = ["a", "b"].map { "{ remote: tank/\($0), local: backup/\($0) }" }
        for name in ["tank/a", "tank/b"] {
            try ring.source.create(name)
            try ring.source.snapshot(name, "one", "two")
        }
        let server = try WebServer()
        try configure(rules, top: "notify: { ping: \"\(server.address("/uuid"))\" }")
        try ring.client("run").expect(code: 0)
        try ring.source.snapshot("tank/b", "three")
        try ring.target.fail("destroy backup/a: hang")
        let prune = try ring.start("prune")
        let hanging = try ring.targetEvents.next("destroy hang")
        let before = server.requests.count
        let run = try ring.client("run")
        run.expect(code: 3, saying: "is working on backup/a; it is left to it", "notice web1: done: ")
        #expect(!run.error.contains("FAILED") && !run.error.contains("error web1"), "\(run.error)")
        #expect(try names("backup/b") == ["one", "two", "three"])
        #expect(server.requests[before...].map(\.line) == ["POST /uuid/start HTTP/1.1", "POST /uuid HTTP/1.1"])
        let line = try #require(try history().last { $0["event"] as? String == "run" })
        #expect(line["outcome"] as? String == "locked" && line["failures"] as? Int == 0)
        #expect(line["locked"] as? [String] == ["backup/a"] && line["datasets"] as? Int == 1)
        kill(hanging.process, SIGKILL)
        try prune.wait().expect(code: 1, saying: "web1 backup/a: ", "web1 backup/b: destroyed 2 snapshots")
        #expect(try names("backup/b") == ["three"])
    }

    @Test("passes over a damaged note of an interrupted receive, and names the file and the mend")
    func damagedNote() throws {
        let file = "\(ring.folder)/state/stale/backup%other"
        try FileManager.default.createDirectory(
            atPath: "\(ring.folder)/state/stale", withIntermediateDirectories: false)
        try write("{", to: file)
        try ring.client("prune").expect(
            code: 0, saying: "warning prune: ", file, "`rm \(file)`", "web1 backup/data: destroyed 2 snapshots")
    }

    @Test("logs as run does, and so do verify and drill", arguments: ["prune", "verify", "drill"])
    func logs(command: String) throws {
        let log = "\(ring.folder)/zpull.log"
        try configure(
            ["{ remote: tank/data, local: backup/data, recursive: true }"], top: "drill: backup/drill")
        let run = try ring.client(command, "--log-format", "json", "--log-file", log)
        #expect(run.error.contains(#""source":"web1""#), "\(run.error)")
        for line in run.error.split(separator: "\n") where !line.hasPrefix("zpull-client: ") {
            #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: String])
        }
        #expect(try run.error.contains(text(ofFile: log)))
    }
}
