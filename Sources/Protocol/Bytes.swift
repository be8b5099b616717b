/// Reads big-endian numbers and strings from the front of a payload. Running out is `ProtocolViolation.truncated`.
struct ByteReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    /// Leaves what remains unread.
    mutating func skipRest() { rest = [] }

    mutating func uint8() throws(ProtocolViolation) -> UInt8 { UInt8(try number(1)) }
    mutating func uint16() throws(ProtocolViolation) -> UInt16 { UInt16(try number(2)) }
    mutating func uint32() throws(ProtocolViolation) -> UInt32 { UInt32(try number(4)) }
    mutating func uint64() throws(ProtocolViolation) -> UInt64 { try number(8) }

    /// A u16 length and that many bytes of UTF-8.
    mutating func string() throws(ProtocolViolation) -> String {
        let length = Int(try uint16())
        guard let text = String(validating: try take(length), as: UTF8.self) else { throw .notText }
        return text
    }

    private mutating func number(_ width: Int) throws(ProtocolViolation) -> UInt64 {
        try take(width).reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func take(_ count: Int) throws(ProtocolViolation) -> ArraySlice<UInt8> {
        guard rest.count >= count else { throw .truncated }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}

/// Appends big-endian numbers and strings.
struct ByteWriter {
    private(set) var bytes: [UInt8] = []

    mutating func uint8(_ value: UInt8) { bytes.append(value) }
    mutating func uint16(_ value: UInt16) { number(UInt64(value), 2) }
    mutating func uint32(_ value: UInt32) { number(UInt64(value), 4) }
    mutating func uint64(_ value: UInt64) { number(value, 8) }

    /// A u16 length and the string's UTF-8, cut at a character when it is longer than `limit` bytes.
    mutating func string(_ value: String, limit: Int = 65535) {
        let text = value.truncated(toUTF8: limit)
        uint16(UInt16(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func number(_ value: UInt64, _ width: Int) {
        for index in (0..<width).reversed() { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))) }
    }
}

extension String {
    /// The longest prefix of whole characters that fits into `limit` bytes of UTF-8.
    package func truncated(toUTF8 limit: Int) -> String {
        var room = limit
        return String(
            prefix { character in
                room -= character.utf8.count
                return room >= 0
            })
    }
}
