import Protocol

extension Failure {
    /// The source's account lacks the grant for this `zfs send`, in the words of libzfs under LC_ALL=C. That says nothing
    /// about the stream, and can be mended.
    var isDenial: Bool { code == .sendFailed && text.contains("permission denied") }
}
