import Testing

@testable import TestSupport
@testable import ZFS

@Suite("A rewritten resume token")
struct ResumeTokenWriterTests {
    @Test("says what the token of the client said, and is the same for every way to write that")
    func saysTheSame() throws {
        let fields = Forge.fields()
        let native = try ResumeToken(parsing: Forge.token(fields))
        let xdr = try ResumeToken(parsing: Forge.token(list: Forge.xdr(fields)))
        let shuffled = try ResumeToken(parsing: Forge.token(fields.reversed()))
        let rewritten = try ResumeToken(parsing: native.rewritten)
        #expect(
            rewritten.toName == native.toName && rewritten.to == native.to && rewritten.from == native.from
                && rewritten.object == native.object && rewritten.offset == native.offset
                && rewritten.bytes == native.bytes && rewritten.flags == native.flags)
        #expect(native.rewritten == xdr.rewritten)
        #expect(native.rewritten == shuffled.rewritten)
    }

    @Test(
        "of a real one holds the same list, byte for byte but for the order of its pairs",
        arguments: try Fixture.all("tokens", ending: "token"))
    func ofRealOnes(_ fixture: Fixture) throws {
        let text = fixture.text
        let token = try ResumeToken(parsing: text)
        let rewritten = try ResumeToken(parsing: token.rewritten)
        #expect(rewritten.toName == token.toName && rewritten.to == token.to && rewritten.from == token.from)
        #expect(rewritten.object == token.object && rewritten.offset == token.offset && rewritten.bytes == token.bytes)
        #expect(rewritten.flags == token.flags)
        #expect(token.rewritten.split(separator: "-")[2] == text.split(separator: "-")[2], "the lists differ in length")
    }

    @Test("leaves out what policy does not allow anyway: savedok and unknown flags")
    func leavesOut() throws {
        let token = try ResumeToken(parsing: Forge.token(Forge.fields([.flag("savedok"), .flag("evilok")])))
        let rewritten = try ResumeToken(parsing: token.rewritten)
        #expect(rewritten.unknownFlags.isEmpty && !rewritten.flags.contains(.saved))
    }
}
