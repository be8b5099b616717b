/// The twelve bytes before each payload: type, flags, two reserved bytes, request, length; big-endian.
package struct FrameHeader: Equatable, Sendable {
    /// Set on a type that a receiver which does not know it may skip.
    package static let skippable: UInt8 = 1

    /// `nil` for an unknown type that may be skipped.
    package let type: MessageType?
    /// The request that the frame belongs to; zero for those that belong to none.
    package let request: UInt32
    /// Bytes of payload that follow; within the limit of the type.
    package let length: Int

    package init(_ type: MessageType, request: UInt32, length: Int) {
        self.type = type
        self.request = request
        self.length = length
    }

    /// Reads a header and checks all that can be checked without the payload.
    package init(_ bytes: ArraySlice<UInt8>) throws(ProtocolViolation) {
        var reader = ByteReader(bytes)
        let (code, flags, reserved) = (try reader.uint8(), try reader.uint8(), try reader.uint16())
        request = try reader.uint32()
        length = Int(try reader.uint32())
        guard reserved == 0 else { throw .reservedBits(type: code) }
        type = MessageType(rawValue: code)
        if let type {
            guard flags == 0 else { throw .reservedBits(type: code) }
            guard length <= type.limit else { throw .tooLong(type: code, length: length, limit: type.limit) }
            guard type != .data || length > 0 else { throw .malformed(type, "no bytes") }
        } else {
            guard flags == Self.skippable else { throw .unknownType(code) }
            guard length <= MessageType.unknownLimit else {
                throw .tooLong(type: code, length: length, limit: MessageType.unknownLimit)
            }
        }
    }

    package func encoded() -> [UInt8] {
        var writer = ByteWriter()
        writer.uint8(type?.rawValue ?? 0)
        writer.uint8(type == nil ? Self.skippable : 0)
        writer.uint16(0)
        writer.uint32(request)
        writer.uint32(UInt32(length))
        return writer.bytes
    }
}
