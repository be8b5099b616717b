import Testing

@testable import Protocol

@Suite("A hop")
struct HopTests {
    @Test("ends with the number of bytes that came, in whatever frames they came")
    func count() throws {
        var client = try ClientState.hop.machine()
        for length in [1, 3, 70000] {
            let bytes = FrameHeader(.data, request: 1, length: length).encoded() + [UInt8](repeating: 5, count: length)
            _ = try client.events(of: bytes, inPiecesOf: 1000)
        }
        for wrong: UInt64 in [0, 70003, 70005, .max] {
            #expect(
                client.violation(of: End(count: wrong).frame(request: 1))
                    == .malformed(.end, "\(wrong) bytes announced, 70004 came"))
        }
        #expect(
            try client.events(of: End(count: 70004).frame(request: 1))
                == [.hopEnded(request: 1, bytes: 70004, isLast: false)])
    }

    @Test("counts its own bytes, not those of the hop before it")
    func countsAnew() throws {
        var client = try ClientState.hop.machine()
        _ = try client.events(of: Sample.frame(.data, request: 1) + End(count: 1).frame(request: 1))
        _ = try client.events(of: Sample.secondHop.frame(request: 1) + Sample.frame(.data, request: 1))
        #expect(
            try client.events(of: End(count: 1).frame(request: 1))
                == [.hopEnded(request: 1, bytes: 1, isLast: true)])
    }

    @Test("starts where the one before it ended, or the client refuses it")
    func chain() throws {
        var client = try ClientState.hop.machine()
        _ = try client.events(of: Sample.frame(.end, request: 1))
        let again = client.violation(of: Sample.firstHop.frame(request: 1))
        #expect(
            again
                == .malformed(
                    .start,
                    "it announces \(Sample.monday) → \(Sample.tuesday), where \(Sample.tuesday) → \(Sample.wednesday) was "
                        + "asked for"))
        #expect(try client.events(of: Sample.secondHop.frame(request: 1)).count == 1)
    }

    @Test("that is resumed may have any guids: whoever holds the token checks them")
    func resumed() throws {
        var client = try ClientState.resume.machine()
        let start = HopStart(to: Sample.wednesday, from: nil)
        #expect(try client.events(of: start.frame(request: 1)) == [.hopStarted(request: 1, start)])
        #expect(
            try client.events(of: Sample.frame(.end, request: 1))
                == [.hopEnded(request: 1, bytes: 0, isLast: true)])
    }

    @Test("may fail before its start, after it, and between two hops; the request is over then")
    func failures() throws {
        var between = try ClientState.hop.machine()
        _ = try between.events(of: Sample.frame(.end, request: 1))
        for var client in [try ClientState.send.machine(), try ClientState.hop.machine(), between] {
            let failure = Failure(.sendFailed, "I/O error", isRetryable: true)
            #expect(try client.events(of: failure.frame(request: 1)) == [.failed(request: 1, failure)])
            #expect(client.violation(of: Sample.firstHop.frame(request: 1)) != nil)
            #expect(try client.list().request == 2)
        }
    }

    @Test("does not keep a PONG or an error of the session from being heard")
    func between() throws {
        var client = try ClientState.hop.machine()
        #expect(try client.events(of: Sample.frame(.pong, request: 0)) == [.pong(9)])
        let failure = Failure(.protocolError, "why")
        #expect(try client.events(of: failure.frame()) == [.failed(request: 0, failure)])
    }
}
