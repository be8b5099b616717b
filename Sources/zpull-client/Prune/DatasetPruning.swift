import Replication
import ZFS

/// What was decided about one dataset's snapshots, and what came of it.
struct DatasetPruning {
    enum Decision {
        case refused(PruneRefusal)
        case decided([RetentionVerdict])
    }

    let dataset: DatasetName
    let decision: Decision
    /// How many snapshots have been destroyed; none in a dry run.
    var destroyed = 0
    /// Bytes that this freed, by what `zfs` says.
    var freed: UInt64 = 0
    var error: SyncError?

    var verdicts: [RetentionVerdict] {
        if case .decided(let verdicts) = decision { verdicts } else { [] }
    }

    var going: [Snapshot] { verdicts.filter { !$0.stays }.map(\.snapshot) }

    var refusal: PruneRefusal? {
        if case .refused(let refusal) = decision { refusal } else { nil }
    }

    /// Why nothing of it is pruned, or what failed.
    var problem: String? { refusal?.description ?? error?.description }

    /// `nil` when all went well.
    var exitCode: Int32? {
        refusal.map(\.exitCode) ?? error?.exitCode
    }
}
