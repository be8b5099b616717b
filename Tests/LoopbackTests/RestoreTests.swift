import Foundation
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("Restore, over a stand-in for zfs,")
struct RestoreTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one", "two")
        try ring.pull()
    }

    @Test("finds a snapshot by time, in the targets of all sources or in a dataset")
    func find() throws {
        // Both were taken in 2023.
        let found = try ring.client("restore", "find", "--at", "2026-01-01 00:00")
        found.expect(code: 0)
        #expect(found.output.contains("backup/data@two") && !found.output.contains("@one"))
        try ring.client("restore", "find", "--at", "2001-01-01 00:00", "backup/data").expect(
            code: 1, saying: "no snapshot of that time or before")
        try ring.client("restore", "find", "--at", "yesterday").expect(code: 64, saying: "--at")
        let json = try ring.client("restore", "find", "--at", "2026-01-01 00:00", "--json").output
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]])
        #expect(
            Set(rows.first.map { Array($0.keys) } ?? []) == ["dataset", "snapshot", "guid", "creation", "referenced"])
    }

    @Test("prints what sends a dataset back, as text and as JSON, and runs none of it")
    func send() throws {
        ring.target.forgetCalls()
        let words = ["restore", "send", "backup/data", "--to", "root@web1:tank/data"]
        let text = try ring.start(words).wait()
        text.expect(code: 0)
        #expect(text.output.contains("\nzfs send -R -w backup/data@two | ssh root@web1 zfs receive -u tank/data\n"))
        let json = try ring.start(words + ["--json"]).wait().output
        let row = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(Set(row.keys) == ["snapshot", "send", "compare", "leftOut", "along"])
        #expect(try ring.target.calls().allSatisfy { $0.verb == "list" })
        try ring.client("restore", "send", "backup/data@three", "--to", "root@web1:tank/data").expect(
            code: 1, saying: "there is no snapshot backup/data@three")
    }

    @Test("prints the clone it would make, and makes none")
    func files() throws {
        ring.target.forgetCalls()
        let plan = try ring.client("restore", "files", "backup/data@one", "--at", "\(ring.folder)/files")
        plan.expect(code: 0)
        #expect(plan.output.contains("zfs mount backup/restore-data-one\n# nothing is done yet"))
        #expect(try ring.target.calls().allSatisfy { $0.verb == "list" })
        let json = try ring.client("restore", "files", "backup/data@one", "--at", "\(ring.folder)/files", "--json")
            .output
        let row = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect((row["commands"] as? [String])?.count == 2 && row["done"] as? Bool == false && row.count == 2)
        try ring.client("restore", "files", "backup/data@three", "--at", "/mnt/x").expect(
            code: 1, saying: "there is no backup/data@three")
        try ring.client("restore", "files", "backup/data@one", "--at", ring.folder).expect(
            code: 1, saying: "not an empty folder")
    }
}
