import Testing

@testable import Protocol
@testable import TestSupport

/// That nothing crashes is shown by these tests' coming to their end; that only a `ProtocolViolation` is thrown, by the
/// typed `throws`. Set `ZPULL_TEST_SEED` to the seed of a failure to have it again.
@Suite("Random and damaged bytes")
struct RandomTests {
    private let rounds = 1000
    /// More than any machine may hold: one list's page with room to grow, and sixteen requests.
    private let memoryLimit = 2 << 20

    @Test("never make the server's machine do more than refuse them")
    func server() throws {
        var random = SeededBytes()
        let frames = RecordedSession.shared.entries.filter { $0.side == .client }.map(\.bytes)
        var refused = 0
        for round in 0..<rounds {
            var server = ScriptedServer()
            do throws(ProtocolViolation) {
                for piece in random.pieces(random.mutated(frames)) { try server.receive(piece) }
            } catch {
                refused += 1
                check(error, random.seed, round)
            }
            try #require(HeldBytes.count(in: server.machine) < memoryLimit, "seed \(random.seed), round \(round)")
        }
        // Neither all nor none: the bytes reach past the first check.
        #expect((rounds / 4..<rounds).contains(refused), "\(refused) refused with seed \(random.seed)")
    }

    @Test("never make the client's machine do more than refuse them")
    func client() throws {
        var random = SeededBytes()
        let frames = RecordedSession.shared.entries.filter { $0.side == .server }.map(\.bytes)
        var refused = 0
        for round in 0..<rounds {
            var client = ScriptedClient()
            do throws(ProtocolViolation) {
                for piece in random.pieces(random.mutated(frames)) { try client.receive(piece) }
            } catch {
                refused += 1
                check(error, random.seed, round)
            }
            try #require(HeldBytes.count(in: client.machine) < memoryLimit, "seed \(random.seed), round \(round)")
        }
        #expect((rounds / 4..<rounds).contains(refused), "\(refused) refused with seed \(random.seed)")
    }

    @Test("are refused alike in whatever pieces they come")
    func pieces() throws {
        var random = SeededBytes()
        let session = RecordedSession.shared.entries
        for round in 0..<rounds / 4 {
            // What is shown of noise in place of a banner depends on the pieces: both begin with a good one.
            let toServer = Wire.banner + random.mutated(session.filter { $0.side == .client }.dropFirst().map(\.bytes))
            let toClient = Wire.banner + random.mutated(session.filter { $0.side == .server }.dropFirst().map(\.bytes))
            let servers = [[toServer[...]], random.pieces(toServer)].map { pieces in
                var server = ScriptedServer()
                let violation = violation(pieces) { (piece) throws(ProtocolViolation) in try server.receive(piece) }
                return (violation, server.events, server.output)
            }
            #expect(servers[0] == servers[1], "server, seed \(random.seed), round \(round)")
            let clients = [[toClient[...]], random.pieces(toClient)].map { pieces in
                var client = ScriptedClient()
                let violation = violation(pieces) { (piece) throws(ProtocolViolation) in try client.receive(piece) }
                return (violation, client.events, client.output)
            }
            #expect(clients[0] == clients[1], "client, seed \(random.seed), round \(round)")
        }
    }

    private func violation(
        _ pieces: [ArraySlice<UInt8>], _ receive: (ArraySlice<UInt8>) throws(ProtocolViolation) -> Void
    ) -> ProtocolViolation? {
        do throws(ProtocolViolation) {
            for piece in pieces { try receive(piece) }
            return nil
        } catch { return error }
    }

    @Test("never make a header of more than its limit, or of bits that have no meaning")
    func headers() {
        var random = SeededBytes()
        for _ in 0..<5000 {
            var bytes = random.bytes(12)
            if random.below(2) == 0 { bytes[0] = UInt8(random.below(16)) }
            if random.below(3) > 0 { bytes.replaceSubrange(1..<4, with: [UInt8(random.below(2)), 0, 0]) }
            if random.below(2) == 0 { bytes.replaceSubrange(8..<10, with: [0, 0]) }
            guard let header = try? FrameHeader(bytes[...]) else { continue }
            #expect(header.length <= header.type?.limit ?? MessageType.unknownLimit, "\(bytes), seed \(random.seed)")
            #expect(bytes[1] == (header.type == nil ? 1 : 0) && bytes[2] == 0 && bytes[3] == 0, "\(bytes)")
        }
    }

    /// What is told of a violation is short and steers no terminal, whatever the other side sent.
    private func check(_ violation: ProtocolViolation, _ seed: UInt64, _ round: Int) {
        let text = violation.description
        #expect(text.isPrintable && text.utf8.count < 5000, "\(text), seed \(seed), round \(round)")
    }
}
