import Foundation
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("plan and list")
struct PlanAndListTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one", "two")
    }

    @Test("plan prints what a run would do, and does none of it")
    func plan() throws {
        let plan = try ring.client("plan")
        plan.expect(code: 0)
        #expect(plan.output.contains("tank/data → backup/data"))
        #expect(plan.output.contains("full      @one"))
        #expect(plan.output.contains("increment @one → @two"))
        #expect(plan.output.contains("2 snapshots of 1 dataset to receive, about 586 KiB"))
        #expect(try ring.source.calls().map(\.verb) == ["list"])
        try ring.expectNothingReceived()
    }

    @Test("plan says so when there is nothing to do")
    func upToDate() throws {
        try ring.pull()
        let plan = try ring.client("plan")
        plan.expect(code: 0)
        #expect(plan.output.contains("nothing to do: @two is here"))
        #expect(plan.output.contains("nothing to receive"))
    }

    @Test("plan of what must stop names the mend, with the exit code of the run")
    func stop() throws {
        try ring.pull()
        try ring.target.snapshot("backup/data", "mine")
        let plan = try ring.client("plan")
        plan.expect(code: 2)
        #expect(plan.output.contains("STOP: backup/data has a snapshot newer than the last common one (@two): @mine"))
    }

    @Test("plan --json has the documented shape")
    func planJSON() throws {
        let plan = try ring.client("plan", "--json")
        plan.expect(code: 0)
        let sources = try #require(try json(plan.output) as? [[String: Any]])
        let source = try #require(sources.first)
        #expect(Set(source.keys) == ["source", "peer", "snapshots", "estimatedBytes", "datasets"])
        #expect(source["source"] as? String == "web1")
        #expect(source["snapshots"] as? Int == 2)
        #expect(source["estimatedBytes"] as? Int == 600_000)
        let dataset = try #require((source["datasets"] as? [[String: Any]])?.first)
        #expect(Set(dataset.keys) == ["remote", "local", "action", "raw", "hops"])
        #expect(dataset["action"] as? String == "transfer")
        let hops = try #require(dataset["hops"] as? [[String: Any]])
        let guids = try ring.source.snapshots("tank/data").map { "\($0.guid)" }
        #expect(hops.map { $0["snapshot"] as? String } == ["one", "two"])
        #expect(hops.map { $0["guid"] as? String } == guids)
        #expect(hops.map { $0["estimatedBytes"] as? Int } == [300_000, 300_000])
        try ring.expectNothingReceived()
    }

    @Test("plan --json of an increment names its base")
    func baseJSON() throws {
        try ring.pull()
        try ring.source.snapshot("tank/data", "three")
        let sources = try #require(try json(try ring.client("plan", "--json").output) as? [[String: Any]])
        let dataset = try #require((sources[0]["datasets"] as? [[String: Any]])?.first)
        let base = try #require(dataset["base"] as? [String: Any])
        #expect(base["name"] as? String == "two")
        #expect(base["bookmark"] as? Bool == false)
    }

    @Test("list shows datasets, snapshots and bookmarks of the source")
    func list() throws {
        try ring.source.change("tank/data") { $0.bookmarks = [$0.snapshots[0]] }
        let list = try ring.client("list")
        list.expect(code: 0)
        let guid = try ring.source.snapshots("tank/data")[1].guid
        #expect(list.output.contains("tank/data@two"))
        #expect(list.output.contains("\(guid)"))
        #expect(list.output.contains("tank/data#one"))
        #expect(try ring.target.calls().isEmpty)
    }

    @Test("list --json has the documented shape")
    func listJSON() throws {
        try ring.source.change("tank/data") { $0.bookmarks = [$0.snapshots[0]] }
        let list = try ring.client("list", "--json")
        list.expect(code: 0)
        let sources = try #require(try json(list.output) as? [[String: Any]])
        #expect(sources[0]["source"] as? String == "web1")
        let datasets = try #require(sources[0]["datasets"] as? [[String: Any]])
        #expect(datasets.map { $0["name"] as? String } == ["tank", "tank/data"])
        #expect(Set(datasets[1].keys) == ["name", "type", "guid", "encrypted", "snapshots", "bookmarks"])
        let snapshots = try #require(datasets[1]["snapshots"] as? [[String: Any]])
        let two = try ring.source.snapshots("tank/data")[1]
        #expect(snapshots[1]["name"] as? String == "two")
        #expect(snapshots[1]["guid"] as? String == "\(two.guid)")
        #expect(snapshots[1]["creation"] as? Int == Int(two.creation))
        #expect(snapshots[1]["written"] as? Int == two.size)
        #expect((datasets[1]["bookmarks"] as? [[String: Any]])?.count == 1)
    }

    @Test("what the key may not see is not listed")
    func hidden() throws {
        try ring.source.create("tank/secret")
        try ring.source.snapshot("tank/secret", "one")
        try ring.authorize(serve: ["--dataset", "tank/data", "--snapshots", "o*"])
        let list = try ring.client("list")
        list.expect(code: 0)
        #expect(list.output.contains("tank/data@one"))
        #expect(!list.output.contains("secret"))
        #expect(!list.output.contains("@two"))
    }

    private func json(_ text: String) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(text.utf8))
    }
}
