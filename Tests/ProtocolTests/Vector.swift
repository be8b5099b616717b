import Foundation

@testable import TestSupport

/// A block of a file in Vectors, whose README.md describes the format.
struct Vector: Sendable, CustomStringConvertible {
    struct Line: Equatable, Sendable {
        let key: String
        let value: String
    }

    /// All lines but the name and the bytes.
    let lines: [Line]
    let description: String
    let bytes: [UInt8]

    init(_ block: [Line]) {
        description = block.first { $0.key == "name" }?.value ?? "without a name"
        bytes = block.filter { $0.key == "hex" }.flatMap(\.value.fromHex)
        lines = block.filter { !["name", "hex"].contains($0.key) }
    }

    func all(_ key: String) -> [String] { lines.filter { $0.key == key }.map(\.value) }

    subscript(key: String) -> String { all(key).first ?? "" }

    /// A number in decimal; a wrong one gives zero, which no vector that needs a number takes for right.
    func number<Number: FixedWidthInteger>(_ key: String) -> Number { Number(self[key]) ?? 0 }

    static let messages = load("messages.txt")
    static let refused = load("refused.txt")

    private static func load(_ file: String) -> [Vector] {
        let lines = text(of: file).components(separatedBy: "\n").filter { !$0.hasPrefix("#") }
        return lines.split(separator: "").map { block in Vector(block.map(line)) }
    }

    private static func line(_ text: String) -> Line {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return Line(
            key: String(parts[0]), value: parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
    }

    /// A file of Vectors; empty when it cannot be read, which the tests that count vectors notice.
    static func text(of file: String) -> String {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors/\(file)")
        return (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    }
}

extension Sequence<UInt8> {
    var hex: String { map { String(format: "%02x", $0) }.joined() }
}
