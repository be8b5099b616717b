/// Runs over time, put together in steps so that a chart has some dozens of bars. A step without a run has none.
struct RunBuckets {
    struct Bucket: Equatable {
        /// Of bytes their sum, of seconds the longest.
        var bytes: UInt64 = 0
        var seconds: Double = 0
        var runs = 0
        var failed = 0
    }

    /// Seconds since 1970.
    let start: UInt64
    /// Seconds.
    let step: UInt64
    /// `nil` where there was no run.
    let buckets: [Bucket?]

    /// No chart looks further back.
    static let longest: UInt64 = 60 * 86_400
    private static let most = 48
    private static let steps: [UInt64] = [900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86_400, 2 * 86_400]

    /// - Parameter runs: oldest first.
    init(_ runs: [HistoryEvent], until now: UInt64) {
        let runs = runs.filter { $0.time <= now && now - $0.time < Self.longest }
        let first = runs.first?.time ?? now
        let step = Self.steps.first { (now - first) / $0 < UInt64(Self.most) - 1 } ?? Self.longest
        let start = first - first % step
        var buckets = [Bucket?](repeating: nil, count: Int((now - start) / step) + 1)
        for run in runs {
            // A clock that was set back may have left an earlier one behind.
            guard run.time >= start else { continue }
            let index = Int((run.time - start) / step)
            var bucket = buckets[index] ?? Bucket()
            bucket.bytes &+= run.bytes ?? 0
            bucket.seconds = max(bucket.seconds, run.seconds ?? 0)
            bucket.runs += 1
            bucket.failed += run.outcome.isTrouble ? 1 : 0
            buckets[index] = bucket
        }
        (self.start, self.step, self.buckets) = (start, step, buckets)
    }

    func time(of index: Int) -> UInt64 { start + UInt64(index) * step }
}
