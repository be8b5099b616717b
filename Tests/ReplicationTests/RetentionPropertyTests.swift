import Replication
import Testing
import ZFS

/// What holds for any snapshots and any policy.
@Suite("Retention, whatever it is given")
struct RetentionPropertyTests {
    private static let now = moment("2026-11-23T11:00:00Z")
    private static let rounds = 300
    private static let replay: Comment = "ZPULL_TEST_SEED=\(Seeded.seed)"

    /// Snapshots of up to three years, a few from the future, in no order of time, as a source may claim them to be.
    private func snapshots(_ random: inout Seeded) -> [Snapshot] {
        (0..<Int.random(in: 1...40, using: &random)).map { number in
            snapshot(
                number, at: creation(&random),
                named: Int.random(in: 0..<8, using: &random) == 0 ? "golden\(number)" : nil,
                holds: Int.random(in: 0..<8, using: &random) == 0 ? 1 : 0,
                hasClones: Int.random(in: 0..<8, using: &random) == 0)
        }
    }

    private func creation(_ random: inout Seeded) -> UInt64 {
        let range: UInt64 = [3600 * 72, 86_400 * 60, 86_400 * 1000].randomElement(using: &random) ?? 0
        return Self.now + 7200 - UInt64.random(in: 0...range, using: &random)
    }

    private func keep(_ random: inout Seeded) -> Keep {
        func count() -> Int { Bool.random(using: &random) ? Int.random(in: 1...20, using: &random) : 0 }
        return Keep(
            hourly: count(), daily: count(), weekly: count(), monthly: count(), yearly: count(), last: count(),
            within: Bool.random(using: &random) ? .seconds(Int.random(in: 1...9_000_000, using: &random)) : nil,
            never: Bool.random(using: &random) ? [Glob("gold*")].compactMap(\.self) : [])
    }

    private func forEachRound(
        _ body: (_ random: inout Seeded, _ snapshots: [Snapshot], _ keep: Keep, _ floor: Int) -> Void
    ) {
        var random = Seeded(Seeded.seed)
        for _ in 0..<Self.rounds {
            let (snapshots, keep) = (snapshots(&random), keep(&random))
            body(&random, snapshots, keep, Int.random(in: 1...6, using: &random))
        }
    }

    @Test(
        "spares the last common, the base of an interrupted receive, what is held, cloned or protected, and the floor")
    func spares() {
        forEachRound { random, snapshots, keep, floor in
            let (common, base) = (snapshots.randomElement(using: &random), snapshots.randomElement(using: &random))
            let verdicts = Retention(keep, floor: floor, at: Self.now).verdicts(
                on: snapshots, common: common?.guid, interrupted: base?.guid)
            #expect(verdicts.map(\.snapshot) == snapshots, Self.replay)
            let going = verdicts.filter { !$0.stays }.map(\.snapshot)
            #expect(!going.contains { $0 == common || $0 == base || $0.holds > 0 || $0.hasClones }, Self.replay)
            #expect(
                !going.contains { snapshot in keep.never.contains { $0.matches(snapshot.name.description) } },
                Self.replay)
            #expect(!going.contains { snapshots.suffix(floor).contains($0) }, Self.replay)
        }
    }

    @Test("finds nothing more to do the second time")
    func idempotent() {
        forEachRound { _, snapshots, keep, floor in
            let retention = Retention(keep, floor: floor, at: Self.now)
            let once = retention.verdicts(on: snapshots, common: nil, interrupted: nil).filter(\.stays).map(\.snapshot)
            #expect(retention.staying(once).count == once.count, Self.replay)
        }
    }

    @Test("with another rule, or more of one, lets no more go")
    func monotone() {
        forEachRound { random, snapshots, keep, floor in
            let more = self.keep(&random)
            let both = Keep(
                hourly: max(keep.hourly, more.hourly), daily: max(keep.daily, more.daily),
                weekly: max(keep.weekly, more.weekly), monthly: max(keep.monthly, more.monthly),
                yearly: max(keep.yearly, more.yearly), last: max(keep.last, more.last),
                within: [keep.within, more.within].compactMap(\.self).max(), never: keep.never + more.never)
            let few = Set(Retention(keep, floor: floor, at: Self.now).staying(snapshots))
            #expect(few.isSubset(of: Retention(both, floor: floor, at: Self.now).staying(snapshots)), Self.replay)
        }
    }

    @Test("whatever comes later, and whenever it claims to be from, shortens no earlier one's stay")
    func undisplaced() {
        forEachRound { random, snapshots, keep, _ in
            // `last` counts snapshots, so that each that comes moves it on.
            let periods = Keep(
                hourly: keep.hourly, daily: keep.daily, weekly: keep.weekly, monthly: keep.monthly,
                yearly: keep.yearly, within: keep.within, never: keep.never)
            let later = taken((0..<50).map { _ in creation(&random) }, from: snapshots.count)
            let retention = Retention(periods, at: Self.now)
            // The newest is the floor's.
            let before = Set(retention.staying(snapshots + later.suffix(1)).filter { $0 < snapshots.count })
            let after = Set(retention.staying(snapshots + later).filter { $0 < snapshots.count })
            #expect(before == after, Self.replay)
        }
    }
}
