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
