import CLinux

/// Opens TCP connections as a long-running pull wants them: within a deadline, and noticing by themselves that the
/// other end has gone.
package enum TCPConnection {
    /// Connects to the first address of `host` that answers. The descriptor is close-on-exec and blocking.
    ///
    /// When there are several addresses, each gets its share of the time that is left, so that one that swallows
    /// packets does not keep the others from their turn. The C library's resolver has time-outs of its own
    /// (resolv.conf(5)) and cannot be cut short: only a name server that does not answer can make this take longer than
    /// `timeout`.
    ///
    /// - Parameters:
    ///   - host: a name, or an IPv4 or IPv6 address without brackets (`fe80::1%eth0` too).
    ///   - timeout: for all addresses together.
    ///   - unacknowledged: the connection counts as lost once the other end has not acknowledged what was sent, or
    ///     keep-alive probes, for this long (`TCP_USER_TIMEOUT`, tcp(7)).
    ///   - willConnect: sees each socket before it is connected: a shutdown(2) of it from another thread ends the attempt
    ///     at once, and what this throws does too.
    package static func open(
        host: String, port: UInt16, timeout: Duration, unacknowledged: Duration = .seconds(90),
        willConnect: (Int32) throws(SystemError) -> Void = { _ in }
    ) throws(TCPConnectionError) -> FileDescriptor {
        let deadline = Monotonic.now + timeout
        let addresses = try AddressList(host: host, port: port)
        var attempts: [Attempt] = []
        for (index, address) in addresses.all.enumerated() where attempts.isEmpty || !deadline.hasPassed {
            let share = (deadline - .now) / (addresses.all.count - index)
            do {
                return try connect(address.pointee, until: .now + max(share, .zero), unacknowledged, willConnect)
            } catch {
                attempts.append(Attempt(address: numericAddress(address.pointee), error: error))
            }
        }
        throw TCPConnectionError(host: host, port: port, attempts)
    }

    private static func connect(
        _ address: addrinfo, until deadline: Monotonic, _ unacknowledged: Duration,
        _ willConnect: (Int32) throws(SystemError) -> Void
    ) throws(SystemError) -> FileDescriptor {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let number = try retrying("socket") { socket(address.ai_family, type, Int32(IPPROTO_TCP)) }
        let descriptor = FileDescriptor(owning: number)
        try willConnect(number)
        if CLinux.connect(number, address.ai_addr, address.ai_addrlen) == -1 {
            // A signal does not undo a connect that has begun, see connect(2).
            let begun = currentErrorNumber
            guard begun == EINPROGRESS || begun == EINTR else { throw SystemError("connect", number: begun) }
            var entries = [PollEntry(number, POLLOUT)]
            guard try Poll.wait(&entries, until: deadline) else { throw SystemError("connect", number: ETIMEDOUT) }
            var failure: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            try retrying("getsockopt") { getsockopt(number, SOL_SOCKET, SO_ERROR, &failure, &size) }
            guard failure == 0 else { throw SystemError("connect", number: failure) }
        }
        try set(number, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        try set(number, SOL_SOCKET, SO_KEEPALIVE, 1)
        // A dead peer is found after 30 + 3 × 15 s of silence, well before the two hours of the kernel's default.
        try set(number, Int32(IPPROTO_TCP), TCP_KEEPIDLE, 30)
        try set(number, Int32(IPPROTO_TCP), TCP_KEEPINTVL, 15)
        try set(number, Int32(IPPROTO_TCP), TCP_KEEPCNT, 3)
        let limit = Int32(clamping: unacknowledged.nanoseconds / 1_000_000)
        try set(number, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, limit)
        let flags = try retrying("fcntl") { zpull_fcntl_int(number, F_GETFL, 0) }
        try retrying("fcntl") { zpull_fcntl_int(number, F_SETFL, flags & ~O_NONBLOCK) }
        return descriptor
    }

    private static func set(_ socket: Int32, _ level: Int32, _ option: Int32, _ value: Int32) throws(SystemError) {
        var value = value
        try retrying("setsockopt") { setsockopt(socket, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) }
    }

    private static func numericAddress(_ address: addrinfo) -> String {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let result = getnameinfo(
            address.ai_addr, address.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        return result == 0 ? String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : "?"
    }
}

/// What became of one address.
struct Attempt {
    let address: String
    let error: SystemError
}

/// Why there is no connection: every address that was tried, and what came of it.
package struct TCPConnectionError: Error, Equatable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        /// The name has no address, or no name server could be asked.
        case unresolved
        /// The machine is there, and nothing listens on the port (or a firewall says so).
        case refused
        /// No answer in time.
        case timedOut
        /// There is no way there, or the kernel would not let us: see `reason`.
        case unreachable
    }

    package let kind: Kind
    package let host: String
    package let port: UInt16
    /// What happened, with each address tried: `192.0.2.1: Connection refused`.
    package let reason: String

    package var description: String { "connect \(host) port \(port): \(reason)" }

    fileprivate init(unresolved host: String, port: UInt16, reason: String) {
        (kind, self.host, self.port, self.reason) = (.unresolved, host, port, reason)
    }

    /// A refusal tells most (the machine is up), then a time-out.
    init(host: String, port: UInt16, _ attempts: [Attempt]) {
        let numbers = attempts.map(\.error.number)
        kind =
            numbers.contains(ECONNREFUSED) ? .refused : numbers.contains(ETIMEDOUT) ? .timedOut : .unreachable
        self.host = host
        self.port = port
        reason = attempts.map { "\($0.address): \($0.error.reason)" }.joined(separator: "; ")
    }
}

/// What getaddrinfo(3) gives, freed with its owner.
private struct AddressList: ~Copyable {
    private let first: UnsafeMutablePointer<addrinfo>
    /// In the order in which to try them (RFC 6724); at least one.
    var all: [UnsafeMutablePointer<addrinfo>] { Array(sequence(first: first, next: \.pointee.ai_next)) }

    init(host: String, port: UInt16) throws(TCPConnectionError) {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_protocol = Int32(IPPROTO_TCP)
        // Not AI_ADDRCONFIG: it would refuse `::1` on a machine whose network is down.
        hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(host, String(port), &hints, &list)
        guard result == 0, let list else {
            let reason =
                result == EAI_SYSTEM
                ? SystemError("getaddrinfo").reason : gai_strerror(result).map { String(cString: $0) } ?? "\(result)"
            throw TCPConnectionError(unresolved: host, port: port, reason: reason)
        }
        first = list
    }

    deinit { freeaddrinfo(first) }
}
