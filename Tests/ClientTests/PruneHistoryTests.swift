import Replication
import System
import Testing
import ZFS

@testable import zpull_client

@Suite("What a pass of prune writes into the history")
struct PruneHistoryTests {
    private func pruning(
        _ name: String, _ decision: DatasetPruning.Decision = .decided([]), destroyed: Int = 0,
        error: SyncError? = nil
    ) throws -> DatasetPruning {
        DatasetPruning(
            dataset: try datasetName("backup/\(name)"), decision: decision, destroyed: destroyed,
            freed: UInt64(destroyed) * 10, error: error)
    }

    private func pass(_ datasets: [DatasetPruning], _ errors: [SyncError] = []) -> HistoryEvent {
        HistoryEvent(
            of: SourcePruning.Outcome(source: "web1", datasets: datasets, errors: errors), at: 1000,
            took: .milliseconds(1500))
    }

    @Test("is what went, of all its datasets, and nothing wrong where the source has given one up")
    func done() throws {
        #expect(
            pass([try pruning("a", destroyed: 3), try pruning("b"), try pruning("c", .refused(.gone))])
                == HistoryEvent(
                    time: 1000, event: .prune, source: "web1", outcome: .done, seconds: 1.5, snapshots: 3, bytes: 30,
                    datasets: 3, failures: 0))
    }

    @Test("is why nothing of a dataset may go, and what failed before that")
    func troubles() throws {
        let held = try pruning("a", .refused(.brake(reason: "odd")))
        let stopped = pass([held, try pruning("b", destroyed: 1), held])
        #expect(stopped.outcome == .stopped && stopped.failures == 2 && stopped.snapshots == 1)
        #expect(stopped.problem == "backup/a: \(PruneRefusal.brake(reason: "odd")) (and 1 more)")
        let error = SyncError.state(SystemError("read", "/x", number: 5))
        let failed = pass([held, try pruning("b", error: error)])
        #expect(failed.outcome == .failed && failed.problem == "backup/b: \(error) (and 1 more)")
        #expect(pass([try pruning("a", .refused(.clock))]).outcome == .failed)
        #expect(pass([], [error]).outcome == .failed)
    }

    @Test("is no failure where a run was at work")
    func locked() throws {
        let lock = SyncError.locked(local: try datasetName("backup/b"), holder: nil)
        let left = pass([try pruning("a", destroyed: 1)], [lock])
        #expect(left.outcome == .locked && left.locked == ["backup/b"] && left.failures == 0 && left.problem == nil)
        #expect(pass([try pruning("a", .refused(.unknown))], [lock]).outcome == .stopped)
    }
}
