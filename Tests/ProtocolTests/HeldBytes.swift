/// Looks into a machine, private parts and all, for the memory that it holds.
enum HeldBytes {
    /// About how many bytes the arrays and strings in a value take.
    static func count(in value: Any) -> Int {
        switch value {
        case let bytes as [UInt8]: bytes.capacity
        case let bytes as ArraySlice<UInt8>: bytes.count
        case let text as String: text.utf8.count
        case is UInt64: 8
        default: Mirror(reflecting: value).children.reduce(0) { $0 + count(in: $1.value) }
        }
    }

    /// The address of the first array of bytes that is not empty: it changes when the array is copied or grows.
    static func address(in value: Any) -> UnsafeRawPointer? {
        if let bytes = value as? [UInt8] {
            return bytes.isEmpty ? nil : bytes.withUnsafeBytes { $0.baseAddress }
        }
        for child in Mirror(reflecting: value).children {
            if let address = address(in: child.value) { return address }
        }
        return nil
    }
}
