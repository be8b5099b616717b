import Protocol
import Replication
import System
import Testing
import ZFS

@testable import zpull_client

@Suite("What a run has found out")
struct RunFindingsTests {
    private func plan(_ name: String) throws -> DatasetPlan {
        DatasetPlan(remote: try datasetName("tank/\(name)"), local: try datasetName("backup/\(name)"), action: .empty)
    }

    private func failed(_ error: SyncError) -> DatasetResult { .failed(error, Received(snapshots: [], bytes: 7)) }

    @Test("is what each dataset failed of, and what came")
    func datasets() throws {
        let obstacle = SyncError.obstacle(.targetOccupied(try datasetName("backup/b")))
        let snapshot = ReceivedSnapshot(name: try #require(SnapshotName("backup/a@one")), guid: try guid(1))
        let result = SourceResult(
            source: "web1",
            datasets: [
                (try plan("a"), .received(Received(snapshots: [snapshot], bytes: 5))),
                (try plan("b"), failed(obstacle)),
                (try plan("c"), .gone), (try plan("d"), failed(.parentFailed(try datasetName("backup/b")))),
            ])
        #expect(
            SourceFindings(result, at: 100)
                == SourceFindings(
                    source: "web1", datasets: ["backup/a", "backup/b", "backup/d"], locked: [],
                    notReached: ["backup/d"], snapshots: 1, bytes: 19,
                    concerns: [failure("web1", "backup/b", code: 2, problem: "\(obstacle)", since: 100)]))
    }

    @Test("is of the source, where its session ended, and leaves open how its datasets stand")
    func session() throws {
        let error = SessionError.ended(peer: "web1:22", .init(state: "exit status 75", isSuccess: false, complaint: ""))
        let result = SourceResult(
            source: "web1",
            datasets: [(try plan("a"), failed(.session(error))), (try plan("b"), failed(.notReached(error)))])
        let found = SourceFindings(result, at: 100)
        #expect(found.concerns == [failure("web1", nil, code: 16, problem: "\(SyncError.session(error))", since: 100)])
        #expect(found.notReached == ["backup/a", "backup/b"])
    }

    @Test("is one thing for all that is of the source")
    func several() throws {
        let denied = Failure(.refused, "no")
        let errors = try ["a", "b", "c"].map { SyncError.cursor(try datasetName("tank/\($0)"), denied) }
        let result = SourceResult(source: "web1", datasets: [(try plan("a"), .empty)], errors: errors)
        #expect(
            SourceFindings(result, at: 100).concerns
                == [failure("web1", nil, problem: "\(errors[0]) (and 2 more)", since: 100)])
    }

    @Test("is nothing where another run has the lock")
    func locked() throws {
        let local = try datasetName("backup/a")
        let found = SourceFindings(
            SourceResult(source: "web1", errors: [.locked(local: local, holder: LockHolder(process: 17))]), at: 100)
        #expect(found.concerns.isEmpty)
        #expect(found.locked == [local])
        #expect(found.datasets == nil)
    }
}
