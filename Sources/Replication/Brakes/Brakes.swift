package import ZFS

/// Judges what a source shows of a dataset that is here already. A first pull has nothing to be compared with.
///
/// Growth is held against the increments that are here. Their size is usual that two of the last fifty have reached: a
/// nightly job among hourly snapshots belongs to it, and a single large one does not. An increment that covers a longer time
/// than most may be larger in proportion. One that adds to what is there may be as large as it likes, as a copied image is:
/// only where more than half of what the dataset held is replaced does its size say something.
package struct Brakes: Sendable {
    /// Seconds since 1970.
    let now: UInt64
    /// By target; without an entry nothing is known of one.
    let memory: [DatasetName: BrakeMemory]

    package init(now: UInt64, memory: [DatasetName: BrakeMemory] = [:]) {
        self.now = now
        self.memory = memory
    }

    private static let remembered = 50
    /// With fewer increments here nobody knows what is usual.
    private static let fewest = 5
    /// Fewer snapshots than this are no loss worth an alarm, whatever their share.
    private static let fewestLost = 4

    /// Why nothing of a dataset is to be received; `nil` when there is no such reason.
    ///
    /// - Parameters:
    ///   - wanted: how many snapshots the source's dataset has that are to be received, or have been.
    ///   - transfer: what would be received; `nil` when nothing would.
    func hold(
        _ dataset: Dataset, wanted: Int, on here: Dataset?, _ target: DatasetName, _ transfer: Transfer?,
        _ rule: BrakeRule
    ) -> Hold? {
        let memory = memory[target] ?? BrakeMemory()
        if let hold = memory.hold { return hold }
        guard let here else { return nil }
        var causes = [
            lost(wanted, memory, rule), transfer.flatMap { growth($0, dataset, here, memory.allowance, rule) },
        ].compactMap { $0 }
        if let tolerance = rule.future, let transfer,
            let (latest, newest) = future(transfer, memory.allowance, tolerance)
        {
            // A clock that was set back, or lost its battery, makes every snapshot one of the future.
            if now.adding(tolerance) < memory.seen {
                if causes.isEmpty { return .clock(latest.name, now: now, seen: memory.seen) }
            } else {
                causes.append(.future(latest.name, ahead: latest.creation - now, newest: newest.guid))
            }
        }
        return causes.isEmpty ? nil : .now(causes)
    }

    private func lost(_ left: Int, _ memory: BrakeMemory, _ rule: BrakeRule) -> BrakeCause? {
        guard let percent = rule.lost, let before = memory.wanted else { return nil }
        guard before - left >= Self.fewestLost, (before - left) * 100 > percent * before else { return nil }
        return .lost(left: left, of: before)
    }

    /// The snapshot that is furthest ahead of the clock, and the newest of those to come; `nil` when none is too far ahead.
    private func future(
        _ transfer: Transfer, _ allowance: BrakeAllowance, _ tolerance: UInt64
    ) -> (latest: PlannedHop, newest: PlannedHop)? {
        let released = transfer.hops.lastIndex { "\($0.guid)" == allowance.upTo }
        let judged = transfer.hops[(released.map { $0 + 1 } ?? 0)...]
        guard let latest = judged.max(by: { $0.creation < $1.creation }), let newest = judged.last,
            latest.creation > now.adding(tolerance)
        else { return nil }
        return (latest, newest)
    }

    private func growth(
        _ transfer: Transfer, _ dataset: Dataset, _ here: Dataset, _ allowance: BrakeAllowance, _ rule: BrakeRule
    ) -> BrakeCause? {
        // The oldest has nothing before it to be an increment from.
        let increments = here.snapshots.dropFirst().suffix(Self.remembered)
        guard let factor = rule.growth, increments.count >= Self.fewest, let base = transfer.base?.guid else {
            return nil
        }
        let usual = increments.map(\.written).sorted()[increments.count - 2]
        let interval = Self.medianInterval(here.snapshots.suffix(Self.remembered + 1))
        // A person's word is for this size, and for what has come to it until the next run.
        let allowed = max(rule.growthFloor, (allowance.bytes ?? 0).times(2))
        var (previous, held) = (
            dataset.creation(of: base), dataset.referenced(of: base) ?? here.referenced(of: base) ?? 0
        )
        var worst: PlannedHop?
        for hop in transfer.hops {
            let time = previous.map { hop.creation > $0 ? hop.creation - $0 : 0 } ?? 0
            let limit = usual.times(factor).times(max(1, time / interval))
            let total = held.adding(hop.estimate)
            let replaced = total > hop.referenced ? total - hop.referenced : 0
            if hop.estimate > max(allowed, limit), replaced > held / 2, hop.estimate > worst?.estimate ?? 0 {
                worst = hop
            }
            (previous, held) = (hop.creation, hop.referenced)
        }
        return worst.map { .growth($0.name, bytes: $0.estimate, usual: usual) }
    }

    /// Seconds between two snapshots, at least one.
    private static func medianInterval(_ snapshots: ArraySlice<Snapshot>) -> UInt64 {
        let intervals = zip(snapshots, snapshots.dropFirst()).map { earlier, later in
            later.creation > earlier.creation ? later.creation - earlier.creation : 0
        }.sorted()
        return max(1, intervals.isEmpty ? 1 : intervals[intervals.count / 2])
    }
}

extension Dataset {
    /// When a snapshot was taken that is here, or of which there is a bookmark.
    fileprivate func creation(of guid: Guid) -> UInt64? {
        snapshots.first { $0.guid == guid }?.creation ?? bookmarks.first { $0.guid == guid }?.creation
    }

    /// Bytes that a snapshot gives access to.
    fileprivate func referenced(of guid: Guid) -> UInt64? { snapshots.first { $0.guid == guid }?.referenced }
}

extension UInt64 {
    // What comes from a source may be as large as it likes.

    fileprivate func adding(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    fileprivate func times(_ factor: UInt64) -> UInt64 {
        let (product, overflow) = multipliedReportingOverflow(by: factor)
        return overflow ? .max : product
    }
}
