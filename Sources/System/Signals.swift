import CLinux

/// Signals taken as bytes to read instead of as interruptions, see signalfd(2).
///
/// To be made before any thread starts: threads inherit the mask that keeps these signals pending.
package struct SignalDescriptor: ~Copyable, Sendable {
    package let descriptor: FileDescriptor

    /// The signals that ask a program to end.
    package static let ending = [SIGTERM, SIGINT, SIGHUP]

    package init(_ signals: [Int32]) throws(SystemError) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        let result = pthread_sigmask(SIG_BLOCK, &set, nil)
        guard result == 0 else { throw SystemError("pthread_sigmask", number: result) }
        descriptor = FileDescriptor(owning: try retrying("signalfd") { signalfd(-1, &set, Int32(SFD_CLOEXEC)) })
    }

    /// Waits for the next of the signals and returns its number.
    package func next() throws(SystemError) -> Int32 {
        var bytes = [UInt8](repeating: 0, count: MemoryLayout<signalfd_siginfo>.size)
        while true {
            if case .bytes = try IO.read(descriptor.number, into: &bytes) {
                return Int32(bytes.withUnsafeBytes { $0.load(as: UInt32.self) })
            }
        }
    }
}

package enum Signals {
    /// Makes a write into a closed pipe an error (`EPIPE`) instead of the end of the program.
    package static func ignoreBrokenPipes() { zpull_ignore_signal(SIGPIPE) }
}
