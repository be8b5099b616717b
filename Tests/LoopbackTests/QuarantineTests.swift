import Foundation
import System
import Testing
import ZFS

@testable import TestSupport
@testable import zfs_stand_in

@Suite("What has parted from its source is set aside, over a real sshd,")
struct QuarantineTests {
    let ring: Ring

    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one", "two")
        try ring.pull()
    }

    /// The source goes on from `one` with others.
    private func rollBack(_ dataset: String = "tank/data") throws {
        try ring.source.change(dataset) { $0.snapshots.removeLast() }
        try ring.source.snapshot(dataset, "three", "four")
    }

    private func configure(recursive: Bool = false) throws {
        try ring.configure {
            $0.datasets = [
                "{ remote: tank/data, local: backup/data, recursive: \(recursive), on_divergence: quarantine }"
            ]
        }
    }

    /// The names of what stands beside `backup/data`.
    private func aside() throws -> [String] {
        try ring.target.datasets().map(\.name.description).filter { $0.hasPrefix("backup/data.quarantine-") }
    }

    @Test("by a run, whole, and the next runs leave it alone")
    func automatic() throws {
        try configure()
        try rollBack()
        let before = try ring.target.snapshots("backup/data")
        let plan = try ring.client("plan")
        plan.expect(code: 0)
        #expect(plan.output.contains("set aside as backup/data.quarantine-"))
        let run = try ring.client("run")
        run.expect(code: 0, saying: "newer than the last common one (@one): @two: it is called backup/data.quarantine-")
        try ring.expectSynced()
        let name = try #require(try aside().first)
        #expect(try ring.target.snapshots(name) == before)
        #expect(try text(ofFile: "\(ring.folder)/state/history.jsonl").contains(#""event":"quarantine""#))
        try ring.source.snapshot("tank/data", "five")
        try ring.pull()
        #expect(try aside() == [name] && ring.target.snapshots(name) == before)
    }

    @Test("once: a source that parts again stops, until somebody has seen to the first one")
    func once() throws {
        try configure()
        try rollBack()
        try ring.client("run").expect(code: 0)
        let first = try #require(try aside().first)
        try ring.source.change("tank/data") { $0.snapshots.removeLast() }
        try ring.source.snapshot("tank/data", "five")
        let before = try ring.target.datasets()
        for _ in 1...2 {
            try ring.client("run").expect(code: 2, saying: "since \(first) was", "zfs destroy -r \(first)")
        }
        #expect(try ring.target.datasets() == before)
        ring.target.remove(try #require(DatasetName(first)))
        try ring.client("run").expect(code: 0)
        try ring.expectSynced()
    }

    @Test("but not for a snapshot that somebody has taken here")
    func snapshotHere() throws {
        try configure()
        try ring.target.snapshot("backup/data", "mine")
        try ring.source.snapshot("tank/data", "three")
        try ring.client("run").expect(code: 2, saying: "newer than the last common one (@two): @mine")
        #expect(try aside().isEmpty)
    }

    @Test("by hand, with all below it, and the next run takes it anew")
    func byHand() throws {
        try ring.configure { $0.datasets = ["{ remote: tank/data, local: backup/data, recursive: true }"] }
        try ring.source.create("tank/data/child")
        try ring.source.snapshot("tank/data/child", "1")
        try ring.client("run").expect(code: 0)
        try rollBack()
        try ring.client("run").expect(code: 2, saying: "newer than the last common one")
        let run = try ring.client("quarantine", "backup/data", "--json")
        run.expect(code: 0)
        let done = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: String]]
        #expect(done?.first?["dataset"] == "backup/data" && done?.first?["source"] == "web1")
        let name = try #require(done?.first?["quarantine"])
        #expect(try aside() == [name, name + "/child"])
        try ring.client("run").expect(code: 0)
        try ring.expectSynced()
        try ring.expectSynced("tank/data/child", as: "backup/data/child")
    }

    @Test("a tree as a whole, where all of it has parted")
    func tree() throws {
        try configure(recursive: true)
        try ring.source.create("tank/data/child")
        try ring.source.snapshot("tank/data/child", "one", "two")
        try ring.client("run").expect(code: 0)
        for dataset in ["tank/data", "tank/data/child"] { try rollBack(dataset) }
        try ring.client("run").expect(code: 0)
        try ring.expectSynced()
        try ring.expectSynced("tank/data/child", as: "backup/data/child")
        #expect(try aside().count == 2)
        try ring.client("run").expect(code: 0, saying: "nothing newer for 2 datasets")
    }

    @Test("and left to a person where something below it could go on")
    func childIsFine() throws {
        try configure(recursive: true)
        try ring.source.create("tank/data/child")
        try ring.source.snapshot("tank/data/child", "one")
        try ring.client("run").expect(code: 0)
        try rollBack()
        try ring.client("run").expect(code: 2, saying: "newer than the last common one")
        #expect(try aside().isEmpty)
    }

    @Test("a child alone, below a parent that goes on; it is no removed child afterwards")
    func childAlone() throws {
        try configure(recursive: true)
        try ring.source.create("tank/data/child")
        try ring.source.snapshot("tank/data/child", "one", "two")
        try ring.client("run").expect(code: 0)
        try rollBack("tank/data/child")
        try ring.client("run").expect(code: 0)
        try ring.expectSynced("tank/data/child", as: "backup/data/child")
        let plan = try ring.client("plan")
        plan.expect(code: 0)
        #expect(!plan.output.contains("quarantine"))
    }

    @Test("and stays where it is without the grant, with what mends it")
    func denied() throws {
        try configure()
        try rollBack()
        let before = try ring.target.datasets()
        try ring.target.fail("rename: exit 1: cannot rename: permission denied")
        try ring.client("run").expect(
            code: 2, saying: "could not be set aside", "`zpull-client quarantine backup/data`",
            "zpull-client permissions")
        #expect(try ring.target.datasets() == before)
    }

    @Test("and not while a run works on a target below it, which would get another name")
    func nestedRule() throws {
        try ring.source.create("tank/child")
        try ring.source.snapshot("tank/child", "one")
        var sources = [try ring.sourceText(), try ring.sourceText()]
        sources[1].name = "web2"
        sources[1].datasets = ["{ remote: tank/child, local: backup/data/child }"]
        try ring.configure(sources)
        try ring.client("run").expect(code: 0)
        try ring.source.snapshot("tank/child", "two")
        try ring.source.fail("send tank/child@two: hang")
        let run = try ring.start("run", "--source", "web2")
        try ring.sourceEvents.next("send hang")
        for options in [[], ["--source", "web1"]] {
            try ring.start(["quarantine", "backup/data"] + options).wait().expect(
                code: 3, saying: "backup/data: another run", "is working on backup/data/child")
        }
        #expect(try ring.target.calls(of: "rename").isEmpty)
        run.signal(SIGTERM)
        try run.wait().expect(code: 143)
        try ring.client("quarantine", "backup/data").expect(code: 0)
    }

    @Test(
        "only when the new one comes: a source that refuses it, or breaks off before, leaves the backup where it is",
        arguments: [
            "send tank/data@one: exit 1: warning: cannot send 'tank/data@one': permission denied",
            "send tank/data@one: other guid", "send tank/data@one: exit 1 after 100 bytes: no luck",
        ])
    func nothingComes(fault: String) throws {
        try configure(recursive: true)
        try ring.source.create("tank/data/child")
        try ring.source.snapshot("tank/data/child", "one", "two")
        try ring.client("run").expect(code: 0)
        for dataset in ["tank/data", "tank/data/child"] { try rollBack(dataset) }
        let before = try ring.target.datasets()
        try ring.source.fail(fault)
        #expect(try ring.client("run").ending == .exited(1))
        #expect(try ring.target.datasets() == before && ring.target.calls(of: "rename").isEmpty)
        try ring.source.fail()
        try ring.client("run").expect(code: 0)
        try ring.expectSynced()
        try ring.expectSynced("tank/data/child", as: "backup/data/child")
    }

    @Test("and what is no target is not")
    func others() throws {
        for name in ["backup", "backup/data/child", "backup/other", "tank/data@one"] {
            try ring.client("quarantine", name).expect(code: 1, saying: "\(name) is no target of")
        }
        #expect(try ring.target.calls(of: "rename").isEmpty)
    }

    @Test("and its name is not for what a source sends")
    func names() throws {
        try configure(recursive: true)
        try ring.source.create("tank/data/x.quarantine-20261123T221504")
        try ring.source.snapshot("tank/data/x.quarantine-20261123T221504", "one")
        try ring.client("run").expect(code: 2, saying: "a name that is for what was set aside here")
    }
}
