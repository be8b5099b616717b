import Protocol
import Replication
import System
import Testing
import ZFS

@testable import zpull_client

@Suite("What a run writes into the history")
struct RunHistoryTests {
    private let cut = SyncError.session(.interrupted)

    /// The events of a run in which the only dataset fared so.
    private func events(
        _ source: [Dataset], _ local: [Dataset], _ result: DatasetResult, errors: [SyncError] = []
    ) throws -> [HistoryEvent] {
        let plans = try sourcePlan(source, local).datasets
        let fared = plans.map { ($0, $0.action == .gone ? .gone : result) }
        return events(of: SourceResult(source: "web1", datasets: fared, errors: errors))
    }

    private func events(of result: SourceResult) -> [HistoryEvent] {
        HistoryEvent.events(of: SourceTurn(result: result, time: 1000, took: .milliseconds(1500)))
    }

    private func received(_ snapshots: [String], from first: UInt64 = 1) throws -> Received {
        Received(
            snapshots: try snapshots.enumerated().map { place, name in
                ReceivedSnapshot(
                    name: try #require(SnapshotName("backup/data@\(name)")), guid: try guid(first + UInt64(place)))
            }, bytes: 700)
    }

    @Test("a dataset that received has the newest snapshot as the source took it, and nothing more is there")
    func done() throws {
        let found = try events(
            [try dataset("tank/data", ["one", "two", "three"])], [try dataset("backup/data", ["one"])],
            .received(try received(["two", "three"], from: 2)))
        #expect(
            found == [
                HistoryEvent(
                    time: 1000, event: .dataset, source: "web1", dataset: "backup/data", outcome: .done, snapshots: 2,
                    bytes: 700, newest: .init(name: "three", guid: "3", creation: 1_700_000_003)),
                HistoryEvent(
                    time: 1000, event: .run, source: "web1", outcome: .done, seconds: 1.5, snapshots: 2, bytes: 700,
                    datasets: 1, failures: 0),
            ])
    }

    @Test("with nothing newer there is the run's line alone")
    func upToDate() throws {
        let one = try dataset("tank/data", ["one"])
        let found = try events([one], [try dataset("backup/data", ["one"])], .upToDate(try shortName("one")))
        #expect(found.map(\.event) == [.run])
        #expect(found[0].datasets == 1)
    }

    @Test("what was cut tells how far it came, and how far the source is")
    func behind() throws {
        let source = [try dataset("tank/data", ["one", "two", "three"])]
        let found = try events(
            source, [try dataset("backup/data", ["one"])], .failed(cut, try received(["two"], from: 2)))
        #expect(found[0].outcome == .failed)
        #expect(found[0].newest?.name == "two")
        #expect(found[0].sourceNewest == .init(name: "three", guid: "3", creation: 1_700_000_003))
        #expect(found[0].problem == cut.description)
        #expect(found[1].failures == 1 && found[1].outcome == .failed && found[1].problem == nil)
        // Nothing came: the newest is what both had before.
        let before = try events(source, [try dataset("backup/data", ["one"])], .failed(cut, Received()))
        #expect(before[0].newest?.name == "one")
        // Nothing is here at all.
        let first = try events(source, [], .failed(cut, Received()))
        #expect(first[0].newest == nil && first[0].sourceNewest?.name == "three")
    }

    @Test("a snapshot that was read back wrong does not count as here")
    func readBack() throws {
        let wrong = SyncError.readBack(
            try #require(SnapshotName("backup/data@two")), expected: try guid(2), found: nil)
        let found = try events(
            [try dataset("tank/data", ["one", "two"])], [try dataset("backup/data", ["one"])],
            .failed(wrong, try received(["two"], from: 2)))
        #expect(found[0].newest?.name == "one")
        #expect(found[0].sourceNewest?.name == "two")
    }

    @Test("what a person has to look at is stopped, and so is a run in which nothing else went wrong")
    func stopped() throws {
        let plan = try sourcePlan([try dataset("tank/data", ["two"], from: 2)], [try dataset("backup/data", ["one"])])
        let result = try #require(DatasetResult(known: plan.datasets[0]))
        let found = events(of: SourceResult(source: "web1", datasets: [(plan.datasets[0], result)]))
        #expect(found.map(\.outcome) == [.stopped, .stopped])
        #expect(found[0].newest == nil && found[0].sourceNewest?.name == "two")
    }

    @Test("what the source no longer has is named in the run's line, and not counted")
    func gone() throws {
        let found = try events(
            [try dataset("tank/data", ["one"])],
            [try dataset("backup/data", ["one"]), try dataset("backup/data/old", ["zero"], from: 7)],
            .upToDate(try shortName("one")))
        #expect(found.map(\.event) == [.run])
        #expect(found[0].gone == ["backup/data/old"])
        #expect(found[0].datasets == 1)
    }

    @Test("what was left to another run is no failure, and hides none")
    func locked() throws {
        let lock = SyncError.locked(local: try datasetName("backup/other"), holder: nil)
        let one = try dataset("tank/data", ["one"])
        func run(_ errors: SyncError...) throws -> HistoryEvent {
            let here = [try dataset("backup/data", ["one"])]
            return try #require(
                try events([one], here, .upToDate(try shortName("one")), errors: errors).last)
        }
        let part = try run(lock)
        #expect(part.outcome == .locked && part.failures == 0 && part.datasets == 1 && !part.isLeftToAnother)
        let obstacle = SyncError.obstacle(.targetOccupied(try datasetName("backup/data")))
        #expect(try run(lock, obstacle).outcome == .stopped)
        #expect(try run(lock, cut).outcome == .failed)
        let all = HistoryEvent.events(
            of: SourceTurn(result: SourceResult(source: "web1", errors: [lock]), time: 1000, took: .zero))
        #expect(all.count == 1 && all[0].isLeftToAnother && all[0].problem == nil)
    }

    @Test("what the source has no wanted snapshot of is named in the run's line")
    func empty() throws {
        let found = try events([try dataset("tank/data", [])], [], .empty)
        #expect(found.map(\.event) == [.run])
        #expect(found[0].empty == ["backup/data"] && found[0].gone == nil)
    }

    @Test("a run that came no further than the connection says why, and has compared nothing")
    func unreachable() throws {
        let found = events(
            of: SourceResult(
                source: "web1",
                errors: [cut, .locked(local: try datasetName("backup/data"), holder: LockHolder(process: 7))]))
        #expect(found.map(\.event) == [.run])
        #expect(found[0].datasets == nil)
        #expect(found[0].locked == ["backup/data"])
        #expect(found[0].problem == "\(cut)")
        #expect(found[0].outcome == .failed && found[0].failures == 1)
        let several = SourceResult(source: "web1", errors: [cut, cut, cut])
        #expect(events(of: several)[0].problem == "\(cut) (and 2 more)")
    }
}
