import Foundation
import Testing

@testable import TestSupport
@testable import zpull_client

@Suite("A report as JSON")
struct ReportJSONTests {
    private func object(_ report: Report) throws -> [String: Any] {
        let text = try Output.text(json: report)
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// All keys but those of the history's lines, which have a table of their own.
    private func keys(_ value: Any) -> Set<String> {
        if let list = value as? [Any] { return list.map(keys).reduce([]) { $0.union($1) } }
        guard let object = value as? [String: Any], object["event"] == nil else { return [] }
        return object.values.map(keys).reduce(Set(object.keys)) { $0.union($1) }
    }

    @Test("has just the keys that docs/operations.md explains")
    func documented() throws {
        let manual = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/operations.md")
        let section = try text(ofFile: manual.path).split(separator: "\n`report --json`")[1].split(separator: "\n## ")[
            0]
        let first = section.split(separator: "\n").dropFirst(3).prefix { $0.hasPrefix("|") }
        let documented = Set(
            first.joined().matches(of: /`([a-zA-Z]+)(?:\[\])?`|`[a-z]+\[\]\.([a-z]+)`/).flatMap {
                [$0.output.1, $0.output.2].compactMap { $0.map(String.init) }
            })
        let notKeys: Set = ["fresh_within", "held", "stopped", "failed"]
        #expect(try documented.subtracting(notKeys) == keys(object(ReportSamples.report())))
    }

    @Test("tells of each dataset how it stands, and why")
    func datasets() throws {
        let sources = try #require(try object(ReportSamples.report())["sources"] as? [[String: Any]])
        #expect(sources.map { $0["source"] as? String } == ["web1", "db1", "attic"])
        let datasets = try #require(sources[0]["datasets"] as? [[String: Any]])
        let states = Dictionary(
            uniqueKeysWithValues: datasets.map { ("\($0["dataset"] ?? "")", "\($0["state"] ?? "")") })
        #expect(states["backup/web1/data"] == "fresh")
        #expect(states["backup/web1/data/home"] == "late")
        #expect(states["backup/web1/mail"] == "overdue")
        #expect(states["backup/web1/vm"] == "stopped")
        #expect(states["backup/web1/photos"] == "held")
        #expect(states[ReportSamples.longName] == "failed")
        let failed = try #require(datasets.first { $0["dataset"] as? String == ReportSamples.longName })
        #expect("\(failed["problem"] ?? "")".contains("out of space"))
        #expect(failed["behind"] as? Int == 8 * 3600)
        #expect(failed["age"] as? Int == 14 * 3600)
        #expect(failed["warn"] as? Int == 26 * 3600)
    }

    @Test("has failures newest first, and no more than a page holds")
    func failures() throws {
        let many = (1...100).map {
            HistoryEvent.other(.verify, "web1", "backup/web1/a", at: $0, .failed, problem: "\($0)")
        }
        let report = try ReportSamples.report(many + [.other(.verify, "elsewhere", "x", at: 1, .failed, problem: "x")])
        #expect(report.failures.map(\.time) == (71...100).reversed())
    }
}
