import Foundation
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("The metrics and the report that commands leave")
struct MetricsTests {
    let ring: Ring
    private var file: String { "\(ring.folder)/metrics/zpull.prom" }

    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one", "two")
        try retrying("mkdir") { [ring] in mkdir("\(ring.folder)/metrics", 0o755) }
        try ring.configure(top: "metrics: \(file)")
    }

    @Test("a run leaves what promtool takes, readable by node_exporter, and nothing beside it")
    func written() throws {
        try ring.pull()
        let metrics = try text(ofFile: file)
        try Promtool.check(metrics: metrics)
        let newest = try #require(try ring.source.snapshots("tank/data").last)
        #expect(metrics.contains("zpull_run_success{source=\"web1\"} 1\n"))
        #expect(
            metrics.contains(
                "zpull_dataset_newest_snapshot_timestamp_seconds{source=\"web1\",dataset=\"backup/data\"} \(newest.creation)\n"
            ))
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(ring.folder)/metrics") == ["zpull.prom"])
        var status = stat()
        #expect(stat(file, &status) == 0 && status.st_mode & 0o777 == 0o644)
    }

    @Test("a failed run says so, and the next good one takes it back")
    func failed() throws {
        try ring.pull()
        try ring.source.snapshot("tank/data", "three")
        try ring.source.fail("send: exit 1: no luck")
        try ring.client("run").expect(code: 1)
        let failed = try text(ofFile: file)
        #expect(failed.contains("zpull_run_success{source=\"web1\"} 0\n"))
        #expect(failed.contains("zpull_dataset_behind_seconds{source=\"web1\",dataset=\"backup/data\"} 60\n"))
        try ring.source.fail()
        try ring.pull()
        let mended = try text(ofFile: file)
        #expect(mended.contains("zpull_run_success{source=\"web1\"} 1\n"))
        #expect(mended.contains("zpull_dataset_behind_seconds{source=\"web1\",dataset=\"backup/data\"} 0\n"))
    }

    @Test("metrics that cannot be written are a warning, and the backup is made")
    func unwritable() throws {
        try ring.configure(top: "metrics: \(ring.folder)/nowhere/zpull.prom")
        try ring.client("run").expect(code: 0, saying: "warning", "the metrics are as before", "nowhere/zpull.prom")
        try ring.expectSynced()
        #expect(try ring.client("doctor").output.contains("FAULT metrics: \(ring.folder)/nowhere cannot be written to"))
    }

    @Test("prune writes them too, and leaves nothing beside them")
    func prune() throws {
        try ring.client("prune").expect(code: 0)
        #expect(try text(ofFile: file).contains("zpull_last_run_timestamp_seconds{source=\"web1\"} 0\n"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(ring.folder)/metrics") == ["zpull.prom"])
    }

    @Test("report makes a page of what runs have left, or JSON")
    func report() throws {
        try ring.pull()
        let page = "\(ring.folder)/report.html"
        try ring.client("report", "--output", page).expect(code: 0)
        #expect(try text(ofFile: page).contains("All is well. 1 current."))
        let json = try ring.client("report", "--json")
        json.expect(code: 0)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let source = try #require((object["sources"] as? [[String: Any]])?.first)
        #expect((source["lastRun"] as? [String: Any])?["outcome"] as? String == "done")
        try ring.client("report", "--output", "\(ring.folder)/nowhere/x").expect(
            code: 1, saying: "open \(ring.folder)/nowhere/x: No such file")
    }
}
