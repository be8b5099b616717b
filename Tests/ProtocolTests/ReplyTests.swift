import Testing
import ZFS

@testable import Protocol

/// What the code above the server's machine may not do: it throws rather than reach the wire.
@Suite("A reply that fits no request")
struct ReplyTests {
    private func answering(_ type: MessageType) throws -> ServerMachine {
        var server = try ServerState.open.machine()
        _ = try server.events(of: Sample.frame(type, request: 1))
        _ = server.takeRequest()
        return server
    }

    private func inHop() throws -> ServerMachine {
        var server = try ServerState.answering.machine()
        _ = try server.start(Sample.firstHop)
        return server
    }

    private enum Reply: CaseIterable {
        case list, start, data, endHop, confirmed
    }

    /// Whether the machine makes such a reply. It is a copy: what it does leaves no trace.
    private func takes(_ reply: Reply, _ machine: ServerMachine) -> Bool {
        var machine = machine
        do {
            switch reply {
            case .list: _ = try machine.list(Listing(datasets: []))
            case .start: _ = try machine.start(Sample.firstHop)
            case .data: _ = try machine.data(length: 1)
            case .endHop: _ = try machine.endHop()
            case .confirmed: _ = try machine.confirmed()
            }
            return true
        } catch {
            guard case .outOfOrder = error else { return true }
            return false
        }
    }

    @Test("is not made")
    func misuse() throws {
        let states: [(String, ServerMachine, Set<Reply>)] = [
            ("no request", try ServerState.open.machine(), []),
            ("no hello", try ServerState.greeted.machine(), []),
            ("a list", try answering(.list), [.list]),
            ("a send", try answering(.send), [.start]),
            ("a resume", try answering(.resume), [.start]),
            ("a hop", try inHop(), [.data, .endHop]),
            ("a confirmation", try answering(.confirm), [.confirmed]),
        ]
        for (name, machine, allowed) in states {
            for reply in Reply.allCases {
                #expect(takes(reply, machine) == allowed.contains(reply), "\(reply) in answer to \(name)")
            }
        }
    }

    @Test("is not made by a DATA header without bytes, or with more than its limit")
    func dataLength() throws {
        for length in [Int.min, -1, 0, (1 << 20) + 1, .max] {
            var server = try inHop()
            #expect(throws: ProtocolViolation.self, "\(length)") { try server.data(length: length) }
        }
        for length in [1, 1 << 20] {
            var server = try inHop()
            #expect(try server.data(length: length) == FrameHeader(.data, request: 1, length: length).encoded())
        }
    }

    @Test("is not made after the last hop")
    func tooManyHops() throws {
        var server = try inHop()
        _ = try server.data(length: 10)
        _ = try server.data(length: 5)
        #expect(try server.endHop() == End(count: 15).frame(request: 1))
        #expect(server.isAnswering)
        #expect(try server.start(Sample.secondHop) == Sample.secondHop.frame(request: 1))
        #expect(try server.endHop() == End(count: 0).frame(request: 1))
        #expect(!server.isAnswering)
        #expect(throws: ProtocolViolation.self) { try server.start(Sample.secondHop) }
    }

    @Test("but an error of the session is, whatever is being answered")
    func sessionEnds() throws {
        let failure = Failure(.protocolError, "why")
        var (idle, busy) = (try ServerState.open.machine(), try inHop())
        #expect(idle.fail(failure) == failure.frame(request: 0))
        #expect(busy.endSession(failure) == failure.frame(request: 0))
        #expect(!busy.isAnswering)
    }
}
