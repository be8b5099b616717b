import Replication
import Testing
import ZFS

@Suite("Retention")
struct RetentionTests {
    private let noon = moment("2026-11-23T11:00:00Z")
    private static let hour: UInt64 = 3600
    private static let day: UInt64 = 86_400

    /// Snapshots so many hours before noon, the oldest first.
    private func hoursBack(_ hours: UInt64...) -> [Snapshot] { taken(hours.map { noon - $0 * Self.hour }) }

    /// Of each snapshot why it stays; empty when it goes.
    private func reasons(_ snapshots: [Snapshot], _ keep: Keep, common: Int? = nil, interrupted: Int? = nil) -> [String]
    {
        Retention(keep, at: noon).verdicts(
            on: snapshots, common: common.map(guid), interrupted: interrupted.map(guid)
        ).map { $0.reasons.map(\.description).joined(separator: "; ") }
    }

    @Test("says for each snapshot all that keeps it")
    func allReasons() {
        let snapshots = [
            snapshot(0, at: noon - 90 * Self.day), snapshot(1, at: noon - 80 * Self.day, named: "golden"),
            snapshot(2, at: noon - 70 * Self.day, holds: 2), snapshot(3, at: noon - 60 * Self.day, hasClones: true),
            snapshot(4, at: noon - 50 * Self.day), snapshot(5, at: noon - 40 * Self.day),
            snapshot(6, at: noon - 2 * Self.day), snapshot(7, at: noon - Self.hour), snapshot(8, at: noon),
        ]
        let keep = Keep(daily: 30, last: 2, within: .seconds(7200), never: [Glob("gold*")].compactMap(\.self))
        #expect(
            reasons(snapshots, keep, common: 4, interrupted: 5) == [
                "", "protected by gold*", "held", "a clone is made of it", "last common with the source",
                "base of an interrupted receive", "daily 3 of 30", "last 2 of 2; daily 1 of 30; within 2h",
                "floor: the newest 1; last 1 of 2; within 2h",
            ])
    }

    @Test("keeps the first snapshot of each period, counted back from now with the present one")
    func first() {
        // Noon, 10:00, 09:30 and 09:00; the day before, and two days before that.
        let snapshots = taken([
            noon - 72 * Self.hour, noon - 25 * Self.hour, noon - 24 * Self.hour, noon - 3 * Self.hour,
            noon - 150 * 60, noon - 2 * Self.hour, noon,
        ])
        #expect(Retention(Keep(hourly: 4), at: noon).staying(snapshots) == [3, 5, 6])
        #expect(Retention(Keep(daily: 2), at: noon).staying(snapshots) == [1, 3, 6])
        #expect(Retention(Keep(daily: 4), at: noon).staying(snapshots) == [0, 1, 3, 6])
    }

    @Test("counts periods without a snapshot too, so that what is past goes though nothing has come")
    func gaps() {
        let snapshots = hoursBack(24 * 40, 24 * 35, 24 * 29, 0)
        #expect(Retention(Keep(daily: 30), at: noon).staying(snapshots) == [2, 3])
    }

    @Test("begins weeks on Monday, and years with their first day wherever the week begins")
    func boundaries() {
        // Sunday and Monday; the last and first of the year; the leap day and the day after.
        let pairs = ["2026-11-22T22:59:00Z", "2026-11-22T23:00:00Z"].map(moment)
        #expect(Retention(Keep(weekly: 2), at: noon).staying(taken(pairs)) == [0, 1])
        #expect(Retention(Keep(weekly: 1), at: noon).staying(taken(pairs)) == [1])
        let years = ["2024-12-31T22:59:59Z", "2024-12-31T23:00:00Z", "2025-12-31T23:00:00Z"].map(moment)
        #expect(Retention(Keep(yearly: 2), at: noon).staying(taken(years)) == [1, 2])
        let months = ["2024-02-29T22:59:59Z", "2024-02-29T23:00:00Z", "2024-03-01T12:00:00Z"].map(moment)
        let now = moment("2024-03-05T00:00:00Z")
        #expect(Retention(Keep(monthly: 2), at: now).staying(taken(months)) == [0, 1, 2])
        #expect(Retention(Keep(monthly: 1), at: now).staying(taken(months)) == [1, 2])
    }

    @Test("takes the hour that the end of summer time repeats for two, and misses none when it begins")
    func clockChanges() {
        // From two to three twice: summer time until 01:00 UTC.
        let autumn = taken(["2026-10-25T00:10:00Z", "2026-10-25T01:10:00Z", "2026-10-25T02:10:00Z"].map(moment))
        let then = moment("2026-10-25T02:30:00Z")
        #expect(Retention(Keep(hourly: 3), at: then).staying(autumn) == [0, 1, 2])
        #expect(Retention(Keep(hourly: 2), at: then).staying(autumn) == [1, 2])
        // From one o'clock straight to three.
        let spring = taken(["2026-03-29T00:10:00Z", "2026-03-29T01:10:00Z"].map(moment))
        #expect(Retention(Keep(hourly: 2), at: moment("2026-03-29T01:30:00Z")).staying(spring) == [0, 1])
    }

    @Test("tells hours where time is half an hour beside the others")
    func halfHours() {
        let snapshots = taken(["2026-11-23T10:20:00Z", "2026-11-23T10:40:00Z"].map(moment))
        let retention = Retention(keep: Keep(hourly: 1), floor: 1, now: noon - 600) { _ in 19_800 }
        #expect(retention.staying(snapshots) == [1])
        let both = Retention(keep: Keep(hourly: 2), floor: 1, now: noon - 600) { _ in 19_800 }
        #expect(both.staying(snapshots) == [0, 1])
    }

    @Test("never lets go of the newest, though nothing keeps it", arguments: [0, 1, 3])
    func floor(floor: Int) {
        let snapshots = hoursBack(9000, 8000, 7000, 6000)
        let retention = Retention(Keep(hourly: 1), floor: floor, at: noon)
        #expect(retention.staying(snapshots) == Array((4 - max(1, floor))..<4))
    }

    @Test("bears creations beyond any calendar")
    func farFuture() {
        let snapshots = taken([0, .max - 1, .max])
        #expect(Retention(Keep(daily: 1), at: noon).staying(snapshots) == [1, 2])
        #expect(Retention(Keep(yearly: 1), at: .max).staying(snapshots) == [1, 2])
    }
}
