import Foundation
import System

/// A TCP socket on a loopback port of its own that says only what it is told to.
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
        try Self.withAddress(&address) { pointer, size in
            _ = try retrying("bind") { bind(number, pointer, size) }
            var size = size
            _ = try retrying("getsockname") { getsockname(number, pointer, &size) }
        }
        port = UInt16(bigEndian: address.sin_port)
        if isListening { _ = try retrying("listen") { listen(number, backlog) } }
    }

    /// Waits for one client, says the text to it and hangs up.
    func say(_ text: String) throws {
        let client = FileDescriptor(owning: try accept())
        try IO.writeAll(client.number, Array(text.utf8))
        // Not to answer with a reset what the client has said meanwhile: it could overtake the text.
        shutdown(client.number, Int32(SHUT_WR))
        var rest = [UInt8](repeating: 0, count: 4096)
        while case .bytes = try IO.read(client.number, into: &rest) {}
    }

    /// Waits for one client; the caller closes the descriptor.
    func accept() throws -> Int32 {
        let number = socket.number
        return try retrying("accept") { Foundation.accept(number, nil, nil) }
    }

    private static func withAddress(
        _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, socklen_t) throws -> Void
    ) throws {
        try withUnsafeMutablePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
