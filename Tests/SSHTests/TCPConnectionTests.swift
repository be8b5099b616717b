import Foundation
import System
import Testing

@testable import TestSupport

@Suite struct TCPConnectionTests {
    @Test("a connection is blocking, close-on-exec, and notices by itself that the other end has gone")
    func options() throws {
        let listener = try Listener()
        let socket = try TCPConnection.open(
            host: "127.0.0.1", port: listener.port, timeout: .seconds(5), unacknowledged: .seconds(7))
        #expect(fcntl(socket.number, F_GETFL, 0) & O_NONBLOCK == 0)
        #expect(fcntl(socket.number, F_GETFD, 0) & FD_CLOEXEC != 0)
        #expect(option(socket.number, Int32(IPPROTO_TCP), TCP_NODELAY) != 0)
        #expect(option(socket.number, SOL_SOCKET, SO_KEEPALIVE) != 0)
        #expect(option(socket.number, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT) == 7000)
    }

    @Test("a port that nothing listens on is refused, with the address in the error")
    func refused() throws {
        let port = try Listener(isListening: false)
        let error = try #require(throws: TCPConnectionError.self) {
            _ = try TCPConnection.open(host: "127.0.0.1", port: port.port, timeout: .seconds(5))
        }
        #expect(error.kind == .refused)
        #expect(error.reason == "127.0.0.1: Connection refused")
    }

    @Test("a listener that answers no more is a time-out, and takes no longer than the time given")
    func timedOut() throws {
        // The kernel completes two connections for a backlog of one, and lets the third's packets fall.
        let listener = try Listener(backlog: 0)
        let first = try TCPConnection.open(host: "127.0.0.1", port: listener.port, timeout: .seconds(5))
        defer { _ = first.number }
        let start = Monotonic.now
        let error = try #require(throws: TCPConnectionError.self) {
            _ = try TCPConnection.open(host: "127.0.0.1", port: listener.port, timeout: .milliseconds(300))
        }
        #expect(error.kind == .timedOut)
        #expect((.milliseconds(290)...(.seconds(2))).contains(Monotonic.now - start))
    }

    @Test("a name that cannot exist is unresolved")
    func unresolved() throws {
        let label = String(repeating: "a", count: 64)
        let error = try #require(throws: TCPConnectionError.self) {
            _ = try TCPConnection.open(host: "\(label).invalid", port: 22, timeout: .seconds(5))
        }
        #expect(error.kind == .unresolved)
    }

    @Test(
        "without a network, addresses are still read, and are unreachable",
        .enabled(if: geteuid() == 0, "needs root to leave the network"))
    func unreachable() throws {
        let kinds = try onOwnThread {
            try Namespace.unshareNetwork()
            return ["192.0.2.1", "2001:db8::1", "::1"].map { host in
                #expect(throws: TCPConnectionError.self) {
                    _ = try TCPConnection.open(host: host, port: 22, timeout: .seconds(5))
                }?.kind
            }
        }
        #expect(kinds == [.unreachable, .unreachable, .unreachable])
    }

    private func option(_ socket: Int32, _ level: Int32, _ name: Int32) -> Int32 {
        var value: Int32 = -1
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(socket, level, name, &value, &size)
        return value
    }
}
