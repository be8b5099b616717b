import FoundationEssentials
import Testing
import ZFS

@testable import Replication
@testable import zpull_client

@Suite("A plan as JSON")
struct PlanJSONTests {
    private func json(_ plan: SourcePlan) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(PlanJSON(plan)), as: UTF8.self).replacing(" :", with: ":")
    }

    @Test("has a transfer's base and hops, guids as text")
    func transfer() throws {
        let first: UInt64 = .max - 1
        let plan = try sourcePlan(
            [dataset("tank/data", ["one", "two"], from: first)], [dataset("backup/data", ["one"], from: first)])
        #expect(
            try json(plan) == """
                {
                  "datasets": [
                    {
                      "action": "transfer",
                      "base": {
                        "bookmark": false,
                        "guid": "18446744073709551614",
                        "name": "one"
                      },
                      "hops": [
                        {
                          "creation": 1700000002,
                          "estimatedBytes": 1048576,
                          "guid": "18446744073709551615",
                          "snapshot": "two"
                        }
                      ],
                      "local": "backup/data",
                      "raw": false,
                      "remote": "tank/data"
                    }
                  ],
                  "estimatedBytes": 1048576,
                  "peer": "web1.example.net:22",
                  "snapshots": 1,
                  "source": "web1"
                }
                """)
    }

    @Test("says of each other dataset what is done, why not, and what mends it")
    func others() throws {
        let plan = try sourcePlan(
            [dataset("tank/data", ["one"]), dataset("tank/data/a", []), dataset("tank/data/b", ["one"])],
            [dataset("backup/data", ["one"]), dataset("backup/data/b", [])])
        let datasets = PlanJSON(plan).datasets
        #expect(datasets.map(\.action) == ["up-to-date", "empty", "stop"])
        #expect(datasets[2].problem == "backup/data/b exists, and nothing in it comes from the source")
        #expect(
            datasets[2].mend
                == "set it aside, with all below it: `zfs rename backup/data/b backup/data/b-old`; the next run then starts afresh"
        )
        #expect(datasets[..<2].allSatisfy { $0.problem == nil && $0.mend == nil && $0.hops == nil && $0.raw == nil })
        #expect(PlanJSON(plan).snapshots == 0 && PlanJSON(plan).estimatedBytes == 0)
    }

    @Test("tells of a drop, a resumed stream and what is left out")
    func remarks() throws {
        let token = try interruptedToken()
        let transfer = Transfer(
            stale: StaleState(token: "x", reason: "why"),
            resume: ResumedHop(token: token, name: token.toName.snapshot, estimate: 7, creation: 1), base: nil,
            hops: [],
            flags: .rawEncrypted, twins: [try shortName("a")])
        let plan = SourcePlan(
            source: "s", peer: "p",
            datasets: [
                DatasetPlan(remote: token.toName.dataset, local: try datasetName("b/c"), action: .transfer(transfer))
            ])
        let found = try #require(PlanJSON(plan).datasets.first)
        #expect(found.drop == "why" && found.resume == token.toName.snapshot.description)
        #expect(found.raw == true && found.hops?.isEmpty == true && found.leftOut == ["a"])
        #expect(PlanJSON(plan).snapshots == 1 && PlanJSON(plan).estimatedBytes == 7)
    }
}
