import ZFS

/// Makes packed lists, zlib streams and resume tokens from nothing, right ones and wrong ones, as a hostile client can.
/// It shares no code with the readers it is used on.
enum Forge {
    /// A pair of a list, with whatever lies about itself a test wants.
    struct Pair {
        var name: String
        var type: Int32
        var elements: Int32
        /// As in memory on a little-endian machine, without padding.
        var native: [UInt8]
        var xdr: [UInt8]
        /// What replaces the true size of the pair, in a native list.
        var size: Int32?
        /// Whether the name of a native pair has its NUL.
        var nameEnds = true

        static func flag(_ name: String) -> Pair { Pair(name: name, type: 1, elements: 0, native: [], xdr: []) }

        static func number(_ name: String, _ number: UInt64) -> Pair {
            Pair(name: name, type: 8, elements: 1, native: little(number), xdr: big(number))
        }

        static func string(_ name: String, _ text: String) -> Pair {
            let bytes = Array(text.utf8)
            return Pair(
                name: name, type: 9, elements: 1, native: bytes + [0],
                xdr: padded(big(UInt32(bytes.count)) + bytes, to: 4))
        }

        static func numbers(_ name: String, _ numbers: [UInt64]) -> Pair {
            Pair(
                name: name, type: 16, elements: Int32(numbers.count), native: numbers.flatMap { little($0) },
                xdr: big(UInt32(numbers.count)) + numbers.flatMap { big($0) })
        }

        /// A list within the list, which says that it has `depth` further lists within it.
        static func nested(depth: Int) -> Pair {
            let inner = depth == 0 ? [] : [nested(depth: depth - 1)]
            let list = [UInt8](repeating: 0, count: 24) + nativePairs(inner)
            return Pair(name: "n", type: 19, elements: 1, native: list, xdr: xdrPairs(inner))
        }
    }

    static func little(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    static func big(_ number: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }

    static func padded(_ bytes: [UInt8], to unit: Int) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: (unit - bytes.count % unit) % unit)
    }

    // MARK: Lists

    static func native(_ pairs: [Pair], version: UInt32 = 0, flags: UInt32 = 1) -> [UInt8] {
        [0, 1, 0, 0] + little(version) + little(flags) + nativePairs(pairs)
    }

    private static func nativePairs(_ pairs: [Pair]) -> [UInt8] {
        pairs.flatMap { pair in
            let name = Array(pair.name.utf8) + (pair.nameEnds ? [0] : [])
            let body = little(UInt16(name.count)) + [0, 0] + little(pair.elements) + little(pair.type) + name
            let rest = padded([0, 0, 0, 0] + body, to: 8).dropFirst(4) + padded(pair.native, to: 8)
            return little(pair.size ?? Int32(rest.count + 4)) + rest
        } + [0, 0, 0, 0]
    }

    /// A native list as a big-endian machine packs it: numbers and strings only.
    static func nativeBig(_ pairs: [Pair]) -> [UInt8] {
        let packed = pairs.map { pair in
            let name = Array(pair.name.utf8) + [0]
            let head = big(UInt16(name.count)) + [0, 0] + big(pair.elements) + big(pair.type) + name
            let value = pair.type == 8 ? Array(pair.native.reversed()) : pair.native
            return Array(padded([0, 0, 0, 0] + head, to: 8).dropFirst(4)) + padded(value, to: 8)
        }
        return [0, 0, 0, 0] + big(UInt32(0)) + big(UInt32(1)) + packed.flatMap { big(UInt32($0.count + 4)) + $0 }
            + [0, 0, 0, 0]
    }

    static func xdr(_ pairs: [Pair]) -> [UInt8] { [1, 1, 0, 0] + big(UInt32(0)) + big(UInt32(1)) + xdrPairs(pairs) }

    private static func xdrPairs(_ pairs: [Pair]) -> [UInt8] {
        pairs.flatMap { pair in
            let name = Array(pair.name.utf8)
            let memory =
                padded([UInt8](repeating: 0, count: 16) + name + [0], to: 8).count + padded(pair.native, to: 8).count
            let rest = padded(big(UInt32(name.count)) + name, to: 4) + big(pair.type) + big(pair.elements) + pair.xdr
            return big(pair.size ?? Int32(rest.count + 8)) + big(Int32(memory)) + rest
        } + [UInt8](repeating: 0, count: 8)
    }

    // MARK: zlib

    /// A zlib stream of stored blocks: no compressor is needed to forge a token.
    static func zlib(_ bytes: [UInt8]) -> [UInt8] {
        let count = UInt16(bytes.count)
        return [0x78, 0x01, 0x01] + little(count) + little(~count) + bytes + big(adler32(bytes))
    }

    static func adler32(_ bytes: [UInt8]) -> UInt32 {
        let sum = bytes.reduce(1) { ($0 + Int($1)) % 65521 }
        let weighted = bytes.enumerated().reduce(bytes.count % 65521) {
            ($0 + (bytes.count - $1.offset) * Int($1.element)) % 65521
        }
        return UInt32(weighted << 16 | sum)
    }

    /// A zlib stream of one fixed block: a zero byte, and `copies` times 258 more of it at 13 bits each.
    static func bomb(copies: Int) -> [UInt8] {
        var bits = "1" + "10" + "00110000"
        bits += String(repeating: "11000101" + "00000", count: copies) + "0000000"
        bits += String(repeating: "0", count: (8 - bits.count % 8) % 8)
        var packed: [UInt8] = []
        var byte: UInt8 = 0
        for (index, bit) in bits.utf8.enumerated() {
            byte |= (bit & 1) << UInt8(index % 8)
            if index % 8 == 7 {
                packed.append(byte)
                byte = 0
            }
        }
        return [0x78, 0x01] + packed + big(adler32([UInt8](repeating: 0, count: 1 + 258 * copies)))
    }

    // MARK: Tokens

    /// What a token of an incremental raw send holds, with some pairs replaced or left out.
    static func fields(_ changes: [Pair] = [], without: Set<String> = []) -> [Pair] {
        let usual: [Pair] = [
            .number("fromguid", 11), .number("object", 7), .number("offset", 131_072), .number("bytes", 1_048_576),
            .number("toguid", 22), .string("toname", "tank/data@monday"), .flag("largeblockok"), .flag("embedok"),
            .flag("compressok"), .flag("rawok"),
        ]
        let kept = usual.filter { pair in !without.contains(pair.name) && !changes.contains { $0.name == pair.name } }
        return kept + changes
    }

    static func token(_ pairs: [Pair]) -> String { token(list: native(pairs)) }

    static func token(list: [UInt8]) -> String { token(compressed: zlib(list), length: list.count) }

    /// A token around any bytes, with the checksum that they have.
    static func token(compressed: [UInt8], length: Int, bigEndianSum: Bool = false) -> String {
        var sum: UInt64 = 0
        for start in stride(from: 0, to: compressed.count / 4 * 4, by: 4) {
            let word = compressed[start..<start + 4]
            sum += (bigEndianSum ? Array(word) : word.reversed()).reduce(0) { $0 << 8 | UInt64($1) }
        }
        let hex = compressed.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return "1-\(String(sum, radix: 16))-\(String(length, radix: 16))-\(hex)"
    }
}
