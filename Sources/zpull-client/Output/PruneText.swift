import Replication
import System
import ZFS

/// A dry run of `prune` as people read it: each snapshot, and why it stays or goes.
enum PruneText {
    static func lines(_ outcome: SourcePruning.Outcome) -> [String] {
        if outcome.datasets.isEmpty, outcome.errors.isEmpty {
            return ["\(outcome.source): nothing to prune: no dataset with `keep` has a snapshot here"]
        }
        return outcome.datasets.flatMap { pruning -> [String] in
            let name = "\(outcome.source) \(pruning.dataset)"
            if let refusal = pruning.refusal { return ["\(name): \(refusal)"] }
            if let error = pruning.error { return ["\(name): \(error)"] }
            let going = pruning.going.count
            var table = TextTable([])
            for verdict in pruning.verdicts {
                table.add([
                    verdict.stays ? "  stays" : "  goes", "@\(verdict.snapshot.name)",
                    LocalTime.text(verdict.snapshot.creation),
                    verdict.stays ? verdict.reasons.map(\.description).joined(separator: "; ") : "nothing keeps it",
                ])
            }
            return ["\(name): \(pruning.verdicts.count - going) stay, \(going) would go"] + table.lines.dropFirst()
        }
    }

    /// What became of an interrupted receive.
    static func line(_ outcome: StaleReceives.Outcome, _ fate: StaleReceives.Fate) -> String {
        switch fate {
        case .dropped: "dropped an interrupted receive of \(outcome.dataset): \(outcome.reason)"
        case .wouldBeDropped: "would drop an interrupted receive of \(outcome.dataset): \(outcome.reason)"
        case .goneMeanwhile: "the interrupted receive of \(outcome.dataset) has gone meanwhile"
        }
    }

    /// A note of an interrupted receive that cannot be read.
    static func line(damaged error: SystemError) -> String {
        "a note of an interrupted receive is passed over: \(error); `rm \(error.subject.quotedForShell)`, and the next "
            + "run that stops at it notes it anew"
    }

    /// What became of a dataset's snapshots; `nil` when nothing did.
    static func line(_ pruning: DatasetPruning) -> String? {
        guard pruning.destroyed > 0 else { return nil }
        let rest = pruning.verdicts.count - pruning.destroyed
        return
            "destroyed \(Amounts.count(pruning.destroyed, "snapshot")), \(Amounts.bytes(pruning.freed)) freed, \(rest) stay"
    }
}
