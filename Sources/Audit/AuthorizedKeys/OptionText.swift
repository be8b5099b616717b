/// A place in the options before a key. It reads as sshd does (opt_flag, opt_match and opt_dequote in OpenSSH's misc.c):
/// a flag is known by its beginning, whatever follows it.
struct OptionText {
    private var rest: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>) { rest = text }

    /// What follows; `nil` at the options' end, which is the first blank outside quotes.
    var next: UInt8? {
        guard let byte = rest.first, !byte.isBlank else { return nil }
        return byte
    }

    /// Steps over a comma. `false` when there is none.
    mutating func skipComma() -> Bool {
        guard rest.first == UInt8(ascii: ",") else { return false }
        rest.removeFirst()
        return true
    }

    /// Whether nothing at all follows, not even a key.
    var isAtEnd: Bool { rest.isEmpty }

    /// Takes `name`, or `no-name` where that is allowed: `false` for the latter, `nil` if neither stands here.
    mutating func flag(_ name: String, negatable: Bool = true) -> Bool? {
        if negatable, takes("no-" + name) { return false }
        return takes(name) ? true : nil
    }

    /// Takes `name=`.
    mutating func option(_ name: String) -> Bool { takes(name + "=") }

    /// What stands between double quotes, of which `\"` is the one escape.
    mutating func quoted() throws(DroppedLine) -> String {
        guard rest.first == UInt8(ascii: "\"") else {
            throw DroppedLine("an option's value does not begin with a quote")
        }
        rest.removeFirst()
        var value: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return String(decoding: value, as: UTF8.self) }
            if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "\"") {
                rest.removeFirst()
                value.append(UInt8(ascii: "\""))
            } else {
                value.append(byte)
            }
        }
        throw DroppedLine("an option's value lacks its closing quote")
    }

    private mutating func takes(_ word: String) -> Bool {
        let beginning = rest.prefix(word.utf8.count)
        guard beginning.count == word.utf8.count, zip(beginning, word.utf8).allSatisfy({ $0.lowercased == $1 }) else {
            return false
        }
        rest = rest.dropFirst(beginning.count)
        return true
    }
}

/// Why sshd drops a line.
package struct DroppedLine: Error, Equatable, Sendable {
    package let reason: String

    init(_ reason: String) { self.reason = reason }
}

extension UInt8 {
    /// What parts options, key and comment.
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    var lowercased: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self + 32 : self }
}
