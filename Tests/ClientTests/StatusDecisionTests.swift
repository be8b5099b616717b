import Testing
import ZFS

@testable import zpull_client

@Suite("The status of a dataset")
struct StatusDecisionTests {
    private func only(_ status: SourceStatus) throws -> DatasetStatus {
        #expect(status.datasets.count == 1)
        return try #require(status.datasets.first)
    }

    private let done = history("500 data done", "500 run done compared")
    private let cut = history("500 data failed +60 cut", "500 run failed compared")

    @Test("is current when all that the source had is here, and fresh")
    func current() throws {
        let found = try only(try status(done))
        #expect(found.state == .current && found.severity == .fine)
        #expect(found.age == 60 && found.lag == 0 && found.used == 5 << 20)
        #expect("\(found.remote)" == "tank/data")
    }

    @Test(
        "grows worse with the age of the newest snapshot, a second after the limit",
        arguments: [
            (1100, Severity.fine), (1101, .warning), (1200, .warning), (1201, .critical),
        ] as [(UInt64, Severity)])
    func age(now: UInt64, severity: Severity) throws {
        let found = try only(try status(done, now: now))
        #expect(found.severity == severity)
        #expect(found.state == (severity == .fine ? .current : .behind))
        // Without fresh_within age is no matter.
        let careless = try only(try status(done, now: now, fresh: nil))
        #expect(careless.severity == .fine && careless.state == .current)
    }

    @Test("has an age of zero when the snapshot is from the future")
    func future() throws {
        #expect(try only(try status(done, now: 10)).age == 0)
    }

    @Test("is a failure since the first of those in a row, and warns until age makes it worse")
    func failed() throws {
        let twice = history(
            "400 data done", "400 run done compared", "500 data failed +60 cut", "500 run failed compared",
            "600 data failed +90 cut again", "600 run failed compared")
        let found = try only(try status(twice))
        #expect(found.state == .failed(Trouble(since: 500, outcome: .failed, problem: "cut again")))
        #expect(found.severity == .warning && found.lag == 90)
        #expect(try only(try status(twice, now: 1300)).severity == .critical)
        // Where age is not watched, nothing else would tell.
        #expect(try only(try status(twice, fresh: nil)).severity == .critical)
    }

    @Test("is stopped where a person has to look, and critical at once")
    func stopped() throws {
        let found = try only(try status(history("500 data stopped - parted", "500 run stopped compared")))
        #expect(found.state == .stopped(Trouble(since: 500, outcome: .stopped, problem: "parted")))
        #expect(found.severity == .critical)
    }

    @Test("is well again after a run that compared it and had nothing to tell")
    func recovered() throws {
        let later = history(
            "500 data failed +60 cut", "500 run failed compared", "600 run done compared")
        #expect(try only(try status(later)).state == .current)
        #expect(try only(try status(later)).lag == 0)
    }

    @Test("is not changed by a run that found it locked, and neither is the source's")
    func locked() throws {
        for before in [cut, done] {
            let lines = before == cut ? "500 data failed +60 cut" : "500 data done"
            let run = before == cut ? "500 run failed compared" : "500 run done compared"
            let after = try status(history(lines, run, "600 run locked locked"))
            #expect(after.datasets == (try status(before)).datasets)
            #expect(after.trouble == nil && after.severity == .fine)
        }
    }

