import Foundation
import System
import Testing
import ZFS

@testable import TestSupport
@testable import zfs_stand_in

@Suite("Verify, over a stand-in for zfs,")
struct VerifyTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one", "two")
        try ring.pull()
    }

    private func history() throws -> [Substring] {
        try text(ofFile: "\(ring.folder)/state/history.jsonl").split(separator: "\n")
            .filter { $0.contains("\"event\":\"verify\"") }
    }

    @Test("reads the newest snapshot, or all, and writes each dataset into the history")
    func reads() throws {
        ring.target.forgetCalls()
        try ring.client("verify").expect(code: 0, saying: "backup/data: verified 1 snapshot up to @two")
        #expect(try ring.target.calls(of: "send").map(\.arguments) == [["send", "-wLec", "backup/data@two"]])
        try ring.client("verify", "--all").expect(code: 0, saying: "verified 2 snapshots up to @two")
        let lines = try history()
        #expect(lines.count == 2)
        #expect(lines.last?.contains("\"dataset\":\"backup/data\"") == true)
        #expect(lines.last?.contains("\"outcome\":\"done\"") == true)
    }

    @Test("says what zfs send says of a dataset, goes on with the others, and ends with 1")
    func fails() throws {
        try ring.source.create("tank/more")
        try ring.source.snapshot("tank/more", "one")
        try ring.configure {
            $0.datasets = ["{ remote: tank/data, local: backup/data }", "{ remote: tank/more, local: backup/more }"]
        }
        try ring.client("run").expect(code: 0)
        try ring.target.fail("send backup/data@two: exit 1 after 100000 bytes: Input/output error")
        let run = try ring.client("verify", "--json")
        run.expect(
            code: 1, saying: "backup/data@two cannot be read", "Input/output error", "`zpool status -v backup`",
            "backup/more: verified 1 snapshot")
        let events = try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
        #expect(events.map { $0["dataset"] as? String } == ["backup/data", "backup/more"])
        #expect(events.map { $0["outcome"] as? String } == ["failed", "done"])
        #expect(events.map { $0["snapshots"] as? Int } == [0, 1])
        #expect((events[0]["problem"] as? String)?.contains("Input/output error") == true)
    }

    @Test("calls nothing damaged that is gone before it was read, as by pruning or a rename")
    func gone() throws {
        try ring.target.create("backup/more")
        try ring.target.snapshot("backup/more", "one")
        try ring.configure {
            $0.datasets = ["{ remote: tank/data, local: backup/data }", "{ remote: tank/more, local: backup/more }"]
        }
        try ring.target.fail("send backup/data@two: hang after 100000 bytes")
        let run = try ring.start("verify")
        let send = try WatchedProcess(ring.targetEvents.next("send hang").process)
        try ring.target.change("backup/data") { $0.snapshots.removeLast() }
        ring.target.remove(try #require(DatasetName("backup/more")))
        send.signal(SIGKILL)
        let finished = try run.wait()
        finished.expect(
            code: 1, saying: "backup/data: not verified: its snapshots are gone meanwhile",
            "backup/more: not verified: its snapshots are gone meanwhile", "nothing was verified")
        #expect(!finished.error.contains("cannot be read"))
        #expect(try history().isEmpty)
    }

    @Test("reads what is left, where a snapshot goes while several are read")
    func partlyGone() throws {
        try ring.source.snapshot("tank/data", "three")
        try ring.pull()
        try ring.target.fail("send backup/data@two: hang after 100000 bytes")
        let run = try ring.start("verify", "--all")
        let send = try WatchedProcess(ring.targetEvents.next("send hang").process)
        try ring.target.change("backup/data") { data in data.snapshots.removeAll { $0.name == "two" } }
        ring.target.forgetCalls()
        send.signal(SIGKILL)
        try run.wait().expect(code: 0, saying: "verified 2 snapshots up to @three")
        #expect(
            try ring.target.calls(of: "send").map(\.arguments)
                == [["send", "-wLec", "-i", "backup/data@one", "backup/data@three"]])
    }

    @Test("tells a send that was killed from a snapshot that is gone")
    func killed() throws {
        try ring.target.fail("send backup/data@two: hang after 100000 bytes")
        let run = try ring.start("verify")
        let send = try WatchedProcess(ring.targetEvents.next("send hang").process)
        send.signal(SIGKILL)
        try run.wait().expect(code: 1, saying: "backup/data@two cannot be read: zfs send: signal 9")
    }

    @Test("is made good by any snapshot that is read, where the grant was missing; not where one could not be read")
    func madeGood() throws {
        let metric = "zpull_verify_success{source=\"web1\",dataset=\"backup/data\"}"
        let metrics = "\(ring.folder)/zpull.prom"
        try ring.configure(top: "metrics: \(metrics)")
        for (fault, isMadeGood) in [
            ("warning: cannot send 'backup/data@two': permission denied", true), ("Input/output error", false),
        ] {
            try ring.target.fail("send: exit 1: \(fault)")
            try ring.client("verify").expect(code: 1)
            try ring.client("check").expect(code: 2)
            try ring.target.fail()
            try ring.source.snapshot("tank/data", isMadeGood ? "three" : "four")
            try ring.pull()
            try ring.client("verify").expect(code: 0)
            try ring.client("check").expect(code: isMadeGood ? 0 : 2)
            #expect(try text(ofFile: metrics).contains("\(metric) \(isMadeGood ? 1 : 0)\n"))
        }
        try ring.client("verify", "--all").expect(code: 0)
        try ring.client("check").expect(code: 0)
        #expect(try text(ofFile: metrics).contains("\(metric) 1\n"))
    }

    @Test("reads only what --dataset names, and refuses what no rule reaches")
    func chosen() throws {
        ring.target.forgetCalls()
        try ring.client("verify", "--dataset", "backup/other").expect(code: 64, saying: "backup/other")
        #expect(try ring.target.calls(of: "send").isEmpty)
        try ring.client("verify", "--dataset", "backup/data").expect(code: 0, saying: "verified 1 snapshot")
    }

    @Test("ends on a signal, with its zfs")
    func interrupted() throws {
        try ring.target.fail("send: hang after 100000 bytes")
        let run = try ring.start("verify")
        let send = try WatchedProcess(ring.targetEvents.next("send hang").process)
        run.signal(SIGTERM)
        try run.wait().expect(code: 143)
        #expect(try send.hasEnded())
        #expect(try history().isEmpty)
    }
}
