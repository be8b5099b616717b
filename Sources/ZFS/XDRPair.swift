/// A pair in XDR encoding (RFC 4506), all numbers highest byte first.
///
/// ```
/// size here i32 · size in memory i32 · length of name u32 · name, to 4 · type i32 · elements i32 · value
/// ```
///
/// The list ends with both sizes zero. A string is its length and its bytes, to 4, without NUL; an array is its count
/// again and its elements. What pads a name or string is skipped, as libnvpair does.
enum XDRPair {
    /// The next pair; `nil` at the end of the list.
    static func next(_ reader: inout BinaryReader) throws(PackedNvlistError) -> PackedNvlist.Pair? {
        let before = reader.remaining
        guard let size = reader.signed(), let sizeInMemory = reader.signed() else { throw .truncated }
        if size == 0 && sizeInMemory == 0 { return nil }

        let name = try PackedNvlist.name(try string(&reader))
        guard let type = reader.signed(), let elements = reader.signed() else { throw .truncated }
        let (value, valueSize) = try Self.value(&reader, type: type, elements: elements, name: name)
        // libnvpair allocates by the second size and hardly looks at the first: both must be what the pair needs.
        guard before - reader.remaining == size,
            sizeInMemory == NvlistType.pairSize(name: name.utf8.count, value: valueSize)
        else { throw .size }
        return PackedNvlist.Pair(name, value)
    }

    /// The value, and the bytes that it takes in memory.
    private static func value(
        _ reader: inout BinaryReader, type: Int, elements: Int, name: String
    ) throws(PackedNvlistError) -> (PackedNvlist.Value, size: Int) {
        switch type {
        case NvlistType.boolean:
            guard elements == 0 else { throw .size }
            return (.present, 0)
        case NvlistType.number:
            guard elements == 1 else { throw .size }
            guard let number = reader.number(UInt64.self) else { throw .truncated }
            return (.number(number), 8)
        case NvlistType.string:
            guard elements == 1 else { throw .size }
            let text = try string(&reader)
            guard !text.contains(0), let string = String(validating: text, as: UTF8.self) else { throw .string(name) }
            return (.string(string), text.count + 1)
        case NvlistType.numbers:
            guard let count = reader.number(UInt32.self) else { throw .truncated }
            guard Int(count) == elements, let bytes = reader.take(elements * 8) else { throw .size }
            var array = BinaryReader(bytes, order: .big)
            var numbers: [UInt64] = []
            while let number = array.number(UInt64.self) { numbers.append(number) }
            return (.numbers(numbers), elements * 8)
        default: throw .type(type, of: name)
        }
    }

    /// A length and as many bytes, padded to a multiple of four.
    private static func string(_ reader: inout BinaryReader) throws(PackedNvlistError) -> ArraySlice<UInt8> {
        guard let length = reader.number(UInt32.self), let bytes = reader.take(Int(length)),
            reader.take(-Int(length) & 3) != nil
        else { throw .truncated }
        return bytes
    }
}
