import CLibSSH
import System

/// What one read found.
package enum ReadResult: Equatable, Sendable {
    /// So many bytes at the buffer's beginning, at least one.
    case bytes(Int)
    /// Nothing for as long as one was willing to wait. The connection may be fine.
    case timedOut
    /// The command writes no more; whether it succeeded, `finish` says.
    case endOfFile
}

/// How a remote command ended, RFC 4254 section 6.10.
package enum ExitState: Equatable, Sendable, CustomStringConvertible {
    case exited(UInt32)
    /// The signal's name without `SIG`, as the server gave it: `KILL`.
    case signalled(String)
    /// The server closed the channel and did not say.
    case unknown

    package var description: String {
        switch self {
        case .exited(let code): "exit status \(code)"
        case .signalled(let name): "signal \(name)"
        case .unknown: "unknown exit status"
        }
    }
}

/// A remote command's stdin, stdout and stderr. It belongs to its session's thread.
package final class SSHChannel {
    private let session: SSHSession
    private let raw: OpaquePointer
    private let events = ChannelEvents()

    init(in session: SSHSession, command: String, timeout: Duration) throws(SSHError) {
        guard let raw = ssh_channel_new(session.libssh.raw) else { throw session.lost }
        self.raw = raw
        self.session = session
        guard events.attach(to: raw) else { throw .unusable(session.endpoint, detail: session.libssh.error) }
        let deadline = Monotonic.now + timeout
        for request in [{ ssh_channel_open_session(raw) }, { ssh_channel_request_exec(raw, command) }] {
            session.libssh.setTimeout(until: deadline)
            switch request() {
            case SSH_OK: continue
            case SSH_AGAIN: throw session.failure(waitingFor: "a channel", after: timeout)
            default:
                if session.libssh.isLost { throw session.lost }
                throw .channelRefused(session.endpoint, detail: session.libssh.error)
            }
        }
    }

    deinit {
        events.detach(from: raw)
        // It may flush what was written, and must not hang on a server that reads no more.
        session.libssh.setTimeout(until: .now + .seconds(1))
        ssh_channel_free(raw)
    }

    /// The beginning of what came on stderr so far. It is read along with stdout, and never keeps stdout waiting.
    package var standardError: CappedOutput { events.standardError }

    /// Waits for stdout, and returns what is there, at once and without waiting for the buffer to fill.
    ///
    /// The buffer's size is the window that we offer (libssh 0.10), so that throughput is at most size/RTT: 32 MiB for
    /// long distances. With libssh 0.11, the window is 2 MiB whatever the size.
    ///
    /// - Parameters:
    ///   - buffer: of at least one byte; an empty one reads `.bytes(0)`.
    ///   - timeout: rounded up to milliseconds; zero looks without waiting.
    /// - Throws: `connectionLost`; never for a mere end of file.
    package func read(into buffer: UnsafeMutableRawBufferPointer, timeout: Duration) throws(SSHError) -> ReadResult {
        guard let start = buffer.baseAddress, !buffer.isEmpty else { return .bytes(0) }
        let count = UInt32(min(buffer.count, Int(Int32.max)))
        let milliseconds = (Monotonic.now + timeout).millisecondsLeft
        let result = ssh_channel_read_timeout(raw, start, count, 0, milliseconds)
        if result > 0 { return .bytes(Int(result)) }
        // Below here, the number tells nothing: 0.10 returns 0 for a time-out and for an end alike, 0.11 -2 for the
        // former, and -127 is an end. An end has been announced by the server; a connection that breaks sets no such
        // mark.
        if ssh_channel_is_eof(raw) != 0 { return .endOfFile }
        if session.libssh.isLost || result == SSH_ERROR { throw session.lost }
        return .timedOut
    }

    /// Writes all of it to the command's stdin.
    ///
    /// - Throws: `channelClosed` when the command has ended, `timedOut` when it does not read.
    package func write(_ bytes: UnsafeRawBufferPointer, timeout: Duration) throws(SSHError) {
        let deadline = Monotonic.now + timeout
        var rest = bytes[...]
        while !rest.isEmpty {
            guard !events.isClosed else { throw .channelClosed(session.endpoint) }
            session.libssh.setTimeout(until: deadline)
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 20))
            let count = ssh_channel_write(raw, piece.baseAddress, UInt32(piece.count))
            if session.libssh.isLost { throw session.lost }
            guard count >= 0 else { throw .channelClosed(session.endpoint) }
            rest = rest.dropFirst(Int(count))
            if !rest.isEmpty, deadline.hasPassed { throw waitedToWrite(timeout) }
        }
        try flush(until: deadline, timeout)
    }

    package func write(_ bytes: [UInt8], timeout: Duration) throws(SSHError) {
        try bytes.withUnsafeBufferPointer { (bytes) throws(SSHError) in
            try write(UnsafeRawBufferPointer(bytes), timeout: timeout)
        }
    }

    /// Closes the command's stdin. Once is enough, again does nothing.
    package func sendEOF(timeout: Duration = .seconds(30)) throws(SSHError) {
        guard !events.isClosed else { return }
        let deadline = Monotonic.now + timeout
        session.libssh.setTimeout(until: deadline)
        guard ssh_channel_send_eof(raw) != SSH_ERROR else {
            throw session.libssh.isLost ? session.lost : .channelClosed(session.endpoint)
        }
        try flush(until: deadline, timeout)
    }

    /// Closes stdin and waits for the command's end. What it still writes to stdout is not read, so a command with more
    /// than a window to say does not end: read to the end of file first.
    package func finish(timeout: Duration) throws(SSHError) -> ExitState {
        let deadline = Monotonic.now + timeout
        while true {
            if let exit = events.exit { return exit }
            if events.isClosed { return .unknown }
            if session.libssh.isLost { throw session.lost }
            try sendEOF(timeout: max(deadline - .now, .zero))
            session.libssh.setTimeout(until: deadline)
            zpull_channel_await_exit(raw)
            guard events.exit == nil, !events.isClosed, deadline.hasPassed else { continue }
            throw session.failure(waitingFor: "the command's end", after: timeout)
        }
    }

    private func flush(until deadline: Monotonic, _ timeout: Duration) throws(SSHError) {
        switch ssh_blocking_flush(session.libssh.raw, max(1, deadline.millisecondsLeft)) {
        case SSH_OK: return
        case SSH_AGAIN: throw waitedToWrite(timeout)
        default: throw session.lost
        }
    }

    private func waitedToWrite(_ timeout: Duration) -> SSHError {
        session.failure(waitingFor: "the command to read", after: timeout)
    }
}
