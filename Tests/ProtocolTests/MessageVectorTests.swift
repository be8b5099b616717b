import Testing

@testable import Protocol

@Suite("Every message, as Vectors/messages.txt has it")
struct MessageVectorTests {
    @Test("is read as what it means", arguments: Vector.messages)
    func decoded(vector: Vector) throws {
        var decoder = FrameDecoder()
        var input = vector.bytes[...]
        let piece = try #require(try decoder.next(from: &input))
        #expect(try Meaning.lines(piece) == vector.lines.filter { $0.key != "only" })
        #expect(input.isEmpty)
        #expect(decoder.isBetweenFrames)
    }

    @Test("is written as these bytes", arguments: Vector.messages.filter { $0["only"] != "decode" })
    func encoded(vector: Vector) throws {
        #expect(try Meaning.frame(vector).hex == vector.bytes.hex)
    }

    @Test("has a vector for each type and each error code")
    func complete() {
        #expect(Set(Vector.messages.map { $0["is"] }) == Set(MessageType.allCases.map { "\($0)" }))
        let codes = Set(Vector.messages.filter { $0["is"] == "error" }.map { $0.number("code") as UInt16 })
        #expect(codes == Set(Failure.Code.allCases.map(\.rawValue)))
    }

    @Test("is refused when its payload is cut anywhere", arguments: Vector.messages)
    func truncated(vector: Vector) throws {
        let type = try #require(MessageType(rawValue: vector.bytes[0]))
        let payload = vector.bytes.dropFirst(Wire.headerLength)
        // DATA has no form of its own; a page cut between two rows is a page.
        guard type != .data else { return }
        let whole = try Meaning.lines(
            .message(FrameHeader(type, request: 0, length: 0), type: type, payload: [UInt8](payload)))
        for count in 0..<payload.count {
            let header = FrameHeader(type, request: 0, length: count)
            let cut = FrameDecoder.Piece.message(header, type: type, payload: [UInt8](payload.prefix(count)))
            do {
                let lines = try Meaning.lines(cut)
                let isWhole = lines.dropFirst(2).elementsEqual(whole.dropFirst(2))
                let isExtension = type == .hello && isWhole
                let isPage = type == .page && whole.dropFirst(2).starts(with: lines.dropFirst(2)) && !isWhole
                #expect(isExtension || isPage, "\(count) bytes of \(payload.count) were taken for \(lines)")
            } catch {
                let wanted: ProtocolViolation = type == .page && count == 0 ? .malformed(.page, "no rows") : .truncated
                #expect(error as? ProtocolViolation == wanted)
            }
        }
    }
}
