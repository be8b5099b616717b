import Foundation
import Testing

/// docs/operations.md, where tests hold it against the programs.
enum Manual {
    private static let path = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/operations.md").standardized.path

    /// The keys of the first table after a text: what stands in code in its first column, each part of `a.b` by itself.
    static func keys(after heading: String) throws -> Set<String> {
        let manual = try text(ofFile: path)
        let start = try #require(manual.range(of: heading), "the manual has no \(heading)").upperBound
        let rows = manual[start...].split(separator: "\n", omittingEmptySubsequences: false)
            .drop { !$0.hasPrefix("| key |") }.prefix { $0.hasPrefix("|") }
        return Set(
            rows.dropFirst(2).flatMap { row in
                row.split(separator: "|")[0].matches(of: /`([A-Za-z.]+)`/).flatMap {
                    $0.1.split(separator: ".").map(String.init)
                }
            })
    }
}

/// All keys of a JSON document, on whatever level.
func keys(ofJSON text: String) throws -> Set<String> {
    func keys(of value: Any) -> Set<String> {
        if let list = value as? [Any] { return list.reduce(into: []) { $0.formUnion(keys(of: $1)) } }
        guard let object = value as? [String: Any] else { return [] }
        return object.values.reduce(into: Set(object.keys)) { $0.formUnion(keys(of: $1)) }
    }
    return keys(of: try JSONSerialization.jsonObject(with: Data(text.utf8)))
}
