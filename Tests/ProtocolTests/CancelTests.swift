import Testing

@testable import Protocol

@Suite("A CANCEL")
struct CancelTests {
    private func cancel(_ request: UInt32) -> [UInt8] { Sample.frame(.cancel, request: request) }

    @Test("of the request being answered is told, and ends it with an error, also in the middle of a hop")
    func current() throws {
        for afterStart in [false, true] {
            var server = try ServerState.answering.machine()
            if afterStart {
                _ = try server.start(Sample.firstHop)
                _ = try server.data(length: 1)
            }
            #expect(try server.events(of: cancel(1)) == [.cancelled(isCurrent: true)])
            #expect(server.fail(.cancelled) == Failure.cancelled.frame(request: 1))
            #expect(!server.isAnswering)
            #expect(server.takeRequest() == nil)
        }
    }

    @Test("of a request that waits is answered in its turn, without its being begun")
    func waiting() throws {
        var server = try ServerState.answering.machine()
        let requests = Sample.frame(.list, request: 2) + Sample.frame(.confirm, request: 3)
        _ = try server.events(of: requests)
        #expect(try server.events(of: cancel(2)) == [.cancelled(isCurrent: false)])
        #expect(server.takeRequest() == nil)
        _ = server.fail(.cancelled)
        let turn = server.takeRequest()
        #expect(turn != nil && turn?.event == nil)
        #expect(turn?.reply == Failure.cancelled.frame(request: 2))
        #expect(!server.isAnswering)
        #expect(server.takeRequest()?.event == .confirm(Sample.confirmation))
    }

    @Test("that crosses the answer is no error, nor is one sent twice")
    func crossing() throws {
        var server = try ServerState.answering.machine()
        _ = server.fail(Failure(.busy, ""))
        #expect(try server.events(of: cancel(1)) == [.cancelled(isCurrent: false)])
        #expect(try server.events(of: cancel(1)) == [.cancelled(isCurrent: false)])
        #expect(!server.isAnswering)
        _ = try server.events(of: Sample.frame(.list, request: 2))
        #expect(try server.events(of: cancel(1)) == [.cancelled(isCurrent: false)])
        #expect(server.takeRequest()?.event == .list)
    }

    @Test("of a request that was never made ends the session", arguments: [0, 2, .max] as [UInt32])
    func unknown(request: UInt32) throws {
        let server = try ServerState.answering.machine()
        guard case .outOfOrder(.cancel, request, _)? = server.violation(of: cancel(request)) else {
            Issue.record("it was taken")
            return
        }
    }

    @Test("does not keep the client from hearing what was under way, to its end or to the error")
    func dataUnderWay() throws {
        var client = try ClientState.hop.machine()
        #expect(client.cancel(1) == cancel(1))
        #expect(try client.events(of: Sample.frame(.data, request: 1)) == [.data(request: 1, [7])])
        let end = End(count: 1).frame(request: 1)
        #expect(try client.events(of: end) == [.hopEnded(request: 1, bytes: 1, isLast: false)])
        #expect(try client.events(of: Failure.cancelled.frame(request: 1)) == [.failed(request: 1, .cancelled)])
        // The request is over: what belongs to it comes too late.
        for type in [MessageType.start, .data, .end, .error] {
            #expect(client.violation(of: Sample.frame(type, request: 1)) != nil, "\(type)")
        }
    }
}
