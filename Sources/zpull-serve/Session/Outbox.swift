import System

/// What waits for the client to read: frames, and the part of a stream that the last DATA header has promised.
struct Outbox: ~Copyable {
    /// Frames that go first.
    private var pending: ArraySlice<UInt8> = []
    /// Bytes of the stream that follow `pending`, and come from the pipe of `zfs send`.
    private(set) var promised = 0
    /// Frames that must not come between a DATA header and its bytes.
    private var deferred: ArraySlice<UInt8> = []
    /// All of `pending` answers PINGs.
    private var isOnlyPongs = true

    /// Nothing waits: the next frame may be begun.
    var isEmpty: Bool { pending.isEmpty && promised == 0 }
    /// No promise is open: what is queued now is a whole frame in its place.
    var isBetweenFrames: Bool { promised == 0 }
    /// Bytes of frames that wait.
    var count: Int { pending.count + deferred.count }

    mutating func queue(_ frame: [UInt8]) {
        isOnlyPongs = false
        append(frame)
    }

    /// As `queue`, for an answer to a PING, which is no sign of work.
    mutating func queue(pong: [UInt8]) { append(pong) }

    /// Queues the header of a DATA frame, whose bytes will come from the stream.
    mutating func promise(_ length: Int, after header: [UInt8]) {
        queue(header)
        promised = length
    }

    private mutating func append(_ frame: [UInt8]) {
        if promised > 0 { deferred += frame } else { pending += frame }
    }

    /// Writes as much as the client takes.
    ///
    /// - Parameters:
    ///   - output: not blocking.
    ///   - job: whose stream was promised.
    /// - Returns: whether something passed that was more than an answer to a PING.
    mutating func write(to output: Int32, from job: SendJob?) throws(SystemError) -> Bool {
        if !pending.isEmpty {
            guard case .bytes(let count) = try IO.write(output, pending) else { return false }
            let isWork = !isOnlyPongs
            pending = pending.dropFirst(count)
            if pending.isEmpty { isOnlyPongs = true }
            return isWork
        }
        guard let job, case .bytes(let count) = try job.splice(to: output, count: promised) else { return false }
        promised -= count
        if promised == 0 { swap(&pending, &deferred) }
        return true
    }
}
