/// A JSON value (RFC 8259), enough of it to be written: zpull-serve has no Foundation.
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

    /// A string, in ASCII.
    package static func quoted(_ string: String) -> String {
        var quoted = "\""
        for unit in string.utf16 {
            switch unit {
            case 0x22, 0x5C: quoted += "\\" + String(decoding: CollectionOfOne(unit), as: UTF16.self)
            case 0x20...0x7E: quoted += String(decoding: CollectionOfOne(unit), as: UTF16.self)
            default:
                let digits = String(unit, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            }
        }
        return quoted + "\""
    }
}
