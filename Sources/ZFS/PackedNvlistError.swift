/// Why bytes are not a packed list of name-value pairs as resume tokens have it.
package enum PackedNvlistError: Error, Equatable, CustomStringConvertible {
    /// They end before the list does.
    case truncated
    /// Neither native (0) nor XDR (1).
    case encoding(UInt8)
    /// The mark of the byte order is neither 0 nor 1.
    case byteOrder(UInt8)
    /// A list version other than 0, or flags other than "unique names".
    case kind(version: UInt32, flags: UInt32)
    /// A size that does not fit what it is the size of.
    case size
    /// A name that is empty, too long, not printable ASCII, or without its closing NUL.
    case name
    /// A name that occurs twice.
    case duplicate(String)
    /// A type that no resume token has; lists within the list are among them.
    case type(Int, of: String)
    /// A string without its NUL, or not in UTF-8.
    case string(String)
    /// More pairs than `PackedNvlist.maximumPairs`.
    case tooManyPairs
    /// Bytes are left behind the list.
    case trailing(Int)

    package var description: String {
        switch self {
        case .truncated: "the list ends early"
        case .encoding(let byte): "the list's encoding is \(byte) instead of 0 (native) or 1 (XDR)"
        case .byteOrder(let byte): "the list's byte order is \(byte) instead of 0 or 1"
        case .kind(let version, let flags):
            "the list has version \(version) and flags \(flags) instead of 0 and 1 (unique names)"
        case .size: "a size in the list does not fit what it measures"
        case .name: "a name in the list is malformed"
        case .duplicate(let name): "\"\(name)\" is in the list twice"
        case .type(let type, let name): "\"\(name)\" has the type \(type), which no resume token has"
        case .string(let name): "the text of \"\(name)\" is malformed"
        case .tooManyPairs: "the list has more than \(PackedNvlist.maximumPairs) pairs"
        case .trailing(let count): "\(count) bytes follow the list"
        }
    }
}
