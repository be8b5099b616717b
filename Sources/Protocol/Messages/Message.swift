/// A control message: what stands in the payload of a frame other than DATA.
protocol Message: Equatable, Sendable {
    static var type: MessageType { get }
    init(from reader: inout ByteReader) throws(ProtocolViolation)
    func write(to writer: inout ByteWriter)
}

extension Message {
    /// Decodes a payload, which must hold the message and nothing behind it.
    init(payload: [UInt8]) throws(ProtocolViolation) {
        var reader = ByteReader(payload[...])
        try self.init(from: &reader)
        guard reader.isAtEnd else { throw .malformed(Self.type, "bytes after its end") }
    }

    /// The whole frame: header and payload.
    func frame(request: UInt32 = 0) -> [UInt8] {
        var writer = ByteWriter()
        write(to: &writer)
        return FrameHeader(Self.type, request: request, length: writer.bytes.count).encoded() + writer.bytes
    }
}
