import FoundationEssentials
import Testing

@testable import Audit

@Suite("docs/audit.md")
struct DocumentTests {
    @Test("has every rule, in order, with its severity and what it finds")
    func table() throws {
        let path = URL(filePath: #filePath).appending(path: "../../../docs/audit.md").standardized
        let text = try String(contentsOf: path, encoding: .utf8)
        let rows = text.split(separator: "\n").map { $0.split(separator: "|").map { $0.trimmed } }.filter {
            $0.count == 4 && RuleID(rawValue: $0[0]) != nil
        }
        let rules = Rule.all.sorted { RuleID.allCases.index($0.id) < RuleID.allCases.index($1.id) }
        #expect(rows.map { $0[0] } == rules.map(\.id.rawValue))
        #expect(rows.map { $0[1] } == rules.map(\.severity.description))
        #expect(rows.map { $0[2].replacing(" (R)", with: "") } == rules.map(\.title))
        #expect(rows.allSatisfy { !$0[3].isEmpty })
    }
}

extension [RuleID] {
    fileprivate func index(_ id: RuleID) -> Int { firstIndex(of: id) ?? count }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
