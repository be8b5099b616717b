import System
import Testing

@testable import zpull_client

@Suite("A server of this machine that does not read")
struct LocalTransportTests {
    /// It writes, whatever its arguments, and never reads.
    private let program = "/usr/bin/yes"
    /// More than the socket between the two holds.
    private let bytes = [UInt8](repeating: 0, count: 4 << 20)
    private let interruption: Interruption

    init() throws { interruption = try Interruption() }

    private func transport(patience: Duration) throws -> LocalTransport {
        try LocalTransport(serve: program, [], patience: patience, interruption: interruption)
    }

    @Test("is given up at the deadline")
    func silent() throws {
        let transport = try transport(patience: .milliseconds(300))
        let start = Monotonic.now
        #expect(throws: SessionError.silent(peer: transport.peer, .milliseconds(300))) { try transport.write(bytes) }
        #expect(.now - start >= .milliseconds(300))
    }

    @Test("does not keep a signal waiting")
    func interrupted() throws {
        let transport = try transport(patience: .seconds(3600))
        interruption.interrupt(by: 15)
        #expect(throws: SessionError.interrupted) { try transport.write(bytes) }
    }
}