    @Test("does not change with the pruning, whose passes tell since when they do not prune all of it")
    func pruning() throws {
        let events = zip([500, 600, 700, 800] as [UInt64], [.done, .stopped, .locked, .failed]).map { time, outcome in
            HistoryEvent(
                time: time, event: .prune, source: "web1", outcome: outcome,
                problem: outcome.isTrouble ? "not at \(time)" : nil)
        }
        func pruning(_ events: [HistoryEvent]) throws -> SourceStatus {
            try status(SourceHistory.all(in: events)["web1"])
        }
        let found = try pruning(events)
        #expect(found.pruning == Trouble(since: 600, outcome: .failed, problem: "not at 800"))
        #expect(found.severity == .fine && found.trouble == nil)
        #expect(try pruning(events + [events[0]]).pruning == nil)
        // One dataset is not the pass.
        #expect(try pruning(events + [.other(.prune, "web1", "backup/data", at: 900)]).pruning?.since == 600)
        #expect(
            StatusText.lines([found], isColoured: false).last?.hasPrefix("web1: not pruned since ") == true)
    }

    @Test("is the source's trouble while the source is out of reach")
    func outOfReach() throws {
        let gone = history("400 run done compared", "500 run failed - no route", "600 run failed - refused")
        let found = try status(gone)
        let trouble = Trouble(since: 500, outcome: .failed, problem: "refused")
        #expect(found.trouble == trouble && found.isOutOfReach && found.lastLook == 400)
        #expect(try only(found).state == .failed(trouble))
        #expect(found.severity == .warning)
        #expect(try status(gone, fresh: nil).severity == .critical)
        // It failed already before the source went away.
        let before = history("400 data failed +60 cut", "400 run failed compared", "500 run failed - no route")
        #expect(
            try only(try status(before)).state
                == .failed(Trouble(since: 400, outcome: .failed, problem: "no route")))
        let back = history("500 run failed - no route", "600 run done compared")
        #expect(try status(back).trouble == nil)
        #expect(try only(try status(back)).state == .current)
    }

    @Test("is fine when only the source's cursor failed, and the source warns")
    func cursor() throws {
        let found = try status(history("500 run failed compared no cursor"))
        #expect(try only(found).state == .current)
        #expect(found.severity == .warning && !found.isOutOfReach)
    }

    @Test("is held while a brake is on, whatever the history says")
    func held() throws {
        let brake = Trouble(since: 500, outcome: .stopped, problem: "too large")
        let found = try only(try status(history("600 run done compared"), held: brake))
        #expect(found.state == .held(brake))
        #expect(found.severity == .critical)
        let released = history("500 brake stopped - too large", "600 run done compared")
        #expect(try only(try status(released)).state == .current)
    }

    @Test("is not shown once it was set aside")
    func quarantined() throws {
        let here = ["backup/data", "backup/data/home.quarantine-20261123T110000"]
        #expect(try only(try status(history("600 run done compared"), here: here)).dataset.description == "backup/data")
    }

    @Test("is never pulled where nothing is here, which a run at work makes less bad")
    func never() throws {
        let found = try only(try status(nil, here: []))
        #expect(found.state == .neverPulled && found.severity == .critical && found.age == nil && found.lag == nil)
        #expect(try only(try status(nil, here: [], running: true)).severity == .warning)
        #expect(try only(try status(nil, here: [], fresh: nil)).severity == .warning)
    }

    @Test("says that a run is at work, and no less what went wrong before")
    func running() throws {
        let found = try only(try status(cut, running: true))
        #expect(found.isRunning && found.severity == .warning)
        #expect(found.words.hasPrefix("running, failed since "))
        #expect(try only(try status(done, running: true)).words == "running")
    }

    @Test("is told of all that came below a target, and of what should have come, not of what is left out")
    func tree() throws {
        let here = ["backup/data", "backup/data/home", "backup/data/tmp", "backup/data2"]
        let failing = history("500 new failed +60 cut", "500 run failed compared")
        #expect(
            try status(failing, here: here, exclude: "[tmp]").datasets.map { "\($0.dataset)" }
                == ["backup/data", "backup/data/home", "backup/data/new"])
        #expect(try status(failing, here: here, recursive: false).datasets.map { "\($0.dataset)" } == ["backup/data"])
    }

    @Test("is gone where the source no longer has it, and no worse with age, until the source has it again")
    func gone() throws {
        let here = ["backup/data", "backup/data/old"]
        let gone = history("500 run done compared gone backup/data/old")
        let found = try status(gone, now: 9999, here: here).datasets[1]
        #expect(found.state == .gone && found.severity == .fine)
        let back = history("500 run done compared gone backup/data/old", "600 run done compared")
        #expect(try status(back, here: here).datasets[1].state == .current)
    }

    @Test("is critical while a verification or a drill of it failed, however well it came")
    func flaws() throws {
        let found = try only(try status(history("500 run done compared", "600 verify failed - auto cannot be read")))
        #expect(found.state == .current && found.severity == .critical)
        let flaw = try #require(found.flaws.first)
        #expect(flaw.trouble == Trouble(since: 600, outcome: .failed, problem: "auto cannot be read"))
        #expect(try status(history("600 drill failed - no")).datasets[0].severity == .critical)
        // Since the first time.
        let twice = history("600 verify failed - no", "700 verify failed - still no")
        #expect(try only(try status(twice)).flaws.map(\.trouble.since) == [600])
        #expect(try only(try status(twice)).flaws.first?.trouble.problem == "still no")
    }

    @Test(
        "is well again when the same was verified, or when a drill went well; not when another snapshot was verified",
        arguments: [
            ("600 verify failed - no", "700 verify done -", true),
            ("600 verify failed - no", "700 verify done all", true),
            ("600 verify failed - no", "700 verify done +60", false),
            ("600 verify failed - no", "700 drill done -", false),
            ("600 drill failed - no", "700 drill done +60", true),
            ("600 drill failed - no", "700 verify done -", false),
            ("600 verify failed - no", "700 quarantine done -", true),
        ])
    func madeGood(failed: String, later: String, isMadeGood: Bool) throws {
        #expect(try only(try status(history(failed, later))).flaws.isEmpty == isMadeGood)
    }

    @Test("has one flaw of drills, whatever snapshots they tried, since the first of them")
    func failingDrills() throws {
        let found = try only(try status(history("600 drill failed +60 no", "700 drill failed - still no")))
        #expect(found.flaws.map(\.trouble) == [Trouble(since: 600, outcome: .failed, problem: "still no")])
    }

    @Test("has no flaw of a snapshot that is no longer here")
    func prunedFlaw() throws {
        #expect(try only(try status(history("600 verify failed +60 no"))).flaws.isEmpty)
    }

    @Test("is empty, and no alarm, where the source has no snapshot of a tree's root and the tree below it comes")
    func empty() throws {
        let nothing = history("500 run done compared empty backup/data")
        let found = try status(nothing, here: ["backup/data/home"]).datasets
        #expect(found.map(\.state) == [.empty, .current])
        #expect(found.map(\.severity) == [.fine, .fine])
        #expect(CheckResult([try status(nothing, here: ["backup/data/home"])]).severity == .fine)
        // What is below it grows too old by itself.
        #expect(
            try status(nothing, now: 1300, here: ["backup/data/home"]).datasets.map(\.severity) == [.fine, .critical])
        // Where nothing at all comes, that is what somebody has to know; and where nobody knows why, too.
        #expect(try status(nothing, here: []).datasets.map(\.state) == [.neverPulled])
        #expect(try status(nothing, here: [], recursive: false).datasets.map(\.severity) == [.critical])
        let done = history("500 run done compared")
        #expect(try status(done, here: ["backup/data/home"]).datasets.map(\.state) == [.neverPulled, .current])
        let later = history("500 run done compared empty backup/data", "600 run done compared")
        #expect(try status(later, here: ["backup/data/home"]).datasets[0].state == .neverPulled)
    }
}
