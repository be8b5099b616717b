import Testing

@testable import Protocol

/// The tables of docs/protocol.md: which message is allowed in which state. All others are refused.
@Suite("Messages out of order")
struct OrderTests {
    /// A type, and the request that it must carry.
    private struct Allowed: Hashable {
        let type: MessageType
        let request: UInt32
    }

    private static func server(_ state: ServerState) -> Set<Allowed> {
        switch state {
        case .banner, .greeted: return []
        case .hello: return [Allowed(type: .hello, request: 0)]
        case .open, .answering:
            let (last, next): (UInt32, [UInt32]) = state == .open ? (0, [1, 2, 7]) : (1, [2, 7])
            let requests = next.flatMap { id in
                [MessageType.list, .send, .resume, .confirm].map { Allowed(type: $0, request: id) }
            }
            let cancels = last > 0 ? [Allowed(type: .cancel, request: last)] : []
            return Set(requests + cancels + [Allowed(type: .ping, request: 0)])
        }
    }

    private static func client(_ state: ClientState) -> Set<Allowed> {
        let types: [MessageType] =
            switch state {
            case .banner, .hello, .idle: []
            case .list: [.page, .end, .error]
            case .send, .resume: [.start, .error]
            case .hop: [.data, .end, .error]
            case .confirmation: [.end, .error]
            }
        var allowed = Set(types.map { Allowed(type: $0, request: 1) })
        guard state != .banner else { return allowed }
        allowed.insert(Allowed(type: .error, request: 0))
        allowed.insert(Allowed(type: state == .hello ? .hello : .pong, request: 0))
        return allowed
    }

    @Test(
        "are refused by the server in each state, of each type", arguments: ServerState.allCases, MessageType.allCases)
    func server(state: ServerState, type: MessageType) throws {
        for request: UInt32 in [0, 1, 2, 7] {
            let violation = try state.machine().violation(of: Sample.frame(type, request: request))
            if Self.server(state).contains(Allowed(type: type, request: request)) {
                #expect(violation == nil, "request \(request)")
            } else {
                expectOutOfOrder(violation, type, request, isBanner: state == .banner)
            }
        }
    }

    @Test(
        "are refused by the client in each state, of each type", arguments: ClientState.allCases, MessageType.allCases)
    func client(state: ClientState, type: MessageType) throws {
        for request: UInt32 in [0, 1, 2, 7] {
            let violation = try state.machine().violation(of: Sample.frame(type, request: request))
            if Self.client(state).contains(Allowed(type: type, request: request)) {
                #expect(violation == nil, "request \(request)")
            } else {
                expectOutOfOrder(violation, type, request, isBanner: state == .banner)
            }
        }
    }

    private func expectOutOfOrder(
        _ violation: ProtocolViolation?, _ type: MessageType, _ request: UInt32, isBanner: Bool
    ) {
        switch violation {
        case .outOfOrder(type, request, _)?: break
        case .notOurBanner? where isBanner: break
        default: Issue.record("\(type) of request \(request): \(violation?.description ?? "taken")")
        }
    }

    @Test("do not include frames of unknown types that may be skipped", arguments: [0, 1, 5, 65536])
    func skipped(length: Int) throws {
        let header: [UInt8] = [200, 1, 0, 0, 0, 0, 0, 9] + [24, 16, 8, 0].map { UInt8(length >> $0 & 0xff) }
        let skippable = header + [UInt8](repeating: 0xff, count: length)
        for state in ServerState.allCases where state != .banner {
            var machine = try state.machine()
            #expect(try machine.events(of: skippable).isEmpty)
            #expect(machine.isBetweenFrames)
        }
        for state in ClientState.allCases where state != .banner {
            var machine = try state.machine()
            #expect(try machine.events(of: skippable + Failure(.busy, "").frame()).count == 1)
        }
        var decoder = FrameDecoder()
        for piece in skippable.pieces(of: 7) {
            var input = piece
            #expect(try decoder.next(from: &input) == nil)
        }
        #expect(decoder.isBetweenFrames)
    }
}
