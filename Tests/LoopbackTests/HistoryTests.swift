import Foundation
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("The history that runs leave")
struct HistoryTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one", "two")
    }

    /// The lines of the history, each with the keys that are asked for.
    private func history(_ keys: String...) throws -> [[String]] {
        try text(ofFile: "\(ring.folder)/state/history.jsonl").split(separator: "\n").map { line in
            let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            return keys.map { key in
                let value = key.split(separator: ".").reduce(object as Any?) { ($0 as? [String: Any])?[String($1)] }
                return value.map { "\($0)" } ?? "-"
            }
        }
    }

    @Test("a pull writes a line for what it received and one for itself; with nothing newer the second alone")
    func pulls() throws {
        try ring.pull()
        try ring.pull()
        #expect(
            try history("event", "outcome", "dataset", "snapshots", "newest.name", "sourceNewest.name") == [
                ["dataset", "done", "backup/data", "2", "two", "-"], ["run", "done", "-", "2", "-", "-"],
                ["run", "done", "-", "0", "-", "-"],
            ])
        let newest = try #require(try ring.source.snapshots("tank/data").last)
        #expect(
            try history("newest.guid", "newest.creation")[0] == ["\(newest.guid)", "\(newest.creation)"])
    }

    @Test("a stream that breaks leaves a line that says why, what is here and what is there")
    func broken() throws {
        try ring.pull()
        try ring.source.snapshot("tank/data", "three")
        try ring.source.fail("send: exit 1: no luck")
        try ring.client("run").expect(code: 1)
        let failure = try history("event", "outcome", "newest.name", "sourceNewest.name", "problem")[2]
        #expect(failure.dropLast() == ["dataset", "failed", "two", "three"])
        #expect(failure[4].contains("no luck"))
        #expect(try history("event", "failures").last == ["run", "1"])
    }

    @Test("a signal in the middle of a stream leaves it as a failure that names the interruption")
    func interrupted() throws {
        try ring.source.fail("send: hang after 100000 bytes")
        let client = try ring.start("run")
        try ring.sourceEvents.next("send hang")
        client.signal(SIGTERM)
        try client.wait().expect(code: 143)
        let lines = try history("event", "outcome", "sourceNewest.name", "problem")
        #expect(lines.map { $0[0...2] } == [["dataset", "failed", "two"], ["run", "failed", "-"]])
        #expect(lines[0][3].contains("interrupted"))
    }

    @Test("a run that finds its target locked says so, and claims to know nothing of it")
    func locked() throws {
        try ring.source.fail("send: hang after 100000 bytes")
        let first = try ring.start("run")
        try ring.sourceEvents.next("send hang")
        try ring.client("run").expect(code: 3)
        #expect(try history("event", "outcome", "datasets", "failures") == [["run", "locked", "-", "0"]])
        #expect(try text(ofFile: "\(ring.folder)/state/history.jsonl").contains(#""locked":["backup/data"]"#))
        first.signal(SIGTERM)
        _ = try first.wait()
    }

    @Test("a source that refuses the key is a line of its own")
    func unreachable() throws {
        try ring.server.authorize("")
        try ring.client("run").expect(code: 14)
        let lines = try history("event", "outcome", "datasets", "problem")
        #expect(lines.map { $0[0...2] } == [["run", "failed", "-"]])
        #expect(lines[0][3].contains("refused the key"))
    }

    @Test("a history that cannot be written is a warning, and the backup is made")
    func unwritable() throws {
        // A folder in its place stops root too, whom a mode would not.
        try FileManager.default.createDirectory(
            atPath: "\(ring.folder)/state/history.jsonl", withIntermediateDirectories: false)
        try ring.client("run").expect(code: 0, saying: "warning web1: this run is missing in the history", "done: 2")
        try ring.expectSynced()
    }
}
