import System

/// How far a source's run has come, and the line that shows it.
struct ProgressMeter: Sendable {
    /// What is being received now.
    var current = ""
    /// Datasets that are done.
    var finished = 0
    private let datasets: Int
    private(set) var bytes: UInt64 = 0
    /// About how many bytes there will be in all.
    let estimate: UInt64
    private let start: Monotonic
    /// Bytes per second over the last seconds.
    private var rate = 0.0
    private var window: (start: Monotonic, bytes: UInt64)

    /// Bytes in a second from which a rate can be told.
    private static let telling: UInt64 = 64 << 10

    init(datasets: Int, estimate: UInt64, at now: Monotonic) {
        self.datasets = datasets
        self.estimate = estimate
        start = now
        window = (now, 0)
    }

    /// Takes note of bytes that came.
    mutating func add(_ count: Int, at now: Monotonic) {
        bytes += UInt64(count)
        let (elapsed, moved) = ((now - window.start).seconds, bytes - window.bytes)
        // A small first stream tells of the start of `zfs`, not of the line.
        guard elapsed >= 1, moved >= Self.telling || elapsed >= 5 else { return }
        let latest = Double(moved) / elapsed
        rate = rate == 0 ? latest : rate * 0.6 + latest * 0.4
        window = (now, bytes)
    }

    /// Bytes per second: over the last seconds, at first over all.
    func bytesPerSecond(at now: Monotonic) -> Double {
        let elapsed = (now - start).seconds
        return rate > 0 ? rate : elapsed > 0 ? Double(bytes) / elapsed : 0
    }

    /// Time until the estimate is reached; `nil` as long as it cannot be told.
    func remaining(at now: Monotonic) -> Duration? {
        guard rate >= 1, estimate > bytes else { return nil }
        return .seconds(Int64(min(Double(estimate - bytes) / rate, 3e7)))
    }

    /// `web1  3/12  1.2 GiB of ~4.0 GiB  30 %  220 MiB/s  ETA 0:12  tank/data@monday`, cut to the width.
    func line(source: String, width: Int, at now: Monotonic) -> String {
        var parts = [
            source, "\(min(finished + 1, datasets))/\(datasets)",
            "\(Amounts.bytes(bytes)) of ~\(Amounts.bytes(max(estimate, bytes)))",
        ]
        if estimate > 0 { parts.append("\(min(100, Int(Double(bytes) / Double(estimate) * 100))) %") }
        parts.append("\(Amounts.bytes(UInt64(bytesPerSecond(at: now))))/s")
        if let remaining = remaining(at: now) { parts.append("ETA \(Amounts.clock(remaining))") }
        parts.append(current)
        return String(parts.joined(separator: "  ").prefix(max(1, width - 1)))
    }
}
