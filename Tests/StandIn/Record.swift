import ZFS

/// A record behind the first one. Like ZFS's own it has 312 bytes, those of kind `write` are followed by data, and each
/// holds the checksum of all data before it.
struct Record: Equatable {
    enum Kind: UInt32 {
        /// `DRR_WRITE`: so many bytes of data at an offset.
        case write = 3
        /// `DRR_END`
        case end = 5
    }

    let kind: Kind
    /// Bytes of data that follow.
    let payload: Int
    /// The offset of `write`.
    let offset: UInt64
    /// Of all data before it, those of an earlier, cut stream included.
    let checksum: UInt64

    init(write count: Int, at offset: Int, after checksum: UInt64) {
        (kind, payload, self.offset, self.checksum) = (.write, count, UInt64(offset), checksum)
    }

    init(end checksum: UInt64) { (kind, payload, offset, self.checksum) = (.end, 0, 0, checksum) }

    /// `nil` for what the stand-in does not write.
    init?(_ bytes: [UInt8]) {
        func number(_ range: Range<Int>) -> UInt64 { bytes[range].reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        guard bytes.count == StreamHeader.length, let kind = Kind(rawValue: UInt32(number(0..<4))) else { return nil }
        self.kind = kind
        payload = Int(number(4..<8))
        offset = number(8..<16)
        checksum = number(16..<24)
    }

    var encoded: [UInt8] {
        let head = UInt64(kind.rawValue) | UInt64(payload) << 32
        let bytes = [head, offset, checksum].flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        return bytes + [UInt8](repeating: 0, count: StreamHeader.length - bytes.count)
    }
}
