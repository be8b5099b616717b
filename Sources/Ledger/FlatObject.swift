import Encoding

/// A JSON object with nothing nested in it, on one line and in ASCII: what is not printable is escaped, so that a log can be
/// shown on any terminal.
package struct FlatObject {
    enum Value: Equatable {
        case text(String)
        case number(UInt64)
        /// With three digits behind the point, such as seconds.
        case thousandths(UInt64)
        case yes
    }

    private(set) var fields: [(key: String, value: Value)] = []

    package init() {}

    subscript(key: String) -> Value? { fields.first { $0.key == key }?.value }

    /// What there is nothing to say about is left out.
    mutating func add(_ key: String, _ value: Value?) {
        if let value { fields.append((key, value)) }
    }

    package mutating func add(_ key: String, text: (some CustomStringConvertible)?) {
        add(key, text.map { .text($0.description) })
    }

    // MARK: Writing

    package var line: String {
        "{" + fields.map { "\(JSON.quoted($0.key)):\(Self.text($0.value))" }.joined(separator: ",") + "}"
    }

    private static func text(_ value: Value) -> String {
        switch value {
        case .text(let text): JSON.quoted(text)
        case .number(let number): "\(number)"
        case .thousandths(let number): "\(number / 1000).\(String(number % 1000 + 1000).dropFirst())"
        case .yes: "true"
        }
    }

    // MARK: Reading

    /// Reads such a line, without its newline; `nil` for any other. Other spellings of the same pass: who needs to know
    /// compares with `line`.
    init?(parsing line: some Collection<UInt8>) {
        var rest = Array(line)[...]
        guard rest.popFirst() == UInt8(ascii: "{"), rest.popLast() == UInt8(ascii: "}") else { return nil }
        while !rest.isEmpty {
            guard fields.isEmpty || rest.popFirst() == UInt8(ascii: ","), let key = Self.string(&rest),
                rest.popFirst() == UInt8(ascii: ":"), let value = Self.value(&rest)
            else { return nil }
            fields.append((key, value))
        }
    }

    private static func value(_ rest: inout ArraySlice<UInt8>) -> Value? {
        if rest.first == UInt8(ascii: "\"") { return string(&rest).map(Value.text) }
        let word = String(decoding: rest.prefix { $0 != UInt8(ascii: ",") }, as: UTF8.self)
        rest = rest.dropFirst(word.utf8.count)
        if word == "true" { return .yes }
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return UInt64(word).map(Value.number) }
        guard parts[1].utf8.count == 3, let whole = UInt64(parts[0]), let part = UInt64(parts[1]), part < 1000 else {
            return nil
        }
        let (product, isTooMuch) = whole.multipliedReportingOverflow(by: 1000)
        return isTooMuch || product > .max - part ? nil : .thousandths(product + part)
    }

    private static func string(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.popFirst() == UInt8(ascii: "\"") else { return nil }
        var units: [UInt16] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: units, as: UTF16.self)
            case UInt8(ascii: "\\"):
                guard let unit = escaped(&rest) else { return nil }
                units.append(unit)
            case 0x20...0x7E: units.append(UInt16(byte))
            default: return nil
            }
        }
        return nil
    }

    private static func escaped(_ rest: inout ArraySlice<UInt8>) -> UInt16? {
        switch rest.popFirst() {
        case UInt8(ascii: "\"")?: return 0x22
        case UInt8(ascii: "\\")?: return 0x5C
        case UInt8(ascii: "u")?:
            let digits = String(decoding: rest.prefix(4), as: UTF8.self)
            guard digits.utf8.count == 4 else { return nil }
            rest = rest.dropFirst(4)
            return UInt16(digits, radix: 16)
        default: return nil
        }
    }
}
