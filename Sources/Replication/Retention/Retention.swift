package import ZFS

/// Decides which snapshots of a dataset stay. It asks nothing and changes nothing.
///
/// Of each period the first snapshot stays, by the order of arrival, and periods are counted back from now. So nothing that
/// comes later takes another's place: a source that lies about when its snapshots were taken, or sends many of them, does not
/// shorten the stay of what is here (docs/architecture.md). Only `last` and the floor count snapshots, and they only add.
package struct Retention: Sendable {
    private let keep: Keep
    private let floor: Int
    private let now: UInt64
    private let offset: @Sendable (_ seconds: UInt64) -> Int

    /// - Parameters:
    ///   - floor: of the newest snapshots so many stay whatever `keep` says; at least the newest one does.
    ///   - now: seconds since 1970.
    ///   - offset: the rules of a time zone: the seconds that its time is ahead of UTC at a moment, itself in seconds since 1970.
    package init(keep: Keep, floor: Int, now: UInt64, offset: @escaping @Sendable (_ seconds: UInt64) -> Int) {
        self.keep = keep
        self.floor = max(1, floor)
        self.now = now
        self.offset = offset
    }

    /// - Parameters:
    ///   - snapshots: all of a dataset's, oldest first.
    ///   - common: the last one that the source has too.
    ///   - interrupted: the base of an interrupted receive.
    /// - Returns: one for each, in the same order.
    package func verdicts(on snapshots: [Snapshot], common: Guid?, interrupted: Guid?) -> [RetentionVerdict] {
        let present = numbers(at: now)
        var seen = RetentionPeriod.allCases.map { _ in Set<Int64>() }
        return snapshots.enumerated().map { index, snapshot in
            var reasons = guards(of: snapshot)
            if snapshot.guid == common { reasons.append(.common) }
            if snapshot.guid == interrupted { reasons.append(.interrupted) }
            let place = snapshots.count - index
            if place <= floor { reasons.append(.floor(floor)) }
            if place <= keep.last { reasons.append(.last(place, of: keep.last)) }
            for (index, number) in numbers(at: snapshot.creation).enumerated() {
                let period = RetentionPeriod.allCases[index]
                let isFirst = seen[index].insert(number).inserted
                // What claims to be from the future is no older than the present.
                let back = max(0, present[index] - number)
                if isFirst, back < keep.count(of: period) {
                    reasons.append(.period(period, Int(back) + 1, of: keep.count(of: period)))
                }
            }
            if let within = keep.within, moment(snapshot.creation) > moment(now) - within.components.seconds {
                reasons.append(.within(within))
            }
            return RetentionVerdict(snapshot, reasons)
        }
    }

    /// What keeps a snapshot by itself, whatever there is beside it.
    private func guards(of snapshot: Snapshot) -> [RetentionReason] {
        var reasons: [RetentionReason] = []
        if snapshot.holds > 0 { reasons.append(.held) }
        if snapshot.hasClones { reasons.append(.cloned) }
        if let glob = keep.never.first(where: { $0.matches(snapshot.name.description) }) {
            reasons.append(.protected(by: glob))
        }
        return reasons
    }

    /// The hour, day, … that a moment lies in.
    private func numbers(at seconds: UInt64) -> [Int64] {
        let moment = moment(seconds)
        let offset = Int64(offset(UInt64(moment)))
        return RetentionPeriod.allCases.map { $0.number(at: moment, offset: offset) }
    }

    /// The creation of a snapshot is what its source says it is: far beyond any calendar, it is the end of the year 9999.
    private func moment(_ seconds: UInt64) -> Int64 { Int64(min(seconds, 253_402_300_799)) }
}
