import Testing

@testable import Protocol

@Suite("A frame's length")
struct LengthTests {
    private func header(_ type: MessageType, _ length: Int) -> [UInt8] {
        FrameHeader(type, request: 1, length: length).encoded()
    }

    @Test("may be the limit of its type, and not a byte more", arguments: MessageType.allCases)
    func limit(type: MessageType) throws {
        #expect(try FrameHeader(header(type, type.limit)[...]).length == type.limit)
        for length in [type.limit + 1, type.limit * 2 + 1, Int(Int32.max), Int(UInt32.max)] {
            #expect(throws: ProtocolViolation.tooLong(type: type.rawValue, length: length, limit: type.limit)) {
                try FrameHeader(header(type, length)[...])
            }
        }
    }

    @Test("is believed only as far as bytes come: nothing is set aside for what was announced")
    func nothingAllocated() throws {
        for type in MessageType.allCases where type.limit > 0 {
            var decoder = FrameDecoder()
            var input = (header(type, type.limit) + [0])[...]
            let piece = try decoder.next(from: &input)
            #expect((piece == nil) == (type != .data))
            #expect(HeldBytes.count(in: decoder) <= 256, "\(type)")
        }
    }

    @Test("is the whole of a payload that is gathered", arguments: MessageType.allCases.filter { $0 != .data })
    func whole(type: MessageType) throws {
        let payload = (0..<type.limit).map { UInt8(truncatingIfNeeded: $0) }
        var decoder = FrameDecoder()
        var input = (header(type, type.limit) + payload + [99])[...]
        let piece = try decoder.next(from: &input)
        #expect(
            piece == .message(FrameHeader(type, request: 1, length: type.limit), type: type, payload: payload))
        #expect(input == [99])
    }

    @Test("of DATA is handed on in the pieces in which it comes, none of them empty")
    func data() throws {
        var decoder = FrameDecoder()
        let stream = header(.data, 5) + Array("abcde".utf8) + header(.data, 1) + Array("f".utf8)
        var parts: [String] = []
        for piece in stream.pieces(of: 4) {
            var input = piece
            while let found = try decoder.next(from: &input) {
                guard case .data(1, let bytes) = found else { throw ProtocolViolation.truncated }
                parts.append(String(decoding: bytes, as: UTF8.self))
            }
        }
        #expect(parts == ["abcd", "e", "f"])
        #expect(decoder.isBetweenFrames)
    }
}
