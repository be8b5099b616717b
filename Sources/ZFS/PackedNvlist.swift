/// A list of name-value pairs as `nvlist_pack` of OpenZFS writes it (module/nvpair/nvpair.c), native or XDR.
///
/// It reads what resume tokens hold and refuses the rest. Where libnvpair is generous (two pairs of one name, bytes
/// behind the list, sizes that are only looked at in part) this is strict, so that there is one reading of a list: ours
/// and that of `zfs send -t` cannot differ. There is no recursion: a list within the list is refused.
package struct PackedNvlist: Equatable, Sendable {
    /// More pairs than any token has (at most 12 in OpenZFS 2.4).
    package static let maximumPairs = 64
    /// The longest name taken, in bytes.
    package static let maximumName = 255

    /// What stands behind a name.
    package enum Value: Equatable, Sendable {
        /// `DATA_TYPE_BOOLEAN`: being there is all it says.
        case present
        /// `DATA_TYPE_UINT64`.
        case number(UInt64)
        /// `DATA_TYPE_STRING`.
        case string(String)
        /// `DATA_TYPE_UINT64_ARRAY`.
        case numbers([UInt64])
    }

    /// One name and its value.
    package struct Pair: Equatable, Sendable {
        package let name: String
        package let value: Value

        package init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// The pairs in their order. No name occurs twice.
    package let pairs: [Pair]

    /// Reads a whole packed list. The memory it takes is bounded by the length of `bytes`.
    package init(_ bytes: [UInt8]) throws(PackedNvlistError) {
        guard bytes.count >= 4 else { throw .truncated }
        var pairs: [Pair] = []
        switch bytes[0] {
        case 0:
            // The second byte tells the order of a native list: it is that of the machine that packed it.
            guard bytes[1] <= 1 else { throw .byteOrder(bytes[1]) }
            var reader = BinaryReader(bytes[4...], order: bytes[1] == 1 ? .little : .big)
            try Self.head(&reader)
            while let pair = try NativePair.next(&reader) { try Self.add(pair, to: &pairs) }
            try Self.end(reader)
        case 1:
            var reader = BinaryReader(bytes[4...], order: .big)
            try Self.head(&reader)
            while let pair = try XDRPair.next(&reader) { try Self.add(pair, to: &pairs) }
            try Self.end(reader)
        default: throw .encoding(bytes[0])
        }
        self.pairs = pairs
    }

    private static func head(_ reader: inout BinaryReader) throws(PackedNvlistError) {
        guard let version = reader.number(UInt32.self), let flags = reader.number(UInt32.self) else { throw .truncated }
        guard version == 0, flags == 1 else { throw .kind(version: version, flags: flags) }
    }

    private static func add(_ pair: Pair, to pairs: inout [Pair]) throws(PackedNvlistError) {
        guard pairs.count < maximumPairs else { throw .tooManyPairs }
        guard !pairs.contains(where: { $0.name == pair.name }) else { throw .duplicate(pair.name) }
        pairs.append(pair)
    }

    private static func end(_ reader: BinaryReader) throws(PackedNvlistError) {
        guard reader.remaining == 0 else { throw .trailing(reader.remaining) }
    }

    /// A name as both encodings have it, without NUL.
    static func name(_ bytes: ArraySlice<UInt8>) throws(PackedNvlistError) -> String {
        let printable: ClosedRange<UInt8> = 0x20...0x7e
        guard !bytes.isEmpty, bytes.count <= maximumName, bytes.allSatisfy({ printable.contains($0) }),
            let name = String(validating: bytes, as: UTF8.self)
        else { throw .name }
        return name
    }
}

/// The numbers of `data_type_t` (include/sys/nvpair.h) that resume tokens use.
enum NvlistType {
    static let boolean = 1
    static let number = 8
    static let string = 9
    static let numbers = 16

    /// The size that a pair of a list in memory takes: what both encodings hold as a pair's (decoded) size.
    static func pairSize(name: Int, value: Int) -> Int { aligned(16 + name + 1) + aligned(value) }

    /// Pairs and values in memory begin at multiples of eight bytes.
    static func aligned(_ size: Int) -> Int { (size + 7) & ~7 }
}
