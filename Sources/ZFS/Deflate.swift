/// The constants of RFC 1951.
enum Deflate {
    /// What a symbol of the length or distance alphabet stands for: its base and the count of further bits.
    struct Range {
        let base: Int
        let extraBits: Int
    }

    /// Symbols below this are bytes, those above it lengths.
    static let endOfBlock = 256

    /// The order in which the lengths of the code-length code stand (3.2.7).
    static let codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    /// Symbols 257 to 285 (3.2.5).
    static let lengths: [Range] =
        ranges(
            from: 3, extraBits: [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5])
        // The last breaks the rule: 258 has a symbol without further bits, though the one before it could reach it.
        + [Range(base: 258, extraBits: 0)]

    /// Distance symbols 0 to 29 (3.2.5).
    static let distances: [Range] = ranges(
        from: 1,
        extraBits: [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13])

    /// The codes of blocks of type 1 (3.2.6), made once: a stream may have a block in every ten bits. Literals 286 and
    /// 287 and distances 30 and 31 have a code and no meaning. `nil` cannot happen: the lengths are the standard's.
    static let fixedCodes: (literals: HuffmanCode, distances: HuffmanCode)? = {
        let lengths = (0..<288).map { symbol in
            switch symbol {
            case ..<144: 8
            case ..<256: 9
            case ..<280: 7
            default: 8
            }
        }
        guard let literals = try? HuffmanCode(lengths: lengths),
            let distances = try? HuffmanCode(lengths: [Int](repeating: 5, count: 32))
        else { return nil }
        return (literals, distances)
    }()

    /// Each range begins where the one before it ends.
    private static func ranges(from first: Int, extraBits: [Int]) -> [Range] {
        var base = first
        return extraBits.map { bits in
            defer { base += 1 << bits }
            return Range(base: base, extraBits: bits)
        }
    }
}
