import Testing

@testable import Protocol

@Suite("The banner")
struct BannerTests {
    @Test("is eight bytes, and the first that a server writes")
    func bytes() {
        #expect(ServerMachine.greeting == Array("ZPULL 1\n".utf8))
    }

    @Test("has been seen before the client has anything to write")
    func serverFirst() throws {
        var client = ClientMachine()
        #expect(try client.events(of: Wire.banner.dropLast()).isEmpty)
        #expect(client.partialBanner == Array("ZPULL 1".utf8))
        #expect(try client.events(of: [UInt8(ascii: "\n")]) == [.banner])
        #expect(client.partialBanner == nil)
        #expect(client.greeting(Sample.hello) == Wire.banner + Sample.hello.frame())
    }

    @Test("is missed with the first byte that differs, and what else is at hand is shown")
    func firstDifference() {
        for place in Wire.banner.indices {
            var noise = Wire.banner
            noise[place] ^= 0x20
            let client = ClientMachine()
            #expect(client.violation(of: Array(noise[...place])) == .notOurBanner(Array(noise[...place])))
            let more = noise + Array("and more".utf8)
            #expect(client.violation(of: more) == .notOurBanner(more))
            #expect(ServerMachine().violation(of: more, inPiecesOf: 1) == .notOurBanner(Array(noise[...place])))
        }
    }

    @Test("in whose place much noise comes keeps a kilobyte of it")
    func longNoise() {
        let noise = [UInt8](repeating: UInt8(ascii: "x"), count: 5000)
        #expect(ClientMachine().violation(of: noise) == .notOurBanner(Array(noise.prefix(1024))))
    }

    @Test("in whose place noise comes lets none of it steer a terminal")
    func escaped() {
        let noise = ProtocolViolation.notOurBanner(Array(0...255))
        #expect(noise.description.utf8.allSatisfy { (0x20..<0x7f).contains($0) })
        #expect(noise.description.contains(#"\x00\x01"#))
        #expect(noise.description.contains(#"\x09\n\x0b"#))
        #expect(noise.description.contains(#"Z[\\]"#))
        #expect(
            noise.description.hasSuffix(#"~\x7f\x80\x81"# + (0x82...0xff).map { #"\x"# + [$0].hex }.joined() + #"""#))
    }

    @Test("without a word after it is no end in good order for a client, but a server need not mind")
    func bannerAlone() throws {
        #expect(try !ServerState.banner.machine().isBetweenFrames)
        #expect(try ServerState.hello.machine().isBetweenFrames)
    }
}
