import Replication
import ZFS

/// One source's turn in a run.
struct SourceTurn: Sendable {
    let result: SourceResult
    /// When it was over: seconds since 1970.
    let time: UInt64
    let took: Duration
}

/// What a run has done, as `run --json` prints it; docs/operations.md describes it.
struct RunJSON: Encodable {
    /// What the history would have of a dataset, if it had a line for each; besides, what `plan --json` says of it.
    struct DatasetJSON: Encodable {
        let event: HistoryEvent
        let remote: String
        let action: String

        private enum CodingKeys: CodingKey { case remote, action }

        func encode(to encoder: any Encoder) throws {
            try event.encode(to: encoder)
            var own = encoder.container(keyedBy: CodingKeys.self)
            try own.encode(remote, forKey: .remote)
            try own.encode(action, forKey: .action)
        }
    }

    let exitCode: Int32
    /// The history's line `run` of each source that had its turn.
    let sources: [HistoryEvent]
    let datasets: [DatasetJSON]

    init(_ turns: [SourceTurn], exitCode: Int32) {
        self.exitCode = exitCode
        sources = turns.map(HistoryEvent.init)
        datasets = turns.flatMap { turn in
            turn.result.datasets.map { plan, result in
                DatasetJSON(
                    event: HistoryEvent(of: plan, result, in: turn), remote: plan.remote.description,
                    action: plan.action.word)
            }
        }
    }
}
