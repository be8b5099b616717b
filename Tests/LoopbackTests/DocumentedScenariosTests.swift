import Foundation
import Testing

@testable import TestSupport

/// docs/operations.md says which scenario shows what it promises.
@Suite("The scenarios that docs/operations.md names")
struct DocumentedScenariosTests {
    private static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The last cell of each row of the tables that have a column of scenarios; titles stand between line breaks.
    private func cells() throws -> [String] {
        let text = try String(contentsOf: Self.checkout.appending(path: "docs/operations.md"), encoding: .utf8)
        var (cells, isWithin): ([String], Bool) = ([], false)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                isWithin = false
                continue
            }
            let last = line.split(separator: "|").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
            if isWithin, !last.hasPrefix("---") { cells.append(last) }
            if last == "scenario" { isWithin = true }
        }
        return cells
    }

    private func titles() throws -> [String] {
        try run(try Programs.lab(), ["--titles"]).split(separator: "\n").map(String.init)
    }

    @Test("exist, each row of a table having one at least")
    func exist() throws {
        let (cells, titles) = (try cells(), Set(try titles()))
        #expect(cells.count > 40 && titles.count >= 80)
        for cell in cells {
            for title in cell.components(separatedBy: "<br>").map({ $0.trimmingCharacters(in: .whitespaces) }) {
                let isThere = titles.contains(title)
                #expect(isThere, "“\(title)” is no scenario")
            }
        }
    }

    @Test("have titles of their own")
    func unique() throws {
        let titles = try titles()
        #expect(Set(titles).count == titles.count)
    }
}
