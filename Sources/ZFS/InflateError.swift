/// Why bytes are not a zlib stream that can be expanded.
package enum InflateError: Error, Equatable, CustomStringConvertible {
    /// They end before the stream does.
    case truncated
    /// The two bytes at their start are not a zlib header without dictionary.
    case header
    /// A block's type, or a stored block's length, is none.
    case block
    /// A block's code lengths describe no code.
    case code
    /// Bits that stand for no symbol of the block's code.
    case symbol
    /// A copy from before the first byte.
    case distance
    /// It would expand to more bytes than the caller takes.
    case limit(Int)
    /// The Adler-32 at the end is not that of the expanded bytes.
    case checksum
    /// Bytes are left behind the stream.
    case trailing(Int)

    package var description: String {
        switch self {
        case .truncated: "the compressed data ends early"
        case .header: "the compressed data has no zlib header"
        case .block: "a compressed block has no valid type or length"
        case .code: "a compressed block's Huffman code is invalid"
        case .symbol: "a compressed block holds bits that are no symbol"
        case .distance: "a compressed block copies from before the beginning"
        case .limit(let limit): "the compressed data expands to more than \(limit) bytes"
        case .checksum: "the expanded data does not match its Adler-32 checksum"
        case .trailing(let count): "\(count) bytes follow the compressed data"
        }
    }
}
