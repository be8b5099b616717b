import Testing

@testable import Protocol

@Suite("HELLO")
struct HelloTests {
    private func hello(_ versions: ClosedRange<UInt16>) -> Hello {
        Hello(versions: versions, time: 0, id: "", software: "", zfsVersion: "")
    }

    @Test(
        "agrees on the newest version that both speak",
        arguments: [0...1, 1...1, 1...2, 0...65535] as [ClosedRange<UInt16>])
    func agreed(versions: ClosedRange<UInt16>) throws {
        #expect(try hello(versions).agreedVersion() == 1)
    }

    @Test(
        "without a common version ends the session on both sides",
        arguments: [0...0, 2...2, 2...65535] as [ClosedRange<UInt16>])
    func noneAgreed(versions: ClosedRange<UInt16>) throws {
        let frame = hello(versions).frame()
        #expect(try ServerState.hello.machine().violation(of: frame) == .noCommonVersion(theirs: versions))
        #expect(try ClientState.hello.machine().violation(of: frame) == .noCommonVersion(theirs: versions))
    }

    @Test("can grow up to the limit of its frame: what follows its last field is left unread")
    func extended() throws {
        let payload = Sample.hello.frame().dropFirst(Wire.headerLength)
        for extra in [1, 100, MessageType.hello.limit - payload.count] {
            let bytes =
                FrameHeader(.hello, request: 0, length: payload.count + extra).encoded() + payload
                + [UInt8](repeating: 0xff, count: extra)
            var client = try ClientState.hello.machine()
            #expect(try client.events(of: bytes) == [.hello(Sample.hello)])
        }
    }

    @Test("is never written with a name that the other side would refuse")
    func names() throws {
        let odd = Hello(time: 0, id: "a\nb\u{202E}", software: String(repeating: "é", count: 200), zfsVersion: "ok")
        #expect(odd.id == "a?b?")
        #expect(odd.software == String(repeating: "é", count: 127))
        var server = try ServerState.hello.machine()
        _ = try server.events(of: odd.frame())
        #expect(server.takeRequest()?.event == .hello(odd))
    }

    @Test("of the client is answered with the server's, and only then are requests taken")
    func answered() throws {
        var server = try ServerState.greeted.machine()
        #expect(!server.isAnswering)
        #expect(server.violation(of: Sample.frame(.list, request: 1)) != nil)
        #expect(server.takeRequest()?.event == .hello(Sample.hello))
        #expect(server.violation(of: Sample.frame(.list, request: 1)) != nil)
        #expect(server.hello(Sample.hello) == Sample.hello.frame())
        #expect(server.violation(of: Sample.frame(.list, request: 1)) == nil)
    }
}
