import System

/// A token bucket: how many bytes may leave now so that no more than a given rate leaves in the long run.
struct RateLimiter: Sendable {
    private let bytesPerSecond: Double
    private let capacity: Double
    private var level: Double
    private var filledAt: Monotonic

    /// - Parameter bytesPerSecond: the bucket holds what passes in a quarter of a second, so that bursts stay short.
    init(bytesPerSecond: UInt64, now: Monotonic) {
        self.bytesPerSecond = Double(bytesPerSecond)
        capacity = max(1, self.bytesPerSecond / 4)
        level = capacity
        filledAt = now
    }

    /// Bytes that may leave now.
    mutating func allowance(at now: Monotonic) -> Int {
        level = min(capacity, level + (now - filledAt).seconds * bytesPerSecond)
        filledAt = now
        return Int(level)
    }

    /// Takes note of bytes that left.
    mutating func spend(_ bytes: Int) { level -= Double(bytes) }

    /// When there will be something to spend that is worth a frame: a tenth of the bucket, one byte at least.
    func refill(after now: Monotonic) -> Monotonic {
        let missing = max(1, capacity / 10) - level
        return now + .nanoseconds(Int64(max(0, missing / bytesPerSecond * 1e9)) + 1)
    }
}
