import Foundation
import Testing

@testable import TestSupport
@testable import zpull_client

@Suite("The monitoring files")
struct MonitoringFilesTests {
    private static let checkout = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        .standardized
    private static let rules = checkout.appending(path: "packaging/prometheus/zpull.rules.yml")
    private static let dashboard = checkout.appending(path: "packaging/grafana/zpull.json")
    private static let manual = checkout.appending(path: "docs/metrics.md")

    private func text(_ file: URL) throws -> String { try String(contentsOf: file, encoding: .utf8) }

    private func metrics(in file: URL) throws -> Set<String> {
        Set(try text(file).matches(of: /zpull_[a-z_]+/).map { String($0.output) })
    }

    private struct Dashboard: Decodable {
        struct Panel: Decodable {
            struct Target: Decodable { let expr: String }
            let id: Int
            let title: String
            let targets: [Target]
        }
        let panels: [Panel]
    }

    @Test("name only metrics that there are", arguments: [rules, dashboard])
    func names(file: URL) throws {
        let unknown = try metrics(in: file).subtracting(Metric.allCases.map(\.name))
        #expect(unknown.isEmpty)
    }

    @Test("docs/metrics.md has a row for each metric, in the words of its HELP, and no other")
    func documented() throws {
        let manual = try text(Self.manual)
        for metric in Metric.allCases {
            let row = manual.split(separator: "\n").first { $0.hasPrefix("| `\(metric.name)`") }
            #expect(row?.contains(metric.help) == true, "\(metric.name): \(metric.help)")
        }
        #expect(try metrics(in: Self.manual) == Set(Metric.allCases.map(\.name)))
    }

    @Test("docs/metrics.md tells of each alert")
    func alerts() throws {
        let alerts = try text(Self.rules).matches(of: /alert: (Zpull[A-Za-z]+)/).map(\.output.1)
        let manual = try text(Self.manual)
        #expect(alerts.count > 5)
        for alert in alerts { #expect(manual.contains("`\(alert)`")) }
    }

    @Test("alerts fire when they should, and only then")
    func firing() throws {
        try Promtool.check(["check", "rules", "--lint-fatal", Self.rules.path])
        try Promtool.check(["test", "rules", Self.rules.deletingPathExtension().path + ".test.yml"])
    }

    @Test("each query of the dashboard is one that Prometheus understands")
    func queries() throws {
        let panels = try JSONDecoder().decode(Dashboard.self, from: Data(contentsOf: Self.dashboard)).panels
        #expect(Set(panels.map(\.id)).count == panels.count)
        let queries = panels.flatMap(\.targets).map { $0.expr.replacing("$source", with: ".*") }
        #expect(queries.count > 10)
        let rules = queries.enumerated().map { "  - { record: \"a:\($0)\", expr: '\($1)' }\n" }.joined()
        let file = FileManager.default.temporaryDirectory.appending(path: "zpull-queries-\(UUID()).yml")
        try Data("groups:\n- name: dashboard\n  rules:\n\(rules)".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try Promtool.check(["check", "rules", file.path])
    }
}
