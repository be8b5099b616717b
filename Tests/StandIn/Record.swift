import ZFS

/// A record behind the first one: its kind, and two numbers. Like ZFS's own it has 312 bytes, and those of kind `write`
/// are followed by data.
struct Record: Equatable {
    enum Kind: UInt32 {
        /// `DRR_WRITE`: so many bytes of data at an offset.
        case write = 3
        /// `DRR_END`: the checksum of all data, those of an earlier, cut stream included.
        case end = 5
    }

    let kind: Kind
    /// Bytes of data that follow.
    let payload: Int
    /// The offset of `write`, the checksum of `end`.
    let number: UInt64

    init(write count: Int, at offset: Int) { (kind, payload, number) = (.write, count, UInt64(offset)) }
    init(end checksum: UInt64) { (kind, payload, number) = (.end, 0, checksum) }

    /// `nil` for what the stand-in does not write.
    init?(_ bytes: [UInt8]) {
        func number(_ range: Range<Int>) -> UInt64 { bytes[range].reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        guard bytes.count == StreamHeader.length, let kind = Kind(rawValue: UInt32(number(0..<4))) else { return nil }
        self.kind = kind
        payload = Int(number(4..<8))
        self.number = number(8..<16)
    }

    var encoded: [UInt8] {
        let head = UInt64(kind.rawValue) | UInt64(payload) << 32
        let bytes = [head, number].flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
        return bytes + [UInt8](repeating: 0, count: StreamHeader.length - bytes.count)
    }
}
