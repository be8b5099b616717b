import Replication
import ZFS

/// What `prune --json` prints; docs/operations.md describes it. Guids are strings: JSON's numbers are too short.
struct PruneJSON: Encodable {
    struct InterruptedJSON: Encodable {
        let dataset: String
        let reason: String
        /// `dropped`, `wouldBeDropped`, `goneMeanwhile` or `failed`.
        let result: String
        var problem: String?
    }

    struct DatasetJSON: Encodable {
        let source: String
        let dataset: String
        /// Why nothing of it was pruned.
        var refused: String?
        /// What failed.
        var problem: String?
        let destroyed: Int
        let freedBytes: UInt64
        let snapshots: [SnapshotJSON]
    }

    struct SnapshotJSON: Encodable {
        let name: String
        let guid: String
        let creation: UInt64
        let stays: Bool
        let reasons: [String]
    }

    /// What is no dataset's own.
    struct ProblemJSON: Encodable {
        let source: String
        let problem: String
    }

    let dryRun: Bool
    let interrupted: [InterruptedJSON]
    let datasets: [DatasetJSON]
    let problems: [ProblemJSON]

    init(isDry: Bool, _ stale: [StaleReceives.Outcome], _ outcomes: [SourcePruning.Outcome]) {
        dryRun = isDry
        interrupted = stale.map(InterruptedJSON.init)
        datasets = outcomes.flatMap { outcome in outcome.datasets.map { DatasetJSON($0, of: outcome.source) } }
        problems = outcomes.flatMap { outcome in
            outcome.errors.map { ProblemJSON(source: outcome.source, problem: $0.description) }
        }
    }
}

extension PruneJSON.InterruptedJSON {
    init(_ outcome: StaleReceives.Outcome) {
        let dataset = outcome.dataset.description
        switch outcome.result {
        case .success(let fate): self.init(dataset: dataset, reason: outcome.reason, result: fate.rawValue)
        case .failure(let error):
            self.init(dataset: dataset, reason: outcome.reason, result: "failed", problem: error.description)
        }
    }
}

extension PruneJSON.DatasetJSON {
    init(_ pruning: DatasetPruning, of source: String) {
        self.init(
            source: source, dataset: pruning.dataset.description, refused: pruning.refusal?.description,
            problem: pruning.error?.description, destroyed: pruning.destroyed, freedBytes: pruning.freed,
            snapshots: pruning.verdicts.map { verdict in
                PruneJSON.SnapshotJSON(
                    name: verdict.snapshot.name.description, guid: verdict.snapshot.guid.description,
                    creation: verdict.snapshot.creation, stays: verdict.stays,
                    reasons: verdict.reasons.map(\.description))
            })
    }
}
