import ZFS

/// What is known of a source when its datasets are to be pruned.
struct PruneOutlook {
    /// Seconds since 1970.
    let now: UInt64
    let silence: Duration
    /// The creation of the newest snapshot of any of the source's datasets here, in seconds since 1970. It is what the source's
    /// clock says, so that it tells when ours has run ahead.
    let newest: UInt64

    /// Why a dataset has to be left alone; `nil` when it need not be.
    ///
    /// - Parameter brake: why it is held, if it is.
    func refusal(of dataset: Dataset, _ record: CommonRecord?, brake: String?) -> PruneRefusal? {
        if let brake { return .brake(reason: brake) }
        guard let record else { return .unknown }
        switch record.standing {
        case .gone: return .gone
        case .stopped: return .stopped(problem: record.problem ?? "without a reason")
        case .common: break
        }
        guard let common = record.snapshot else { return .unknown }
        guard dataset.snapshots.contains(where: { $0.guid.description == common.guid }) else {
            return .commonMissing(common.name)
        }
        // A minute for a clock that is being set right.
        guard record.seen <= now + 60 else { return .clock }
        if let time = age(record.seen) { return .silent(for: time, limit: silence) }
        return age(newest).map { .idle(for: $0, limit: silence) }
    }

    /// How long ago that was, if it is longer than the limit.
    private func age(_ moment: UInt64) -> Duration? {
        let age = Duration.seconds(now > moment ? now - moment : 0)
        return age > silence ? age : nil
    }
}
