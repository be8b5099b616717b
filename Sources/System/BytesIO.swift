import CLinux

/// The result of one read or write that does not wait.
package enum Transfer: Equatable, Sendable {
    case bytes(Int)
    /// Nothing can be moved now; poll and try again.
    case wouldBlock
    /// A read found the end.
    case end
}

/// Reading, writing and splicing on descriptors that somebody else owns.
package enum IO {
    /// Reads at most `buffer.count` bytes to the buffer's beginning.
    package static func read(_ descriptor: Int32, into buffer: inout [UInt8]) throws(SystemError) -> Transfer {
        try transfer("read") {
            buffer.withUnsafeMutableBytes { CLinux.read(descriptor, $0.baseAddress, $0.count) }
        }
    }

    /// Reads to the end, waiting for it.
    ///
    /// - Throws: besides what read(2) says, `EFBIG` for more bytes than `limit`.
    package static func readAll(_ descriptor: Int32, limit: Int) throws(SystemError) -> [UInt8] {
        var (bytes, chunk): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 64 << 10))
        while case .bytes(let count) = try read(descriptor, into: &chunk) {
            bytes += chunk[..<count]
            if bytes.count > limit { throw SystemError("read", number: EFBIG) }
        }
        return bytes
    }

    /// `SIGPIPE` must be ignored or blocked; a reader that has gone is `EPIPE`.
    package static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) throws(SystemError) -> Transfer {
        guard !bytes.isEmpty else { return .bytes(0) }
        return try transfer("write") {
            bytes.withUnsafeBytes { CLinux.write(descriptor, $0.baseAddress, $0.count) }
        }
    }

    /// Moves bytes from a pipe to any descriptor inside the kernel, see splice(2).
    package static func splice(from pipe: Int32, to target: Int32, count: Int) throws(SystemError) -> Transfer {
        try transfer("splice") {
            CLinux.splice(pipe, nil, target, nil, count, zpull_SPLICE_F_MOVE | zpull_SPLICE_F_NONBLOCK)
        }
    }

    /// Bytes that wait in a pipe or socket.
    package static func readableBytes(_ descriptor: Int32) throws(SystemError) -> Int {
        var count: Int32 = 0
        try retrying("FIONREAD") { zpull_bytes_readable(descriptor, &count) }
        return Int(count)
    }

    package static func setNonBlocking(_ descriptor: Int32) throws(SystemError) {
        let flags = try retrying("fcntl") { zpull_fcntl_int(descriptor, F_GETFL, 0) }
        try retrying("fcntl") { zpull_fcntl_int(descriptor, F_SETFL, flags | O_NONBLOCK) }
    }

    /// Writes all of it, waiting as long as it takes.
    package static func writeAll(_ descriptor: Int32, _ bytes: some Collection<UInt8>) throws(SystemError) {
        var rest = ArraySlice(bytes)
        while !rest.isEmpty {
            switch try write(descriptor, rest) {
            case .bytes(let count): rest = rest.dropFirst(count)
            case .wouldBlock, .end:
                var entries = [PollEntry(descriptor, POLLOUT)]
                _ = try Poll.wait(&entries)
            }
        }
    }

    private static func transfer(_ call: String, _ body: () -> Int) throws(SystemError) -> Transfer {
        while true {
            let count = body()
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            let number = currentErrorNumber
            if number == EAGAIN { return .wouldBlock }
            if number != EINTR { throw SystemError(call, number: number) }
        }
    }
}
