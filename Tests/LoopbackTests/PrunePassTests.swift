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

    @Test("is a line of the history, also when nothing went, and tells why nothing may go")
    func line() throws {
        try ring.client("prune").expect(code: 0)
        let first = try lastPass()
        #expect(first["source"] as? String == "web1" && first["outcome"] as? String == "done")
        #expect(first["snapshots"] as? Int == 4 && first["datasets"] as? Int == 2 && first["failures"] as? Int == 0)
        try ring.client("prune").expect(code: 0)
        #expect(try lastPass()["snapshots"] as? Int == 0)
        #expect(!(try ring.client("status").output.contains("not pruned")))

        try ring.target.snapshot("backup/data", "mine")
        try ring.client("run").expect(code: 2)
        try ring.client("prune").expect(code: 2)
        let refused = try lastPass()
        #expect(refused["outcome"] as? String == "stopped" && refused["failures"] as? Int == 1)
        let problem = try #require(refused["problem"] as? String)
        #expect(problem.hasPrefix("backup/data: nothing of it is pruned while the runs stop at it"))
        let told = try ring.client("history", "--failed", "--last", "1").output
        #expect(told.contains(/prune +web1 +stopped/) && told.contains("while the runs stop at it"))
        let status = try ring.client("status").output
        #expect(status.contains(/web1: not pruned since 2[^ ]*: backup\/data: nothing of it is pruned/))
        let lock = try FileLock(path: "\(ring.folder)/state/lock/backup%data")
        try ring.client("prune").expect(code: 3, saying: "warning web1: another run")
        _ = consume lock
        #expect(try lastPass()["outcome"] as? String == "locked")
        let passes = try history().count
        try ring.client("prune", "--dry-run").expect(code: 2)
        #expect(try history().count == passes)
    }

    @Test("ends with 1 when the source takes no snapshots, which nothing else may tell, and with 2 when the runs tell")
    func codes() throws {
        try configure(["{ remote: tank/data, local: backup/data, recursive: true }"], silence: "14d")
        try ring.client("prune").expect(code: 1, saying: "error web1 backup/data: ", "see to it that the source takes")
        #expect(try lastPass()["outcome"] as? String == "failed")
        try configure(["{ remote: tank/data, local: backup/data, recursive: true }"])
        try ring.target.snapshot("backup/data", "mine")
        try ring.client("run").expect(code: 2)
        try ring.target.fail("destroy: exit 1: cannot destroy snapshots: no luck")
        try ring.client("prune").expect(code: 1, saying: "warning web1 backup/data: ", "no luck")
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

    @Test("tells of a damaged note of what is common, and what mends it, and writes of which dataset that was")
    func damagedCommon() throws {
        let file = "\(ring.folder)/state/common/backup%data"
        try write("{", to: file)
        try ring.client("prune").expect(code: 1, saying: "\(file) is damaged; delete it, the next run writes it anew")
        let line = try ring.client("history", "--failed", "--dataset", "backup/data").output
        #expect(line.contains(/prune +backup\/data +failed/))
        try FileManager.default.removeItem(atPath: file)
        try ring.client("run").expect(code: 0)
        try ring.client("prune").expect(code: 0, saying: "destroyed 2 snapshots")
    }

    @Test("destroys nothing with --interrupted, which drops interrupted receives alone")
    func interrupted() throws {
        let before = try ring.target.snapshots("backup/data")
        try ring.client("prune", "--interrupted").expect(code: 0)
        #expect(try ring.target.snapshots("backup/data") == before)
        try ring.client("prune").expect(code: 0, saying: "destroyed 2 snapshots")
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
