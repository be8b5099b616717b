import Foundation
import Replication
import Testing
import ZFS

/// A year of hourly snapshots in Berlin, pruned each day, held against what the policy says of all that was ever taken,
/// reckoned with Foundation's calendar.
@Suite("A simulated year of hourly snapshots")
struct RetentionYearTests {
    private static let first = moment("2026-01-10T00:05:00Z")
    private static let hour: UInt64 = 3600
    private static let keep = Keep(hourly: 48, daily: 30, weekly: 8, monthly: 6, yearly: 2, last: 5)

    @Test("pruned each day keeps exactly what the policy says, across both clock changes")
    func year() {
        var here: [Snapshot] = []
        var changes: Set<Int> = []
        for day in 0..<366 {
            here += taken((0..<24).map { Self.first + UInt64(day * 24 + $0) * Self.hour }, from: day * 24)
            let now = Self.first + UInt64(day * 24 + 23) * Self.hour + 600
            let verdicts = Retention(Self.keep, at: now).verdicts(on: here, common: nil, interrupted: nil)
            here = verdicts.filter(\.stays).map(\.snapshot)
            let expected = Self.expected(at: now, taken: day * 24 + 24)
            guard here.map(\.guid) == expected.map(guid) else {
                Issue.record("on day \(day): \(here.map(\.name)), and not \(expected)")
                return
            }
            changes.insert(Berlin.offset(at: now))
        }
        #expect(changes == [3600, 7200])
        #expect(here.count < 48 + 30 + 8 + 6 + 2 + 5)
    }

    @Test("pruned once at its end keeps the same as pruned each day")
    func once() {
        let count = 366 * 24
        let now = Self.first + UInt64(count - 1) * Self.hour + 600
        let all = taken((0..<count).map { Self.first + UInt64($0) * Self.hour })
        #expect(Retention(Self.keep, at: now).staying(all) == Self.expected(at: now, taken: count))
    }

    /// The numbers of the snapshots that the policy keeps.
    private static func expected(at now: UInt64, taken count: Int) -> [Int] {
        var numbers = Set(max(0, count - keep.last)..<count)
        let units: [(Calendar.Component, Int)] = [
            (.hour, keep.hourly), (.day, keep.daily), (.weekOfYear, keep.weekly), (.month, keep.monthly),
            (.year, keep.yearly),
        ]
        for (unit, periods) in units {
            var moment = Date(timeIntervalSince1970: TimeInterval(now))
            for _ in 0..<periods {
                guard let period = Berlin.calendar.dateInterval(of: unit, for: moment) else { continue }
                if let number = firstNumber(in: period), number < count { numbers.insert(number) }
                moment = period.start - 1
            }
        }
        return numbers.sorted()
    }

    /// The first snapshot that was taken in an interval.
    private static func firstNumber(in period: DateInterval) -> Int? {
        let start = period.start.timeIntervalSince1970 - TimeInterval(first)
        let number = max(0, Int((start / 3600).rounded(.up)))
        let creation = TimeInterval(first) + TimeInterval(number) * 3600
        return creation < period.end.timeIntervalSince1970 ? number : nil
    }
}
