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
        #expect(rows.map { $0[0] } == Rule.all.map(\.id.rawValue))
        #expect(rows.map { $0[1] } == Rule.all.map(\.severity.description))
        #expect(rows.map { $0[2].replacing(" (R)", with: "") } == Rule.all.map(\.title))
        #expect(rows.allSatisfy { !$0[3].isEmpty })
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
