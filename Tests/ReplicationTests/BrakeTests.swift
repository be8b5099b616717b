import Replication
import Testing
import ZFS

@Suite("A brake")
struct BrakeTests {
    private static let gib: UInt64 = 1 << 30
    /// Seven snapshots, an hour apart, of a GiB each.
    private let past: [Snap] = ["a", "b", "c", "d", "e", "f", "g"].map { Snap($0).weighing(written: gib) }
    private let name = DatasetName(literal: "backup/data")

    /// What is decided for `backup/data`, which has `past`, when the source has `new` besides.
    private func words(
        _ new: [Snap], past: [Snap]? = nil, pruned: Int = 0, _ memory: BrakeMemory = BrakeMemory(),
        _ brakes: BrakeRule = .standard, now: UInt64 = 2_000_000_000, snapshots: [String] = [],
        intermediate: SyncRule.Intermediate = .all
    ) -> String {
        let past = past ?? self.past
        let rule = SyncRule(
            selection: DatasetSelection(root: DatasetName(literal: "tank/data"), isRecursive: false), target: name,
            snapshots: snapshots.compactMap { Glob($0) }, intermediate: intermediate, brakes: brakes)
        let source = listed("tank/data", (past + new).suffix(from: pruned))
        let planner = Planner(
            source: Listing(datasets: [source]), local: Listing(datasets: [listed("backup/data", past[...])]),
            policy: SourcePolicy(isRaw: false, allowsPlain: false), brakes: Brakes(now: now, memory: [name: memory]))
        return planner.plan([rule]).map(\.action.inWords).joined(separator: ", ")
    }

    /// Snapshots with the transaction group and the hour that the letters of their names stand for.
    private func listed(_ name: String, _ snaps: ArraySlice<Snap>) -> Dataset {
        Dataset(
            name: DatasetName(literal: name), kind: .filesystem, guid: Snap(name).guid,
            snapshots: snaps.map { snap in
                let place = UInt64(snap.name.unicodeScalars.first?.value ?? 0)
                return Snapshot(
                    name: ShortName(literal: snap.name), guid: snap.guid, createTxg: place,
                    creation: 1_700_000_000 + place * 3600, referenced: snap.referenced, written: snap.written)
            })
    }

    private func large(_ name: String, _ gibs: UInt64) -> Snap { Snap(name).weighing(written: gibs * Self.gib) }

    // MARK: Growth

    @Test("holds an increment of more than ten times the usual size, and none of ten times")
    func growth() {
        #expect(words([large("h", 10)]) == "@g → @h")
        #expect(words([large("h", 11)]) == "held: growth @h 11 GiB")
    }

    @Test("finds the one large increment in a chain, and does not add up many small ones")
    func chain() {
        #expect(words([large("h", 4), large("i", 4), large("j", 4)]) == "@g → @h, @h → @i, @i → @j")
        #expect(words([large("h", 1), large("i", 30), large("j", 1)]) == "held: growth @i 30 GiB")
    }

    @Test("lets one increment over a long time be larger in proportion")
    func proportion() {
        // Nine hours in one increment.
        let late = (0..<9).map { large(String(UnicodeScalar(UInt8(104 + $0))), 3) }
        #expect(words(late, intermediate: .latest) == "@g → @p")
    }

    @Test("takes for usual what two of the last increments have reached: a nightly job, not a single flood")
    func usual() {
        var nightly = past
        nightly[2] = large("c", 20)
        #expect(words([large("h", 100)], past: nightly).hasPrefix("held"))
        nightly[5] = large("f", 20)
        #expect(words([large("h", 100)], past: nightly) == "@g → @h")
    }

    @Test("passes what is added, however large, and holds what replaces more than half of what was there")
    func replaced() {
        func giving(_ name: String, _ referenced: UInt64, _ written: UInt64) -> Snap {
            Snap(name).weighing(referenced: referenced * Self.gib, written: written * Self.gib)
        }
        var filled = past
        filled[6] = giving("g", 100, 1)
        #expect(words([giving("h", 1100, 1000)], past: filled) == "@g → @h")
        #expect(words([giving("h", 110, 60)], past: filled) == "@g → @h")
        #expect(words([giving("h", 109, 60)], past: filled) == "held: growth @h 60 GiB")
        // Held against what it follows, in a chain as well.
        #expect(words([giving("h", 1100, 1000), giving("i", 1100, 500)], past: filled) == "@g → @h, @h → @i")
        #expect(words([giving("h", 1100, 1000), giving("i", 1100, 600)], past: filled) == "held: growth @i 600 GiB")
        #expect(words([giving("h", 0, 0), giving("i", 100, 100)], past: filled) == "@g → @h, @h → @i")
    }

    @Test("knows no usual size from fewer than five increments")
    func young() {
        let young = Array(past.prefix(5))
        #expect(words([large("f", 500)], past: young) == "@e → @f")
        #expect(words([large("g", 500)], past: Array(past.prefix(6))).hasPrefix("held"))
    }

    @Test("passes what is small, however many times the usual size it is")
    func floor() {
        let quiet = past.map { $0.weighing(written: 10 << 10) }
        #expect(words([Snap("h").weighing(written: 1 << 30)], past: quiet) == "@g → @h")
        #expect(words([Snap("h").weighing(written: 1 << 30 | 1)], past: quiet).hasPrefix("held"))
    }

