import System
import ZFS

/// Interrupted receives of no use any more, which `run` has noted and may not drop.
struct StaleReceives {
    /// What became of one.
    struct Outcome {
        let dataset: DatasetName
        let reason: String
        let result: Result<Fate, SyncError>
    }

    enum Fate: String { case dropped, wouldBeDropped, goneMeanwhile }

    let rules: [DatasetRule]
    let state: StateFolder
    let zfs: ZFSTool

    /// - Parameter isDry: changes nothing, and takes no lock.
    func drop(isDry: Bool) throws(SystemError) -> [Outcome] {
        try state.staleRecords().compactMap { record in
            guard let target = DatasetName(record.dataset),
                let local = rules.map(\.local).filter(target.isWithin).max(by: {
                    $0.description.count < $1.description.count
                })
            else { return nil }
            let result = Result { try drop(record, of: target, under: local, isDry: isDry) }
            return Outcome(
                dataset: target, reason: record.reason, result: result.mapError { SyncError(sourceError: $0) })
        }
    }

    private func drop(
        _ record: StateFolder.StaleRecord, of target: DatasetName, under local: DatasetName, isDry: Bool
    ) throws -> Fate {
        // A run holds the lock of the rule's target too: no run is receiving there now.
        let locks = isDry ? nil : TargetLocks([local], in: state)
        if let error = locks?.errors.first { throw error }
        return try withExtendedLifetime(locks) {
            let isThere = try zfs.list([target], isRecursive: false)[target]?.resumeToken == record.token
            if isDry { return isThere ? .wouldBeDropped : .goneMeanwhile }
            if isThere { try zfs.abortReceive(target) }
            try state.forgetStale(target)
            return isThere ? .dropped : .goneMeanwhile
        }
    }
}
