/// The order in which a number's bytes stand.
package enum ByteOrder: Sendable {
    /// Lowest byte first, as on x86 and almost every ARM.
    case little
    /// Highest byte first, as in XDR (RFC 4506), on s390x and SPARC.
    case big
}

/// A cursor over bytes that somebody else made: whatever is asked beyond their end is `nil`, never a trap.
struct BinaryReader {
    private var rest: ArraySlice<UInt8>
    let order: ByteOrder

    init(_ bytes: ArraySlice<UInt8>, order: ByteOrder) {
        rest = bytes
        self.order = order
    }

    /// How many bytes are left.
    var remaining: Int { rest.count }

    /// The next `count` bytes; `nil`, and the cursor stays, when there are fewer or `count` is negative.
    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// The next number, in this reader's byte order. For a signed one, ask for its bit pattern.
    mutating func number<Number: FixedWidthInteger & UnsignedInteger>(_: Number.Type) -> Number? {
        guard let bytes = take(Number.bitWidth / 8) else { return nil }
        let number = bytes.reduce(0) { Number(truncatingIfNeeded: UInt64($0) << 8 | UInt64($1)) }
        return order == .big ? number : number.byteSwapped
    }

    /// The next number of 32 bits with a sign, as an `Int`.
    mutating func signed() -> Int? {
        number(UInt32.self).map { Int(Int32(bitPattern: $0)) }
    }
}

extension [UInt8] {
    /// Appends a number's bytes, the counterpart of `BinaryReader.number`.
    mutating func append(number: some FixedWidthInteger & UnsignedInteger, order: ByteOrder) {
        let shifts = stride(from: 0, to: number.bitWidth, by: 8)
        let bytes = shifts.map { UInt8(truncatingIfNeeded: number >> $0) }
        append(contentsOf: order == .little ? bytes : bytes.reversed())
    }
}
