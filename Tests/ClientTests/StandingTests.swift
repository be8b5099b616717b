import Testing
import ZFS

@testable import zpull_client

@Suite("How a source stands")
struct StandingTests {
    private func web1(_ history: [HistoryEvent], pool: Listing? = nil) throws -> SourceStanding {
        try #require(try standing(history, pool: pool).first)
    }

    private func data(_ history: [HistoryEvent], pool: Listing? = nil) throws -> DatasetStanding {
        try #require(try web1(history, pool: pool).datasets.first)
    }

    @Test("every source of the configuration is told of, and no other")
    func sources() throws {
        let sources = try standing([.run("gone", at: noon), .run("db1", at: noon)])
        #expect(sources.map(\.name) == ["web1", "db1"])
        #expect(sources[0].lastRun == nil && sources[1].lastRun?.time == noon)
    }

    @Test("a dataset that the configuration has no more, or leaves out, is told of no more")
    func datasets() throws {
        let names = [
            "backup/web1/data", "backup/web1/data/a", "backup/web1/data/tmp/x", "backup/web1/old", "backup/db1/x",
        ]
        let history = names.map { HistoryEvent.dataset("web1", $0, at: noon) }
        #expect(try web1(history).datasets.map(\.name) == ["backup/web1/data", "backup/web1/data/a"])
    }

    @Test("the last run without failure is remembered past later ones with")
    func success() throws {
        let source = try web1([.run("web1", at: 1), .run("web1", at: 2, .failed), .run("web1", at: 3, .stopped)])
        #expect(source.lastRun?.time == 3)
        #expect(source.lastSuccess?.time == 1)
    }

    @Test("the pool knows the newest snapshot better than the history")
    func pool() throws {
        let history = [HistoryEvent.dataset("web1", "backup/web1/data", at: noon, age: 60)]
        #expect(try data(history).newest == .init(name: "hourly", creation: noon - 60))
        let listing = Listing(datasets: [
            try dataset("backup/web1/data", ["one", "two"]), try dataset("backup/web1/data/quiet", ["one"]),
            try dataset("backup/web1/data/empty", []),
        ])
        #expect(try data(history, pool: listing).newest == .init(name: "two", creation: 1_700_000_002))
        #expect(try web1([], pool: listing).datasets.map(\.name) == ["backup/web1/data", "backup/web1/data/quiet"])
    }

    @Test("a dataset is behind by the time between its newest snapshot and the source's")
    func behind() throws {
        let failed = HistoryEvent.dataset("web1", "backup/web1/data", at: noon, .failed, ahead: 2 * hour)
        #expect(try data([failed]).behind == 7200)
        #expect(try data([failed]).outcome == .failed)
    }

    @Test("a later run that compared it and says nothing of it has mended it; one that got nowhere has not")
    func mended() throws {
        let failed = HistoryEvent.dataset("web1", "backup/web1/data", at: noon, .failed, ahead: 2 * hour)
        let sameRun = HistoryEvent.run("web1", at: noon, .failed)
        let nowhere = HistoryEvent.run("web1", at: noon + 1, .failed)
        #expect(try data([failed, sameRun, nowhere]).outcome == .failed)
        let after = try data([failed, sameRun, .run("web1", at: noon + 1)])
        #expect(after.outcome == .done)
        #expect(after.behind == 0)
        #expect(try data([failed, sameRun, .run("db1", at: noon + 1)]).outcome == .failed)
    }

    @Test("a run that left it to another one says nothing about it")
    func locked() throws {
        let failed = HistoryEvent.dataset("web1", "backup/web1/data/a", at: noon, .failed)
        var run = HistoryEvent.run("web1", at: noon + 1)
        run.locked = ["backup/web1/data"]
        #expect(try data([failed, run]).outcome == .failed)
        run.locked = ["backup/web1/da"]
        #expect(try data([failed, run]).outcome == .done)
    }

    @Test("a dataset that the source has no more is gone until it is back")
    func gone() throws {
        let received = HistoryEvent.dataset("web1", "backup/web1/data/a", at: noon)
        var run = HistoryEvent.run("web1", at: noon + 1)
        run.gone = ["backup/web1/data/a"]
        #expect(try data([received, run]).condition(at: noon) == .gone)
        #expect(try data([received, run, .run("web1", at: noon + 2)]).condition(at: noon) == .fresh)
    }

    @Test("the worst that is true of a dataset is its condition")
    func conditions() throws {
        let name = "backup/web1/data"
        func condition(_ history: [HistoryEvent], later: UInt64 = 0) throws -> DatasetCondition {
            try data(history).condition(at: noon + later)
        }
        let received = HistoryEvent.dataset("web1", name, at: noon, age: 0)
        #expect(try condition([received], later: 26 * hour) == .fresh)
        #expect(try condition([received], later: 26 * hour + 1) == .late)
        #expect(try condition([received], later: 50 * hour + 1) == .overdue)
        let failed = HistoryEvent.dataset("web1", name, at: noon, .failed, age: 90 * hour)
        #expect(try condition([failed]) == .failed)
        #expect(try condition([failed, .dataset("web1", name, at: noon, .stopped)]) == .stopped)
        #expect(try condition([failed, .other(.brake, "web1", name, at: noon, .stopped)]) == .held)
        let unlimited = try standing([.dataset("db1", "backup/db1", at: noon)])[1].datasets[0]
        #expect(unlimited.condition(at: noon + 999 * hour) == .unlimited)
    }

    @Test("a brake is on until it is released")
    func brake() throws {
        let on = HistoryEvent.other(.brake, "web1", "backup/web1/data", at: 1, .stopped, problem: "ten times its size")
        let off = HistoryEvent.other(.release, "web1", "backup/web1/data", at: 2)
        #expect(try data([on]).brake?.problem == "ten times its size")
        #expect(try data([on, off]).brake == nil)
        #expect(try data([on, off, on]).brake != nil)
    }

    @Test("the last verification counts, and the last good one beside it")
    func maintenance() throws {
        let name = "backup/web1/data"
        let dataset = try data([
            .other(.verify, "web1", name, at: 1), .other(.verify, "web1", name, at: 2, .failed),
            .other(.prune, "web1", name, at: 3),
        ])
        #expect(dataset.maintenance[.verify]?.time == 2)
        #expect(dataset.maintained[.verify]?.time == 1)
        #expect(dataset.maintenance[.prune]?.time == 3)
        #expect(dataset.maintenance[.drill] == nil)
    }

    @Test("a snapshot from the future has no age")
    func future() throws {
        let dataset = try data([.dataset("web1", "backup/web1/data", at: noon, age: 0)])
        #expect(dataset.age(at: noon - 5) == 0)
        #expect(dataset.age(at: noon + 5) == 5)
    }
}
