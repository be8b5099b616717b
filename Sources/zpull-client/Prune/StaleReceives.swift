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
    /// - Returns: what became of each, and why notes of others could not be read.
    func drop(isDry: Bool) throws(SystemError) -> (outcomes: [Outcome], damaged: [SystemError]) {
        let noted = try state.staleRecords()
        let outcomes = noted.records.compactMap { record -> Outcome? in
            guard let target = DatasetName(record.dataset),
                let local = rules.map(\.local).filter(target.isWithin).max(by: {
                    $0.description.count < $1.description.count
                })
            else { return nil }
            let result = Result { try drop(record, of: target, under: local, isDry: isDry) }
            return Outcome(
                dataset: target, reason: record.reason, result: result.mapError { SyncError(sourceError: $0) })
        }
        return (outcomes, noted.damaged)
    }

    private func drop(
        _ record: StateFolder.StaleRecord, of target: DatasetName, under local: DatasetName, isDry: Bool
    ) throws -> Fate {
        func isThere() throws -> Bool {
            try zfs.list([target], isRecursive: false)[target]?.resumeToken == record.token
        }
        if isDry { return try isThere() ? .wouldBeDropped : .goneMeanwhile }
        // A run holds the lock of the rule's target too: no run is receiving there now.
        return try state.holding([local]) {
            let isThere = try isThere()
            if isThere { try zfs.abortReceive(target) }
            try state.forgetStale(target)
            return isThere ? .dropped : .goneMeanwhile
        }
    }
}
