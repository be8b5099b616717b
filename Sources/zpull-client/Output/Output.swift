import Foundation
import Glibc
import System

/// Standard output and error, for whole texts.
enum Output {
    static func print(_ lines: [String]) {
        try? IO.writeAll(STDOUT_FILENO, Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    static func complain(_ text: String) { try? IO.writeAll(STDERR_FILENO, Array((text + "\n").utf8)) }

    /// One JSON document, with sorted keys, so that two outputs can be compared.
    static func print(json value: some Encodable) throws { print([try text(json: value)]) }

    static func text(json value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
