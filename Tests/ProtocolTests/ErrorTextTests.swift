import Testing

@testable import Protocol

@Suite("The text of an error")
struct ErrorTextTests {
    private func bytes(_ count: Int, _ unit: String) -> String { String(repeating: unit, count: count) }

    @Test("is cut to 1024 bytes, between two characters")
    func cut() {
        #expect(Failure(.busy, bytes(1024, "x")).text == bytes(1024, "x"))
        #expect(Failure(.busy, bytes(1025, "x")).text == bytes(1024, "x"))
        #expect(Failure(.busy, "x" + bytes(600, "é")).text == "x" + bytes(511, "é"))
        #expect(Failure(.busy, bytes(100_000, "€")).text == bytes(341, "€"))
        // Each flag is one character of eight bytes.
        #expect(Failure(.busy, bytes(200, "🇩🇪")).text == bytes(128, "🇩🇪"))
        #expect(Failure(.busy, "e" + bytes(1000, "\u{301}")).text.isEmpty)
    }

    @Test("loses what could steer a terminal or forge a line, in the sender and in the receiver")
    func controls() throws {
        let text =
            "a\u{0}b\u{1B}[31mc\nd\re\u{7F}f\u{9B}g\u{202E}h\u{2066}i\u{200B}j\u{FEFF}k\u{2028}l\u{E000}m\u{378}n"
        let clean = "a?b?[31mc?d?e?f?g?h?i?j?k?l?m?n"
        #expect(Failure(.busy, text).text == clean)
        var writer = ByteWriter()
        writer.uint16(8)
        writer.uint8(0)
        writer.string(text)
        #expect(try Failure(payload: writer.bytes).text == clean)
    }

    @Test("keeps letters of all scripts, and quotation marks")
    func letters() {
        let text = "“größer” – Ωмега 日本語 e\u{301} 🙂 \\ \" ' % $"
        #expect(Failure(.busy, text).text == text)
    }

    @Test("is refused in 1025 bytes, even when little would be left of them")
    func tooLong() {
        var writer = ByteWriter()
        writer.uint16(8)
        writer.uint8(0)
        writer.string(bytes(513, "\u{9B}"))
        #expect(throws: ProtocolViolation.malformed(.error, "a text that is too long")) {
            try Failure(payload: writer.bytes)
        }
    }

    @Test("comes back as it was sent", arguments: Failure.Code.allCases)
    func roundTrip(code: Failure.Code) throws {
        for isRetryable in [false, true] {
            let failure = Failure(code, "why, and what mends it", isRetryable: isRetryable)
            let payload = [UInt8](failure.frame().dropFirst(Wire.headerLength))
            #expect(try Failure(payload: payload) == failure)
        }
    }
}
