import System

/// A stream that is passing: its bytes and its time, until its end makes a record of it.
package struct RunningStream: Sendable {
    private var stream: Stream
    private let start = Monotonic.now

    package init(_ stream: Stream) { self.stream = stream }

    package mutating func moved(_ count: Int) { stream.bytes += UInt64(count) }

    /// - Parameter unsent: bytes that were counted and will not pass.
    package func ended(_ outcome: Stream.Outcome, unsent: Int = 0) -> Stream {
        var stream = stream
        stream.bytes -= min(stream.bytes, UInt64(unsent))
        stream.milliseconds = start.millisecondsSince
        stream.outcome = outcome
        return stream
    }
}

extension Monotonic {
    /// Whole milliseconds from this moment until now.
    package var millisecondsSince: UInt64 { UInt64(max(0, (Monotonic.now - self).nanoseconds / 1_000_000)) }
}
