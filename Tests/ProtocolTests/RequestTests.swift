import Testing
import ZFS

@testable import Protocol

@Suite("Requests")
struct RequestTests {
    @Test("have numbers that only rise", arguments: [MessageType.list, .send, .resume, .confirm])
    func numbers(type: MessageType) throws {
        var server = try ServerState.open.machine()
        for request: UInt32 in [1, 2, 7, .max] {
            #expect(try server.events(of: Sample.frame(type, request: request)) == [.requestWaits])
            for old in [0, request / 2, request - 1, request] {
                guard case .outOfOrder(type, old, _)? = server.violation(of: Sample.frame(type, request: old)) else {
                    Issue.record("request \(old) after \(request) was taken")
                    continue
                }
            }
        }
    }

    @Test("are refused before their number counts when their payload is wrong")
    func wrongPayload() throws {
        let server = try ServerState.open.machine()
        let cut = FrameHeader(.send, request: 1, length: 1).encoded() + [0]
        #expect(server.violation(of: cut) == .truncated)
    }

    @Test("may be open sixteen at once, the one being answered included")
    func limit() throws {
        var server = try ServerState.answering.machine()
        for request: UInt32 in 2...16 { _ = try server.events(of: Sample.frame(.list, request: request)) }
        #expect(server.violation(of: Sample.frame(.list, request: 17)) == .tooManyRequests(limit: 16))
        // Neither a PING nor a CANCEL is a request, and a cancelled one stays open until its turn.
        #expect(try server.events(of: Sample.frame(.ping, request: 0)).count == 1)
        #expect(try server.events(of: Sample.frame(.cancel, request: 16)) == [.cancelled(isCurrent: false)])
        #expect(server.violation(of: Sample.frame(.list, request: 17)) == .tooManyRequests(limit: 16))
        _ = server.fail(.cancelled)
        #expect(server.violation(of: Sample.frame(.list, request: 17)) == nil)
    }

    @Test("of the client stop at sixteen too, and go on with each answer")
    func clientLimit() throws {
        var client = try ClientState.idle.machine()
        for request: UInt32 in 1...16 {
            #expect(client.canRequest)
            #expect(try client.list() == .init(request: request, frame: Sample.frame(.list, request: request)))
        }
        #expect(!client.canRequest)
        #expect(throws: ProtocolViolation.tooManyRequests(limit: 16)) { try client.confirm(Sample.confirmation) }
        _ = try client.events(of: Sample.frame(.end, request: 1))
        #expect(try client.confirm(Sample.confirmation).request == 17)
        _ = try client.events(of: Sample.frame(.error, request: 2))
        #expect(client.canRequest)
    }

    @Test("cannot be made before the server's hello")
    func tooEarly() throws {
        for state in [ClientState.banner, .hello] {
            var client = try state.machine()
            #expect(!client.isOpen)
            #expect(throws: ProtocolViolation.outOfOrder(got: .list, request: 0, allowed: "hello")) {
                try client.list()
            }
        }
        #expect(try ClientState.idle.machine().isOpen)
    }

    @Test("are answered one after another, in their order")
    func order() throws {
        var server = try ServerState.open.machine()
        _ = try server.events(of: Sample.frame(.confirm, request: 1) + Sample.frame(.list, request: 4))
        #expect(server.takeRequest()?.event == .confirm(Sample.confirmation))
        #expect(server.isAnswering)
        #expect(server.takeRequest() == nil)
        #expect(try server.confirmed() == Sample.frame(.end, request: 1))
        #expect(!server.isAnswering)
        #expect(server.takeRequest()?.event == .list)
        #expect(server.takeRequest() == nil)
    }

    @Test("that are open are answered oldest first, or the client ends the session")
    func clientOrder() throws {
        var client = try ClientState.idle.machine()
        _ = try client.list()
        _ = try client.list()
        for type in [MessageType.page, .end, .error] {
            guard case .outOfOrder(type, 2, _)? = client.violation(of: Sample.frame(type, request: 2)) else {
                Issue.record("\(type) of the second request came before the first was answered")
                continue
            }
        }
        #expect(try client.events(of: Sample.frame(.end, request: 1)) == [.listed(request: 1)])
        #expect(try client.events(of: Sample.frame(.end, request: 2)) == [.listed(request: 2)])
        #expect(client.violation(of: Sample.frame(.end, request: 2)) != nil)
    }

    @Test("name 1 to 4096 snapshots, neither none nor one more")
    func chain() throws {
        let guids = (1...4097).compactMap { Guid(UInt64($0)) }
        func request(_ count: Int) -> SendRequest? {
            SendRequest(
                dataset: Sample.data, base: nil, chain: Array(guids.prefix(count)), flags: .plain,
                accepted: Sample.accepted)
        }
        #expect(request(0) == nil)
        #expect(request(4097) == nil)
        let longest = try #require(request(4096))
        var server = try ServerState.open.machine()
        #expect(try server.events(of: longest.frame(request: 1)) == [.requestWaits])
        #expect(server.takeRequest()?.event == .send(longest))

        var writer = ByteWriter()
        writer.uint8(0)
        writer.uint64(0)
        writer.string("tank")
        writer.uint64(0)
        writer.uint16(4097)
        for guid in guids { writer.uint64(guid.rawValue) }
        let frame = FrameHeader(.send, request: 2, length: writer.bytes.count).encoded() + writer.bytes
        #expect(
            server.violation(of: frame)
                == .malformed(.send, "a chain of 4097 snapshots, where 1 to 4096 are allowed"))
    }

    @Test("with the longest token that a ResumeToken can have fit into a frame")
    func longestToken() throws {
        let name = try #require(DatasetName(String(repeating: "d", count: DatasetName.maximumLength)))
        let token = String(repeating: "f", count: ResumeToken.maximumLength)
        let request = ResumeRequest(dataset: name, token: token, flags: .plain, accepted: Sample.accepted)
        var server = try ServerState.open.machine()
        #expect(try server.events(of: request.frame(request: 1)) == [.requestWaits])
        #expect(server.takeRequest()?.event == .resume(request))
    }
}
