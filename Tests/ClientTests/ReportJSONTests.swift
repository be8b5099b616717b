import Foundation
import Testing

@testable import TestSupport
@testable import zpull_client

@Suite("A report as JSON")
struct ReportJSONTests {
    private func object(_ report: Report) throws -> [String: Any] {
        let text = try Output.text(json: ReportJSON(report))
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("has just the keys that docs/operations.md explains")
    func documented() throws {
        #expect(try Set(object(ReportSamples.report()).keys) == Manual.keys(after: "\n`report --json`"))
    }

    @Test("tells of each dataset what status tells, and what was done for it since it came")
    func parts() throws {
        let report = try ReportSamples.report()
        let object = try object(report)
        let status = try Output.text(json: report.sources.map { StatusJSON($0.status) })
        #expect(
            (object["sources"] as? NSArray) == (try JSONSerialization.jsonObject(with: Data(status.utf8)) as? NSArray))
        let care = try #require(object["care"] as? [[String: Any]])
        #expect(
            care.map { "\($0["event"] ?? "") \($0["dataset"] ?? "")" } == [
                "prune backup/web1/data", "verify backup/web1/data", "drill backup/web1/data",
                "verify backup/web1/mail",
            ])
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
