import Foundation
import System
import Testing
import ZFS

@testable import TestSupport
@testable import zfs_stand_in

@Suite("Several datasets and sources")
struct ManyTests {
    let ring: Ring
    init() throws { ring = try Ring() }

    private func tree() throws {
        for name in ["tank/data/home", "tank/data/home/anna", "tank/data/tmp", "tank/data/tmp/x", "tank/data/empty"] {
            try ring.source.create(name)
        }
        for name in ["tank/data", "tank/data/home", "tank/data/home/anna", "tank/data/tmp", "tank/data/tmp/x"] {
            try ring.source.snapshot(name, "one", "two")
        }
    }

    @Test("a tree comes with parents first, without what is excluded or has no snapshot")
    func recursive() throws {
        try tree()
        try ring.configure {
            $0.datasets = ["{ remote: tank/data, local: backup/data, recursive: true, exclude: [\"tmp\"] }"]
        }
        try ring.client("run").expect(code: 0, saying: "done: 6 snapshots received")
        for path in ["", "/home", "/home/anna"] { try ring.expectSynced("tank/data\(path)", as: "backup/data\(path)") }
        let names = try ring.target.datasets().map(\.name.description)
        #expect(names == ["backup", "backup/data", "backup/data/home", "backup/data/home/anna"])
    }

    @Test("a dataset that is not recursive leaves its children alone")
    func flat() throws {
        try tree()
        try ring.client("run").expect(code: 0)
        try ring.expectSynced()
        #expect(try ring.target.datasets().map(\.name.description) == ["backup", "backup/data"])
    }

    @Test("only snapshots whose names match come, and those between are jumped over")
    func globs() throws {
        try ring.source.snapshot("tank/data", "auto_1", "mine", "auto_2")
        try ring.configure { $0.more = ["snapshots: [\"auto_*\"]"] }
        try ring.client("run").expect(code: 0)
        try ring.expectReceived(["auto_1", "auto_2"])
    }

    @Test("initial: latest brings the newest snapshot alone; intermediate: latest then the newest of each run")
    func latest() throws {
        try ring.source.snapshot("tank/data", "one", "two")
        try ring.configure { $0.more = ["initial: latest", "intermediate: latest"] }
        try ring.client("run").expect(code: 0)
        try ring.expectReceived(["two"])
        try ring.source.snapshot("tank/data", "three", "four")
        try ring.client("run").expect(code: 0)
        try ring.expectReceived(["two", "four"])
    }

    @Test("when a parent fails its children are passed over, and other datasets are not")
    func parentFails() throws {
        try tree()
        try ring.source.create("tank/other")
        try ring.source.snapshot("tank/other", "one")
        try ring.configure {
            $0.datasets = [
                "{ remote: tank/data, local: backup/data, recursive: true }",
                "{ remote: tank/other, local: backup/other }",
            ]
        }
        try ring.source.fail("send tank/data@one: exit 1: no luck")
        let run = try ring.client("run")
        run.expect(code: 1, saying: "no luck", "backup/data/home: skipped, because backup/data failed", "1 snapshot")
        #expect(try ring.target.dataset("backup/data") == nil)
        try ring.expectSynced("tank/other", as: "backup/other")
    }

    @Test("a failure in the middle of a chain keeps what came before, says so, and the next run goes on")
    func chainFails() throws {
        try ring.source.snapshot("tank/data", "one", "two", "three", "four")
        try ring.source.fail("send tank/data@three: exit 1: no luck")
        try ring.client("run").expect(code: 1, saying: "no luck", "up to @two it was received")
        try ring.expectReceived(["one", "two"])
        try ring.source.fail()
        try ring.pull()
    }

    private func twoSources(_ change: (inout SourceText) -> Void = { _ in }) throws {
        for name in ["a", "b"] {
            try ring.source.create("tank/\(name)")
            try ring.source.snapshot("tank/\(name)", "one")
        }
        var sources = [try ring.sourceText(), try ring.sourceText()]
        (sources[0].name, sources[1].name) = ("a", "b")
        sources[0].datasets = ["{ remote: tank/a, local: backup/a }"]
        sources[1].datasets = ["{ remote: tank/b, local: backup/b }"]
        change(&sources[1])
        try ring.configure(top: ["jobs: 2"], sources)
    }

    @Test("two sources are pulled side by side")
    func sideBySide() throws {
        try twoSources()
        // Each waits in the middle of its stream: were they to take turns, the second would never begin.
        try ring.source.fail("send: stall after 100000 bytes")
        let run = try ring.start("run")
        let first = try ring.sourceEvents.next("send stall")
        let second = try ring.sourceEvents.next("send stall")
        #expect(first.parent != second.parent)
        run.signal(SIGTERM)
        try run.wait().expect(code: 143)
    }

    @Test("a source that cannot be reached keeps no other from its turn, and gives the exit code")
    func oneUnreachable() throws {
        try twoSources { $0.port = (try? Listener.freePort()) ?? 1 }
        try ring.client("run").expect(code: 10, saying: "a: done: 1 snapshot", "refused the connection")
        try ring.expectSynced("tank/a", as: "backup/a")
    }

    @Test("failures of different kinds together are exit code 1")
    func differentFailures() throws {
        try twoSources { $0.port = (try? Listener.freePort()) ?? 1 }
        try ring.target.create("backup/a")
        try ring.client("run").expect(code: 1, saying: "refused the connection", "nothing in it comes from the source")
    }

    @Test("--source limits a run to one source")
    func oneSource() throws {
        try twoSources()
        try ring.client("run", "--source", "b").expect(code: 0)
        try ring.expectSynced("tank/b", as: "backup/b")
        #expect(try ring.target.dataset("backup/a") == nil)
    }

    @Test("a dataset that the source does not show stops the run for it alone")
    func missing() throws {
        try ring.source.snapshot("tank/data", "one")
        try ring.configure { $0.datasets.append("{ remote: tank/gone, local: backup/gone }") }
        try ring.client("run").expect(
            code: 2, saying: "tank/gone does not exist on the source, or the key may not see it")
        try ring.expectSynced()
    }

    @Test("a key for raw streams only gives no unencrypted dataset")
    func rawOnly() throws {
        try ring.source.snapshot("tank/data", "one")
        try ring.authorize(serve: ["--dataset", "tank", "--recursive", "--raw"])
        try ring.client("run").expect(code: 2, saying: "is not encrypted, and the key may have raw streams only")
        try ring.expectNothingReceived()
    }

    @Test("an encrypted dataset comes raw where the key says so")
    func raw() throws {
        try ring.source.change("tank/data") { $0.encryption = "aes-256-gcm" }
        try ring.source.snapshot("tank/data", "one", "two")
        try ring.authorize(serve: ["--dataset", "tank", "--recursive", "--raw"])
        try ring.pull()
        #expect(try ring.source.calls(of: "send").allSatisfy { $0.arguments[1] == "-wLec" })
    }
}