    @Test("passes sizes that no sum can hold, when it is off")
    func off() {
        let endless = Snap("h").weighing(written: .max)
        #expect(words([endless], .init(), .off) == "@g → @h")
        #expect(words([endless, endless.called("i").anew()]).hasPrefix("held"))
    }

    @Test("passes up to twice what a person has released")
    func released() {
        let allowance = BrakeMemory(allowance: BrakeAllowance(bytes: 50 * Self.gib))
        #expect(words([large("h", 100)], allowance) == "@g → @h")
        #expect(words([large("h", 101)], allowance).hasPrefix("held"))
    }

    // MARK: Loss

    @Test("holds a dataset whose source has lost more than half of its snapshots at once, also when nothing is new")
    func lost() {
        #expect(words([], pruned: 3, BrakeMemory(wanted: 8)) == "up to date at @g")
        #expect(
            words([], pruned: 4, BrakeMemory(wanted: 8)) == "held: lost 5 of 8")
        #expect(words(["h"], pruned: 5, BrakeMemory(wanted: 8)).hasPrefix("held"))
    }

    @Test("takes no alarm at pruning that keeps the number, at very few, at a first look, or when it is off")
    func rotation() {
        #expect(words(["h"], pruned: 5, BrakeMemory(wanted: 3)) == "@g → @h")
        #expect(words([], pruned: 6, BrakeMemory(wanted: 4)) == "up to date at @g")
        #expect(words([], pruned: 6) == "up to date at @g")
        #expect(words([], pruned: 6, BrakeMemory(wanted: 900), .off) == "up to date at @g")
    }

    @Test("counts the snapshots that the rule wants: others may come and go")
    func wanted() {
        let hours: [Snap] = ["a-hour", "b-hour", "c-hour", "d-hour", "e-hour", "f-day", "g-day"]
        #expect(
            words([], past: hours, pruned: 5, BrakeMemory(wanted: 2), snapshots: ["*-day"]) == "up to date at @g-day")
        let days: [Snap] = ["a-day", "b-day", "c-day", "d-day", "e-day", "f-hour", "g-day"]
        #expect(
            words([], past: days, pruned: 5, BrakeMemory(wanted: 6), snapshots: ["*-day"]) == "held: lost 5 of 6")
    }

    // MARK: The future

    @Test("holds a snapshot that is further ahead of the clock than is tolerated")
    func future() {
        let taken: UInt64 = 1_700_000_000 + 104 * 3600
        #expect(words(["h"], now: taken - 3600) == "@g → @h")
        #expect(words(["h"], now: taken - 3601) == "held: future @h 3601 s")
        #expect(words(["h"], .init(), .off, now: 1) == "@g → @h")
    }

    @Test("passes the snapshots from the future that a person has seen and released, and none that come later")
    func releasedFuture() {
        let released = BrakeMemory(allowance: BrakeAllowance(upTo: "\(Snap("i").guid)"))
        #expect(words(["h", "i"], released, now: 1) == "@g → @h, @h → @i")
        #expect(words(["h", "i", "j"], released, now: 1).hasPrefix("held: future @j"))
        #expect(words(["j"], released, now: 1).hasPrefix("held: future @j"))
        #expect(
            BrakeCause.future(ShortName(literal: "h"), ahead: 1, newest: Snap("i").guid).allowance == released.allowance
        )
    }

    @Test("is not put on by a clock that is behind that of an earlier run: nothing comes, and the next run judges anew")
    func ourClock() {
        let taken: UInt64 = 1_700_000_000 + 104 * 3600
        let last = taken - 3600
        #expect(words(["h"], BrakeMemory(seen: last), now: last - 3601) == "held by our clock: @h")
        #expect(words(["h"], BrakeMemory(seen: last), now: last - 3600) == "held: future @h 7200 s")
        #expect(words(["h"], BrakeMemory(seen: last), now: last + 10) == "@g → @h")
        // What else is wrong holds as ever.
        #expect(words(["h"], pruned: 6, BrakeMemory(wanted: 10, seen: last), now: 1) == "held: lost 8 of 10")
    }

    @Test("says nothing of what is here already")
    func here() {
        #expect(words([], now: 1) == "up to date at @g")
    }

    // MARK: As a whole

    @Test("that is on stays on, whatever the source has now, and whatever else is in the way")
    func stays() {
        let held = BrakeMemory(hold: .earlier(since: 1, reason: "why"))
        #expect(words([], held) == "held: why")
        #expect(words([large("h", 1)], held, .off) == "held: why")
        #expect(words([], pruned: 7, held) == "held: why")
    }

    @Test("is for what is here: a first pull is judged by nothing")
    func first() {
        let source = listed("tank/data", [large("h", 5000)])
        let planner = Planner(
            source: Listing(datasets: [source]), local: Listing(datasets: []),
            policy: SourcePolicy(isRaw: false, allowsPlain: false), brakes: Brakes(now: 1))
        #expect(planner.plan([rule()]).map(\.action.inWords) == ["full @h"])
    }

    @Test("names all that it found, so that one release is enough")
    func several() {
        let found = words([large("h", 50)], pruned: 6, BrakeMemory(wanted: 10), now: 1_700_000_000)
        #expect(found == "held: lost 8 of 10, growth @h 50 GiB, future @h 374400 s")
        let joined = BrakeAllowance(bytes: 5).joined(with: BrakeAllowance(bytes: 4, upTo: "1"))
        #expect(joined == BrakeAllowance(bytes: 5, upTo: "1"))
        #expect(joined.joined(with: BrakeAllowance()) == joined)
    }
}
