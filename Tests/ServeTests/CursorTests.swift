import Protocol
import Testing
import ZFS

@testable import zpull_serve

@Suite("A cursor")
struct CursorTests {
    /// What is run to bring the cursor of `backup1` to the snapshot with this number.
    private func move(
        _ cursor: Cursor, to number: UInt64, in dataset: Dataset, held: [String] = [], id: String = "backup1"
    ) throws -> [String] {
        let snapshot = try #require(dataset.snapshots.first { $0.guid.rawValue == number })
        let move = try CursorMove(
            to: snapshot, in: dataset, cursor, id: id, held: Set(held.compactMap { SnapshotName($0) }))
        return ((move.make.map { [$0] } ?? []) + move.drop).map { $0.joined(separator: " ") }
    }

    @Test("begins as a bookmark of the snapshot, or as a hold on it")
    func begins() throws {
        let data = dataset("tank/data", ["one": 1, "two": 2])
        #expect(try move(.bookmark, to: 2, in: data) == ["bookmark tank/data@two tank/data#zpull_backup1_2"])
        #expect(try move(.hold, to: 2, in: data) == ["hold zpull:backup1 tank/data@two"])
        #expect(try move(.none, to: 2, in: data) == [])
    }

    @Test("goes forward, and takes away what it leaves behind only once the new one is there")
    func forward() throws {
        let data = dataset(
            "tank/data", ["one": 1, "two": 2, "three": 3], bookmarks: ["zpull_backup1_1": 1, "zpull_backup1_2": 2])
        #expect(
            try move(.bookmark, to: 3, in: data) == [
                "bookmark tank/data@three tank/data#zpull_backup1_3", "destroy tank/data#zpull_backup1_1",
                "destroy tank/data#zpull_backup1_2",
            ])
        #expect(
            try move(.hold, to: 3, in: data, held: ["tank/data@one"]) == [
                "hold zpull:backup1 tank/data@three", "release zpull:backup1 tank/data@one",
            ])
    }

    @Test("stays where it is when it is there already, and loses what was left behind before")
    func stays() throws {
        let data = dataset(
            "tank/data", ["one": 1, "two": 2], bookmarks: ["zpull_backup1_1": 1, "zpull_backup1_2": 2])
        #expect(try move(.bookmark, to: 2, in: data) == ["destroy tank/data#zpull_backup1_1"])
        #expect(
            try move(.hold, to: 2, in: data, held: ["tank/data@one", "tank/data@two"]) == [
                "release zpull:backup1 tank/data@one"
            ])
    }

    @Test("never goes back, whatever is confirmed")
    func neverBack() throws {
        let data = dataset("tank/data", ["one": 1, "two": 2, "three": 3], bookmarks: ["zpull_backup1_3": 3])
        #expect(try move(.bookmark, to: 1, in: data) == [])
        #expect(try move(.hold, to: 1, in: data, held: ["tank/data@three"]) == [])
    }

    @Test("leaves those of other ids alone, and bookmarks that only look alike")
    func others() throws {
        let data = dataset(
            "tank/data", ["one": 1, "two": 2],
            bookmarks: [
                "zpull_backup2_1": 1, "zpull_backup1_x_1": 1, "zpull_backup1_": 1, "zpull_backup1": 1, "mine": 1,
                "zpull_backup1_1a": 1,
            ])
        #expect(try move(.bookmark, to: 2, in: data) == ["bookmark tank/data@two tank/data#zpull_backup1_2"])
        #expect(try move(.hold, to: 2, in: data, held: ["tank/other@one"]) == ["hold zpull:backup1 tank/data@two"])
    }

    @Test("has no name when it would be longer than ZFS takes, and says what helps")
    func tooLong() throws {
        let data = dataset("tank/" + String(repeating: "x", count: 200), ["one": 1])
        #expect(throws: Failure.self) { try move(.bookmark, to: 1, in: data, id: String(repeating: "i", count: 64)) }
        #expect(try !move(.hold, to: 1, in: data, id: String(repeating: "i", count: 64)).isEmpty)
    }

    @Test("moves to nothing that the key may not see, and to a snapshot of which a bookmark is left not at all")
    func confirmed() throws {
        let catalog = try catalog(
            "--dataset tank/data --snapshots auto_* --cursor bookmark",
            dataset("tank/data", ["auto_1": 1, "manual": 2], bookmarks: ["old": 7]),
            dataset("tank/other", ["auto_1": 4]))
        func found(_ dataset: String, _ number: UInt64) -> String {
            do {
                let (_, snapshot) = try catalog.confirmed(
                    Confirmation(dataset: DatasetName(literal: dataset), guid: guid(number)))
                return snapshot.map { "@\($0.name)" } ?? "a bookmark"
            } catch { return "\(error.code)" }
        }
        #expect(found("tank/data", 1) == "@auto_1")
        #expect(found("tank/data", 7) == "a bookmark")
        #expect(found("tank/data", 2) == "noSuchSnapshot")
        #expect(found("tank/data", 99) == "noSuchSnapshot")
        #expect(found("tank/other", 4) == "noSuchDataset")
    }

    @Test("is remembered within a session: nothing is done twice, and nothing backwards")
    func memory() throws {
        let data = dataset("tank/data", ["one": 1, "two": 2, "three": 3])
        var memory = CursorMemory()
        memory.note(data.snapshots[1], of: data.name)
        #expect(data.snapshots.map { memory.covers($0, of: data.name) } == [true, true, false])
        memory.note(data.snapshots[0], of: data.name)
        #expect(memory.covers(data.snapshots[1], of: data.name))
        #expect(!memory.covers(data.snapshots[0], of: DatasetName(literal: "tank/other")))
    }

    @Test("is found among holds by its tag alone")
    func holds() {
        let counts = Array("tank/data@one\t0\ntank/data@two\t2\ntank/data@three\t-\ntank/my data@x\t1\n".utf8)
        #expect(Holds.held(in: counts).map(\.description) == ["tank/data@two", "tank/my data@x"])
        let tags = Array(
            """
            tank/data@two\tzpull:backup1\tMon Nov 23 12:00 2026
            tank/data@two\tkeep\tMon Nov 23 12:00 2026
            tank/my data@x\tzpull:backup10\tMon Nov 23 12:00 2026

            """.utf8)
        #expect(Holds.snapshots(with: "zpull:backup1", in: tags).map(\.description) == ["tank/data@two"])
    }
}
