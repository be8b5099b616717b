import Foundation
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("run --json")
struct RunJSONTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one", "two")
    }

    /// What is on standard output is one document, whatever else was said.
    private func document(_ run: FinishedProgram) throws -> (sources: [[String: Any]], datasets: [[String: Any]]) {
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run.error)")
        #expect(run.ending == .exited(try #require(object["exitCode"] as? Int32)))
        return (
            try #require(object["sources"] as? [[String: Any]]), try #require(object["datasets"] as? [[String: Any]])
        )
    }

    /// Some of what is told of each dataset.
    private func told(_ datasets: [[String: Any]]) -> [[String]] {
        datasets.map { dataset in
            ["dataset", "remote", "action", "outcome", "snapshots"].map { "\(dataset[$0] ?? "-")" }
        }
    }

    @Test("tells what came, and the log stays on standard error")
    func received() throws {
        let run = try ring.client("run", "--json")
        run.expect(code: 0, saying: "done: 2 snapshots received")
        let (sources, datasets) = try document(run)
        #expect(told(datasets) == [["backup/data", "tank/data", "transfer", "done", "2"]])
        let newest = try #require(try ring.source.snapshots("tank/data").last)
        #expect((datasets[0]["newest"] as? [String: Any])?["guid"] as? String == "\(newest.guid)")
        #expect(sources.map { $0["source"] as? String } == ["web1"])
        #expect(sources.map { $0["snapshots"] as? Int } == [2])
    }

    @Test("has an object for a dataset with nothing newer, too")
    func nothingNewer() throws {
        try ring.pull()
        let (_, datasets) = try document(try ring.client("run", "--json", "--quiet"))
        #expect(told(datasets) == [["backup/data", "tank/data", "up-to-date", "done", "0"]])
    }

    @Test("tells what failed, what was to be looked at, and what mends it")
    func failed() throws {
        try ring.source.fail("send: exit 1: no luck")
        let (sources, broken) = try document(try ring.client("run", "--json"))
        #expect(told(broken) == [["backup/data", "tank/data", "transfer", "failed", "0"]])
        #expect((broken[0]["problem"] as? String)?.contains("no luck") == true)
        #expect(sources.map { $0["failures"] as? Int } == [1])
        try ring.source.fail()
        try ring.pull()
        try ring.target.snapshot("backup/data", "mine")
        try ring.source.snapshot("tank/data", "three")
        let (_, stopped) = try document(try ring.client("run", "--json"))
        #expect(told(stopped) == [["backup/data", "tank/data", "stop", "stopped", "0"]])
        #expect((stopped[0]["problem"] as? String)?.contains("zfs rollback") == true)
    }

    @Test("names a source that cannot be reached, without datasets")
    func unreachable() throws {
        try ring.server.authorize("")
        let (sources, datasets) = try document(try ring.client("run", "--json"))
        #expect(sources.map { $0["outcome"] as? String } == ["failed"])
        #expect(datasets.isEmpty)
    }

    @Test("is whole after a signal, too")
    func interrupted() throws {
        try ring.source.fail("send: hang after 100000 bytes")
        let client = try ring.start("run", "--json")
        try ring.sourceEvents.next("send hang")
        client.signal(SIGTERM)
        let run = try client.wait()
        run.expect(code: 143)
        #expect(told(try document(run).datasets).map { $0[3] } == ["failed"])
    }
}
