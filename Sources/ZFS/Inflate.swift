/// Expands zlib streams (RFC 1950) of Deflate blocks (RFC 1951) that a stranger made.
///
/// Written for small inputs: resume tokens. It is a pure function of its arguments; the memory it takes is bounded by
/// `limit`, and its time by the length of the input and `limit`, since each step takes at least one bit in.
package enum Inflate {
    /// The expanded bytes.
    ///
    /// - Parameter limit: the most bytes to give back. A stream that holds one more is refused when that one is reached.
    package static func zlib(_ bytes: [UInt8], limit: Int) throws(InflateError) -> [UInt8] {
        guard bytes.count >= 2 else { throw .truncated }
        let (method, flags) = (Int(bytes[0]), Int(bytes[1]))
        // Method 8 with a window of at most 32 KiB, the two together a multiple of 31, no preset dictionary.
        guard method & 0x0f == 8, method >> 4 <= 7, (method << 8 | flags) % 31 == 0, flags & 0x20 == 0 else {
            throw .header
        }
        var inflater = Inflater(reader: BitReader(bytes[2...]), limit: limit)
        try inflater.run()

        var trailer = BinaryReader(inflater.reader.rest, order: .big)
        guard let checksum = trailer.number(UInt32.self) else { throw .truncated }
        guard checksum == adler32(inflater.output) else { throw .checksum }
        guard trailer.remaining == 0 else { throw .trailing(trailer.remaining) }
        return inflater.output
    }

    /// The checksum at the end of a zlib stream (RFC 1950, 8.2).
    static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (sum, sumOfSums): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            sum = (sum + UInt32(byte)) % 65521
            sumOfSums = (sumOfSums + sum) % 65521
        }
        return sumOfSums << 16 | sum
    }
}

/// The state of one expansion.
private struct Inflater {
    var reader: BitReader
    let limit: Int
    var output: [UInt8] = []

    init(reader: BitReader, limit: Int) {
        self.reader = reader
        self.limit = limit
    }

    mutating func run() throws(InflateError) {
        var isLast = false
        while !isLast {
            isLast = try reader.bits(1) == 1
            switch try reader.bits(2) {
            case 0: try storedBlock()
            case 1:
                guard let codes = Deflate.fixedCodes else { throw .code }
                try block(literals: codes.literals, distances: codes.distances)
            case 2:
                let codes = try readCodes()
                try block(literals: codes.literals, distances: codes.distances)
            default: throw .block
            }
        }
        reader.align()
    }

    /// Makes sure that `count` more bytes are within the limit, before they are made.
    private func makeRoom(for count: Int) throws(InflateError) {
        guard count <= limit - output.count else { throw .limit(limit) }
    }

    private mutating func storedBlock() throws(InflateError) {
        reader.align()
        let (length, complement) = (try reader.bits(16), try reader.bits(16))
        guard length == ~complement & 0xffff else { throw .block }
        reader.align()
        try makeRoom(for: length)
        output += try reader.take(length)
    }

    private mutating func block(literals: HuffmanCode, distances: HuffmanCode) throws(InflateError) {
        while true {
            let symbol = try literals.symbol(from: &reader)
            switch symbol {
            case 0..<Deflate.endOfBlock:
                try makeRoom(for: 1)
                output.append(UInt8(truncatingIfNeeded: symbol))
            case Deflate.endOfBlock: return
            default: try copy(lengthSymbol: symbol - Deflate.endOfBlock - 1, distances: distances)
            }
        }
    }

    private mutating func copy(lengthSymbol: Int, distances: HuffmanCode) throws(InflateError) {
        let length = try value(of: lengthSymbol, in: Deflate.lengths)
        let distance = try value(of: try distances.symbol(from: &reader), in: Deflate.distances)
        guard distance <= output.count else { throw .distance }
        try makeRoom(for: length)
        // Byte by byte: a copy may reach into what it writes itself.
        for _ in 0..<length { output.append(output[output.count - distance]) }
    }

    /// A length or distance: its symbol's base and as many further bits as the symbol has.
    private mutating func value(of symbol: Int, in table: [Deflate.Range]) throws(InflateError) -> Int {
        guard table.indices.contains(symbol) else { throw .symbol }
        return table[symbol].base + (try reader.bits(table[symbol].extraBits))
    }

    /// The two codes at the head of a block of type 2 (RFC 1951, 3.2.7), themselves in a third code.
    private mutating func readCodes() throws(InflateError) -> (literals: HuffmanCode, distances: HuffmanCode) {
        let literalCount = try reader.bits(5) + 257
        let distanceCount = try reader.bits(5) + 1
        let lengthCount = try reader.bits(4) + 4
        guard literalCount <= 286, distanceCount <= 30 else { throw .code }
        var lengthLengths = [Int](repeating: 0, count: Deflate.codeLengthOrder.count)
        for symbol in Deflate.codeLengthOrder.prefix(lengthCount) { lengthLengths[symbol] = try reader.bits(3) }
        let lengthCode = try HuffmanCode(lengths: lengthLengths)

        var lengths: [Int] = []
        while lengths.count < literalCount + distanceCount {
            let symbol = try lengthCode.symbol(from: &reader)
            switch symbol {
            case 16:
                guard let last = lengths.last else { throw .code }
                lengths += [Int](repeating: last, count: try reader.bits(2) + 3)
            case 17: lengths += [Int](repeating: 0, count: try reader.bits(3) + 3)
            case 18: lengths += [Int](repeating: 0, count: try reader.bits(7) + 11)
            default: lengths.append(symbol)
            }
        }
        guard lengths.count == literalCount + distanceCount, lengths[Deflate.endOfBlock] > 0 else { throw .code }
        return (
            try HuffmanCode(lengths: lengths[..<literalCount]), try HuffmanCode(lengths: lengths[literalCount...])
        )
    }
}
