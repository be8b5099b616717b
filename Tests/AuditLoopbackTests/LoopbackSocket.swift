import CLinux
import System

/// A TCP socket on a port of its own of 127.0.0.1.
final class LoopbackSocket: Sendable {
    let port: UInt16
    private let socket: FileDescriptor

    init(isListening: Bool = true) throws {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        socket = FileDescriptor(owning: try retrying("socket") { CLinux.socket(AF_INET, type, 0) })
        let number = socket.number
        var address = Self.address("127.0.0.1", port: 0)
        port = try withUnsafeMutablePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                var size = socklen_t(MemoryLayout<sockaddr_in>.size)
                try retrying("bind") { bind(number, pointer, size) }
                try retrying("getsockname") { getsockname(number, pointer, &size) }
            }
            return UInt16(bigEndian: $0.pointee.sin_port)
        }
        if isListening { try retrying("listen") { listen(number, 4096) } }
    }

    /// A client's end of a connection from another address of this machine, and the server's end.
    func connection(from source: String) throws -> (client: Int32, server: Int32) {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let client = try retrying("socket") { CLinux.socket(AF_INET, type, 0) }
        try Self.withAddress(source, port: 0) { pointer, size in
            _ = try retrying("bind", source) { bind(client, pointer, size) }
        }
        try Self.withAddress("127.0.0.1", port: port) { pointer, size in
            _ = try retrying("connect") { connect(client, pointer, size) }
        }
        return (client, try accepted())
    }

    /// Waits for a client.
    func accepted() throws -> Int32 {
        var entries = [PollEntry(socket.number, POLLIN)]
        guard try Poll.wait(&entries, until: .now + .seconds(30)) else { throw Trouble("nobody connects") }
        let number = socket.number
        return try retrying("accept") { accept(number, nil, nil) }
    }

    /// Hangs up on all who have connected.
    func drain() {
        var entries = [PollEntry(socket.number, POLLIN)]
        while (try? Poll.wait(&entries, until: .now)) == true, let client = try? accepted() { close(client) }
    }

    private static func withAddress(
        _ host: String, port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) throws -> Void
    ) throws {
        var address = address(host, port: port)
        try withUnsafePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func address(_ host: String, port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        return address
    }
}
