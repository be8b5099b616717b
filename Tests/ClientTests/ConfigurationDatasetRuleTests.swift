import Replication
import Testing
import ZFS

@testable import zpull_client

/// Which datasets a rule covers, and where they go.
struct ConfigurationDatasetRuleTests {
    @Test(
        "a rule sends each dataset that it covers to the same path below its target",
        arguments: [
            ("tank/data", "backup/web1/data"),
            ("tank/data/a", "backup/web1/data/a"),
            ("tank/data/a/b c", "backup/web1/data/a/b c"),
            ("tank/data/tmp", nil),
            ("tank/data/tmp/below", nil),
            ("tank/data/a/tmp", nil),
            ("tank/data/tmpx", "backup/web1/data/tmpx"),
            ("tank/data/cache", nil),
            ("tank/data/a/cache", "backup/web1/data/a/cache"),
            ("tank/data2", nil),
            ("tank", nil),
        ] as [(String, String?)])
    func target(remote: String, local: String?) throws {
        let rule = try rule(
            #"{ remote: tank/data, local: backup/web1/data, recursive: true, exclude: ["*/tmp", cache] }"#)
        #expect(try rule.target(of: #require(DatasetName(remote)))?.description == local)
    }

    @Test("a rule that is not recursive covers its dataset alone")
    func alone() throws {
        let rule = try rule("{ remote: tank/data, local: backup/web1/data }")
        #expect(try rule.target(of: #require(DatasetName("tank/data"))) == rule.local)
        #expect(try rule.target(of: #require(DatasetName("tank/data/a"))) == nil)
    }

    @Test("planning gets all that a rule says")
    func syncRule() throws {
        let rule = try rule(
            "{ remote: tank, local: backup/a, recursive: true, exclude: [x], snapshots: [s], initial: latest, "
                + "intermediate: latest, raw: true, brakes: off, on_divergence: quarantine }")
        #expect(
            try rule.syncRule
                == SyncRule(
                    selection: DatasetSelection(
                        root: #require(DatasetName("tank")), isRecursive: true, exclude: [#require(Glob("x"))]),
                    target: #require(DatasetName("backup/a")), snapshots: [#require(Glob("s"))], initial: .latest,
                    intermediate: .latest, raw: true, brakes: .off, quarantines: true))
    }

    @Test("a name that would be too long below the target has no target")
    func tooLong() throws {
        let rule = try rule("{ remote: tank, local: backup/web1, recursive: true }")
        let name = try #require(DatasetName("tank/" + String(repeating: "x", count: 250)))
        #expect(rule.selection.contains(name))
        #expect(rule.target(of: name) == nil)
    }

    private func rule(_ text: String) throws -> DatasetRule {
        let yaml = "sources: [{ name: a, host: a, identity: /i, known_hosts: /k, datasets: [\(text)] }]"
        return try #require(parse(yaml).sources.first?.datasets.first)
    }
}
