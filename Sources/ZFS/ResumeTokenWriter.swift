import Encoding

extension ResumeToken {
    /// A token of our own that says the same: made from the checked values alone, in little-endian order, which every
    /// machine that Debian runs Swift on has.
    ///
    /// A source gives this to `zfs send -t` instead of the client's text, so that no byte of a client reaches a command
    /// line, and nothing that the two might read differently exists.
    package var rewritten: String {
        var list = NativeListWriter()
        if let from { list.add("fromguid", number: from.rawValue) }
        list.add("object", number: object)
        list.add("offset", number: offset)
        list.add("bytes", number: bytes)
        list.add("toguid", number: to.rawValue)
        list.add("toname", string: toName.description)
        let names: [(Flags, String)] = [
            (.largeBlocks, "largeblockok"), (.embedded, "embedok"), (.compressed, "compressok"), (.raw, "rawok"),
        ]
        for (flag, name) in names where flags.contains(flag) { list.add(flag: name) }

        let packed = list.finished
        let compressed = StoredZlib.stream(packed)
        let sum = Fletcher4.firstWord(of: compressed, order: .little)
        return "1-\(String(sum, radix: 16))-\(String(packed.count, radix: 16))-\(Hex.text(compressed))"
    }
}

/// Packs an nvlist in native encoding, little-endian; see `NativePair` for the form.
private struct NativeListWriter {
    private static let header: [UInt8] = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
    private var bytes = Self.header

    mutating func add(_ name: String, number: UInt64) {
        var value: [UInt8] = []
        value.append(number: number, order: .little)
        add(name, NvlistType.number, 1, value)
    }

    mutating func add(_ name: String, string: String) { add(name, NvlistType.string, 1, Array(string.utf8) + [0]) }
    mutating func add(flag name: String) { add(name, NvlistType.boolean, 0, []) }

    /// The list with its end mark.
    var finished: [UInt8] { bytes + [0, 0, 0, 0] }

    private mutating func add(_ name: String, _ type: Int, _ elements: UInt32, _ value: [UInt8]) {
        let size = NvlistType.pairSize(name: name.utf8.count, value: value.count)
        bytes.append(number: UInt32(size), order: .little)
        bytes.append(number: UInt16(name.utf8.count + 1), order: .little)
        bytes += [0, 0]
        bytes.append(number: elements, order: .little)
        bytes.append(number: UInt32(type), order: .little)
        bytes += Self.padded(Array(name.utf8) + [0], after: 16) + Self.padded(value, after: 0)
    }

    private static func padded(_ bytes: [UInt8], after offset: Int) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: NvlistType.aligned(offset + bytes.count) - offset - bytes.count)
    }
}

/// A zlib stream (RFC 1950) of one block that is not compressed (RFC 1951, 3.2.4).
private enum StoredZlib {
    /// - Parameter bytes: at most 65,535; a list with one name has less than a thousand.
    static func stream(_ bytes: [UInt8]) -> [UInt8] {
        let count = UInt16(truncatingIfNeeded: bytes.count)
        var stream: [UInt8] = [0x78, 0x01, 0x01]
        stream.append(number: count, order: .little)
        stream.append(number: ~count, order: .little)
        stream += bytes
        stream.append(number: Inflate.adler32(bytes), order: .big)
        return stream
    }
}
