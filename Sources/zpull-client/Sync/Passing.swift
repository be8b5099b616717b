import Protocol

extension Failure {
    /// The source's account lacks the grant for this `zfs send`, in the words of libzfs under LC_ALL=C. That says nothing
    /// about the stream, and can be mended.
    var isDenial: Bool { code == .sendFailed && text.contains("permission denied") }

    /// What is so today may be otherwise tomorrow: `zfs send` was killed or could not be started, lacked a grant, memory or a
    /// disk's answer. The stream as such may be had.
    var isPassing: Bool {
        isRetryable || isDenial || ["Input/output error", "out of memory"].contains { text.contains($0) }
    }
}
