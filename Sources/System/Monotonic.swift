import CLinux

/// A moment on the kernel's monotonic clock, which no one can set: for deadlines and rates.
package struct Monotonic: Comparable, Sendable {
    /// Nanoseconds since some moment before the start of this process.
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static var now: Monotonic {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Monotonic(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }

    package static func + (moment: Monotonic, duration: Duration) -> Monotonic {
        Monotonic(nanoseconds: moment.nanoseconds + duration.nanoseconds)
    }

    package static func - (later: Monotonic, earlier: Monotonic) -> Duration {
        .nanoseconds(later.nanoseconds - earlier.nanoseconds)
    }

    package static func < (left: Monotonic, right: Monotonic) -> Bool { left.nanoseconds < right.nanoseconds }

    package var hasPassed: Bool { self <= .now }

    /// Time left, rounded up, in the form that poll(2) takes; zero once it has passed.
    package var millisecondsLeft: Int32 {
        let left = nanoseconds - Monotonic.now.nanoseconds
        return left <= 0 ? 0 : Int32(clamping: (left + 999_999) / 1_000_000)
    }
}

extension Duration {
    /// Whole nanoseconds; durations here are hours at most.
    package var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    package var seconds: Double { Double(nanoseconds) / 1e9 }
}

/// Seconds since 1970 by the machine's calendar clock, which may jump.
package func wallClockSeconds() -> UInt64 { UInt64(max(0, time(nil))) }
