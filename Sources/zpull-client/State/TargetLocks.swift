import System
import ZFS

/// The locks of some targets, held as long as this lives.
final class TargetLocks {
    /// Those that could be locked.
    private(set) var targets: Set<DatasetName> = []
    private(set) var errors: [SyncError] = []
    private var held: [Held] = []

    private final class Held {
        private let lock: FileLock
        init(_ lock: consuming FileLock) { self.lock = lock }
    }

    init(_ wanted: [DatasetName], in state: StateFolder) {
        for target in wanted {
            do {
                held.append(Held(try state.lock(target)))
                targets.insert(target)
            } catch { errors.append(error) }
        }
    }
}

extension StateFolder {
    /// Does something under the locks of all these targets, or nothing when one of them is taken.
    func holding<Result>(_ targets: [DatasetName], _ body: () throws -> Result) throws -> Result {
        let locks = TargetLocks(targets, in: self)
        if let error = locks.errors.first { throw error }
        return try withExtendedLifetime(locks, body)
    }
}
