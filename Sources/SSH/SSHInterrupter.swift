import CLinux
import Synchronization
import System

/// Cuts a session's connection from another thread: whatever the session's own thread waits for ends at once, with
/// `SSHError.connectionLost`.
///
/// It holds a descriptor of its own for the socket, since libssh closes the one it has as soon as the connection fails,
/// and by the time a signal comes, the number may be another file's.
package final class SSHInterrupter: Sendable {
    private struct State: ~Copyable {
        var socket: FileDescriptor?
        var isInterrupted = false
    }

    private let state = Mutex(State())

    package init() {}

    /// Has effect once and for all: before `connect`, it makes that fail.
    package func interrupt() {
        state.withLock { state in
            state.isInterrupted = true
            if let number = state.socket?.number { shutdown(number, Int32(SHUT_RDWR)) }
        }
    }

    package var isInterrupted: Bool { state.withLock { $0.isInterrupted } }

    /// Takes a descriptor of the socket to cut, in the place of an earlier one. Returns false when it was cut already.
    func attach(_ socket: consuming FileDescriptor) -> Bool {
        var socket: FileDescriptor? = socket
        return state.withLock { state in
            if !state.isInterrupted { state.socket = socket.take() }
            return !state.isInterrupted
        }
    }

    /// Closes the connection for good: a descriptor left here would keep it open when the session has gone.
    func detach() {
        state.withLock { state in
            if let number = state.socket?.number { shutdown(number, Int32(SHUT_RDWR)) }
            state.socket = nil
        }
    }
}
