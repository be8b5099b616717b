import Protocol
import Replication
import Testing
import ZFS

@testable import zpull_client

@Suite("What a source with cursors is told")
struct CursorsTests {
    private func told(_ result: DatasetResult, _ action: DatasetPlan.Action) throws -> UInt64? {
        let (remote, local) = (try #require(DatasetName("tank/data")), try #require(DatasetName("backup/data")))
        return Cursors.confirmation(DatasetPlan(remote: remote, local: local, action: action), result)?.guid.rawValue
    }

    private func base(isBookmark: Bool) throws -> TransferBase {
        let one = try #require(ShortName("one"))
        return TransferBase(name: one, guid: try #require(Guid(7)), isBookmark: isBookmark, localName: one)
    }

    private func received(_ guids: UInt64...) throws -> Received {
        Received(
            snapshots: try guids.map {
                ReceivedSnapshot(name: try #require(SnapshotName("backup/data@s\($0)")), guid: try #require(Guid($0)))
            })
    }

    private let empty = DatasetPlan.Action.transfer(
        Transfer(stale: nil, resume: nil, base: nil, hops: [], flags: .plain))

    @Test("is the newest snapshot that has been read back")
    func newest() throws {
        #expect(try told(.received(try received(1, 2)), empty) == 2)
    }

    @Test("is what came before a later stream failed")
    func before() throws {
        let failure = SyncError.source(Failure(.sendFailed, "no"))
        #expect(try told(.failed(failure, try received(1)), empty) == 1)
        #expect(try told(.failed(failure, Received()), empty) == nil)
    }

    @Test("is the base where nothing was newer, unless the source has only its bookmark left")
    func upToDate() throws {
        for (isBookmark, guid) in [(false, 7 as UInt64?), (true, nil)] {
            let base = try base(isBookmark: isBookmark)
            #expect(try told(.upToDate(base.localName), .upToDate(base)) == guid)
        }
    }

    @Test("is what all targets of one dataset have, or nothing")
    func shared() throws {
        let (remote, one, two) = (
            try #require(DatasetName("tank/data")), try #require(DatasetName("backup/a")),
            try #require(DatasetName("backup/b"))
        )
        func told(_ first: Received, _ second: Received) -> [UInt64] {
            Cursors.confirmations([
                (DatasetPlan(remote: remote, local: one, action: empty), .received(first)),
                (DatasetPlan(remote: remote, local: two, action: empty), .received(second)),
            ]).map(\.guid.rawValue)
        }
        #expect(told(try received(1, 2), try received(2)) == [2])
        #expect(told(try received(1, 2), try received(1)) == [])
        #expect(told(try received(2), Received()) == [])
    }

    @Test("is nothing of what could not be read back, nor after the session has ended")
    func nothing() throws {
        let snapshot = try #require(SnapshotName("backup/data@s1"))
        let lost = SyncError.readBack(snapshot, expected: try #require(Guid(1)), found: nil)
        #expect(try told(.failed(lost, try received(1)), empty) == nil)
        let ended = DatasetResult.failed(.session(.interrupted), try received(1))
        #expect(try told(ended, empty) == nil && ended.endedSession)
        #expect(try told(.empty, .empty) == nil)
    }
}
