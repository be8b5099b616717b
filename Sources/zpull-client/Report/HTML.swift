/// Markup. What stands in this program's source is taken as it is; what is put into it is text, and escaped: names and errors come
/// from hosts that may mean ill.
struct HTML: ExpressibleByStringInterpolation {
    let markup: String

    init(stringLiteral markup: String) { self.markup = markup }
    init(stringInterpolation: StringInterpolation) { markup = stringInterpolation.markup }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(literalCapacity) }

        mutating func appendLiteral(_ literal: String) { markup += literal }
        mutating func appendInterpolation(_ html: HTML) { markup += html.markup }
        mutating func appendInterpolation(_ parts: [HTML]) { for part in parts { markup += part.markup } }
        mutating func appendInterpolation(_ number: Int) { markup += "\(number)" }
        mutating func appendInterpolation(_ text: String) {
            for scalar in text.unicodeScalars { markup += HTML.escaped(scalar) }
        }
    }

    /// Also fit for attributes in quotation marks.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        case "'": "&#39;"
        case "\n", "\t": String(scalar)
        default:
            // Neither control characters nor those that turn the direction of what follows (bidi) get through.
            [.control, .format].contains(scalar.properties.generalCategory) ? "\u{FFFD}" : String(scalar)
        }
    }
}
