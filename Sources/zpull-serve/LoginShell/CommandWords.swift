/// Takes a forced command apart as a shell would, as far as it is nothing but words: where a shell would do more (expand,
/// redirect, start something else), it is refused.
enum CommandWords {
    /// `nil` when a shell would make more of it than words.
    static func split(_ command: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var rest = command.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case " ", "\t":
                if let whole = word { words.append(whole) }
                word = nil
            case "'":
                guard let end = rest.firstIndex(of: "'") else { return nil }
                word = (word ?? "") + String(rest[..<end])
                rest = rest[rest.index(after: end)...]
            case "\"":
                guard let quoted = doubleQuoted(&rest) else { return nil }
                word = (word ?? "") + quoted
            case "\\":
                guard let next = rest.popFirst(), next.value >= 0x20, next.value != 0x7F else { return nil }
                word = (word ?? "") + String(next)
            default:
                guard isPlain(scalar) else { return nil }
                word = (word ?? "") + String(scalar)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }

    private static func doubleQuoted(_ rest: inout Substring.UnicodeScalarView) -> String? {
        var text = ""
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return text
            case "$", "`": return nil
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                text += "$`\"\\".unicodeScalars.contains(next) ? String(next) : "\\" + String(next)
            default: text += String(scalar)
            }
        }
        return nil
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0x20 && scalar.value != 0x7F && !"$`;&|<>()*?[]{}~#!".unicodeScalars.contains(scalar)
    }
}
