import Foundation
import System

/// A TCP socket on a loopback port of its own that says one text to its first client.
final class Listener: Sendable {
    let port: UInt16
    private let socket: FileDescriptor

    /// - Parameter isListening: false keeps the port without listening on it, so that connecting is refused.
    init(isListening: Bool = true, backlog: Int32 = 16) throws {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let number = try retrying("socket") { Foundation.socket(AF_INET, type, 0) }
        socket = FileDescriptor(owning: number)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        try withUnsafeMutablePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                var size = socklen_t(MemoryLayout<sockaddr_in>.size)
                try retrying("bind") { bind(number, pointer, size) }
                try retrying("getsockname") { getsockname(number, pointer, &size) }
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        if isListening { try retrying("listen") { listen(number, backlog) } }
    }

    /// A port that nothing listens on just now.
    static func freePort() throws -> UInt16 { try Listener(isListening: false).port }

    /// Waits, in a thread of its own, for one client, says the text to it and hangs up.
    func say(_ text: String) {
        Thread.detachNewThread { [self] in
            guard let client = try? FileDescriptor(owning: accept()) else { return }
            try? IO.writeAll(client.number, Array(text.utf8))
            // Not to answer with a reset what the client has said meanwhile: it could overtake the text.
            shutdown(client.number, Int32(SHUT_WR))
            var rest = [UInt8](repeating: 0, count: 4096)
            while case .bytes? = try? IO.read(client.number, into: &rest) {}
        }
    }

    /// Waits for one client; the caller closes the descriptor.
    func accept() throws -> Int32 {
        let number = socket.number
        return try retrying("accept") { Foundation.accept(number, nil, nil) }
    }

    /// Ends every `accept`, those under way too.
    func stop() { shutdown(socket.number, Int32(SHUT_RDWR)) }
}
