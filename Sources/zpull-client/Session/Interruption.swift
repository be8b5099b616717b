import Glibc
import Synchronization
import System

/// A wish, from a signal, that the run end soon and in good order: streams are cut, `zfs receive` keeps its resume state,
/// and every lock goes.
final class Interruption: Sendable {
    private struct State {
        var signal: Int32?
        var actions: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())
    private let pipe: Pipe

    init() throws(SystemError) { pipe = try Pipe() }

    /// Becomes readable with the interruption and stays so; to be polled beside whatever one waits for.
    var descriptor: Int32 { pipe.readEnd.number }

    /// The signal that came; `nil` as long as the run may go on.
    var signal: Int32? { state.withLock { $0.signal } }

    /// Runs `action` on the interruption, from another thread; at once when it has come already.
    func whenInterrupted(_ action: @escaping @Sendable () -> Void) {
        let isLate = state.withLock { state in
            state.actions.append(action)
            return state.signal != nil
        }
        if isLate { action() }
    }

    func interrupt(by signal: Int32) {
        let actions = state.withLock { state in
            state.signal = state.signal ?? signal
            return state.actions
        }
        _ = try? IO.write(pipe.writeEnd.number, [0])
        for action in actions { action() }
    }

    /// Listens for the signals that ask a program to end. To be called before any thread is started.
    func listen() throws(SystemError) {
        let signals = try SignalDescriptor(SignalDescriptor.ending)
        try Threads.detach { [self] in
            while let signal = try? signals.next() { interrupt(by: signal) }
        }
    }
}
