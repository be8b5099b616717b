/// A JSON value (RFC 8259), enough of it to write findings: zpull-serve has no Foundation.
package enum JSON: Sendable {
    case string(String)
    case number(Int)
    case array([JSON])
    case object([(String, JSON)])
    case null

    /// The text, on one line, in ASCII.
    package var text: String {
        switch self {
        case .string(let string): Self.quoted(string)
        case .number(let number): "\(number)"
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\(Self.quoted($0)):\($1.text)" }.joined(separator: ",") + "}"
        case .null: "null"
        }
    }

    private static func quoted(_ string: String) -> String {
        let escaped = string.utf16.map { unit -> String in
            switch unit {
            case 0x22: "\\\""
            case 0x5C: "\\\\"
            case 0x20..<0x7F: String(UnicodeScalar(UInt8(unit)))
            default: "\\u" + String(repeating: "0", count: 4 - String(unit, radix: 16).count) + String(unit, radix: 16)
            }
        }
        return "\"\(escaped.joined())\""
    }
}
