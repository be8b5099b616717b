/// A canonical Huffman code (RFC 1951, 3.2.2): given the length of each symbol's code, the codes follow.
struct HuffmanCode {
    /// The longest code that Deflate has, in bits.
    static let maximumLength = 15

    /// How many codes there are of each length, from 0 to 15 bits.
    private var counts = [Int](repeating: 0, count: maximumLength + 1)
    /// The symbols that have a code, shortest code first.
    private var symbols: [Int] = []

    /// - Parameter lengths: the bits of each symbol's code, 0 for a symbol that has none.
    /// - Throws: `InflateError.code` when there are more codes than the lengths have room for, or fewer. As in zlib, a
    ///   code may be incomplete when it has no symbol, or one of one bit.
    init(lengths: some Collection<Int>) throws(InflateError) {
        for length in lengths {
            guard counts.indices.contains(length) else { throw .code }
            counts[length] += 1
        }
        // The room left for longer codes; once there are too many it stays below zero.
        let room = counts.dropFirst().reduce(1) { $0 * 2 - $1 }
        let used = lengths.count - counts[0]
        guard room == 0 || used == 0 || (used == 1 && counts[1] == 1) else { throw .code }

        let byLength = lengths.enumerated().filter { $0.element > 0 }.sorted {
            ($0.element, $0.offset) < ($1.element, $1.offset)
        }
        symbols = byLength.map(\.offset)
    }

    /// Reads one symbol, bit by bit: among the codes of each length, the first code and the first symbol are known.
    func symbol(from reader: inout BitReader) throws(InflateError) -> Int {
        var (code, firstCode, firstSymbol) = (0, 0, 0)
        for length in 1...Self.maximumLength {
            code |= try reader.bits(1)
            let count = counts[length]
            if code - firstCode < count { return symbols[firstSymbol + code - firstCode] }
            firstSymbol += count
            firstCode = (firstCode + count) << 1
            code <<= 1
        }
        throw .symbol
    }
}

/// Reads bits as Deflate packs them: the lowest bit of each byte first.
struct BitReader {
    private let bytes: ArraySlice<UInt8>
    /// The first byte that is not in `pending` yet.
    private var next: Int
    private var pending = 0
    private var pendingCount = 0

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        next = bytes.startIndex
    }

    /// The next `count` bits as a number, at most 16.
    mutating func bits(_ count: Int) throws(InflateError) -> Int {
        while pendingCount < count {
            guard next < bytes.endIndex else { throw .truncated }
            pending |= Int(bytes[next]) << pendingCount
            pendingCount += 8
            next += 1
        }
        defer {
            pending >>= count
            pendingCount -= count
        }
        return pending & (1 << count - 1)
    }

    /// Skips to the next whole byte.
    mutating func align() {
        // Bytes are taken in only as they are asked for, so what is pending is less than one.
        (pending, pendingCount) = (0, 0)
    }

    /// The next `count` whole bytes; call `align` first.
    mutating func take(_ count: Int) throws(InflateError) -> ArraySlice<UInt8> {
        guard count <= bytes.endIndex - next else { throw .truncated }
        defer { next += count }
        return bytes[next..<next + count]
    }

    /// What has not been taken in yet; call `align` first.
    var rest: ArraySlice<UInt8> { bytes[next...] }
}
