/// A pair in native encoding: the bytes of an `nvpair_t` as it stood in memory.
///
/// ```
/// size i32 · length of name with NUL i16 · reserved i16 · elements i32 · type i32 · name, NUL, to 8 · value, to 8
/// ```
///
/// The list ends with a size of zero. What pads a name or value is skipped, as libnvpair does.
enum NativePair {
    /// The next pair; `nil` at the end of the list.
    static func next(_ reader: inout BinaryReader) throws(PackedNvlistError) -> PackedNvlist.Pair? {
        guard let size = reader.signed() else { throw .truncated }
        guard size != 0 else { return nil }
        guard size >= NvlistType.pairSize(name: 1, value: 0) else { throw .size }
        guard let nameLength = reader.number(UInt16.self), reader.take(2) != nil, let elements = reader.signed(),
            let type = reader.signed(), reader.remaining >= size - 16
        else { throw .truncated }

        // The name's length has a sign in C; one that is negative there is more than a name may have here.
        guard nameLength > 1, Int(nameLength) <= PackedNvlist.maximumName + 1 else { throw .name }
        let nameRoom = NvlistType.aligned(16 + Int(nameLength)) - 16
        guard nameRoom <= size - 16, let nameBytes = reader.take(nameRoom)?.prefix(Int(nameLength)) else { throw .size }
        guard nameBytes.last == 0 else { throw .name }
        let name = try PackedNvlist.name(nameBytes.dropLast())
        guard let value = reader.take(size - 16 - nameRoom) else { throw .truncated }
        return PackedNvlist.Pair(
            name, try Self.value(value, type: type, elements: elements, name: name, order: reader.order))
    }

    /// The value in `bytes`, which it must fill but for the padding.
    private static func value(
        _ bytes: ArraySlice<UInt8>, type: Int, elements: Int, name: String, order: ByteOrder
    ) throws(PackedNvlistError) -> PackedNvlist.Value {
        var reader = BinaryReader(bytes, order: order)
        switch type {
        case NvlistType.boolean:
            guard elements == 0, bytes.isEmpty else { throw .size }
            return .present
        case NvlistType.number:
            guard elements == 1, bytes.count == 8, let number = reader.number(UInt64.self) else { throw .size }
            return .number(number)
        case NvlistType.string:
            guard elements == 1 else { throw .size }
            guard let end = bytes.firstIndex(of: 0) else { throw .string(name) }
            let text = bytes[..<end]
            guard NvlistType.aligned(text.count + 1) == bytes.count else { throw .size }
            guard let string = String(validating: text, as: UTF8.self) else { throw .string(name) }
            return .string(string)
        case NvlistType.numbers:
            guard elements >= 0, bytes.count == elements * 8 else { throw .size }
            var numbers: [UInt64] = []
            while let number = reader.number(UInt64.self) { numbers.append(number) }
            return .numbers(numbers)
        default: throw .type(type, of: name)
        }
    }
}
