import Glibc
import Replication
import System
import ZFS

/// Takes away what is in the way of what comes: names and interrupted receives, never a snapshot.
struct Clearing {
    let zfs: ZFSTool
    let state: StateFolder
    let source: String
    /// Whether this user may drop interrupted receives (`single_user`).
    let mayDestroy: Bool
    let interruption: Interruption
    let reporter: SourceReporter

    /// Makes room for what a request brings to a dataset here.
    func makeRoom(for step: Step, at local: DatasetName) throws(SyncError) {
        if let aside = step.aside { try setAside(local, aside) }
        if let stale = step.stale { try drop(stale, of: local) }
    }

    private func setAside(_ local: DatasetName, _ aside: Aside) throws(SyncError) {
        do {
            try zfs.rename(local, to: aside.name, until: interruption.descriptor)
        } catch { throw .notSetAside(local, aside.obstacle, error) }
        reporter.setAside(local, aside)
        do throws(SystemError) {
            try state.noteQuarantine(of: local, as: aside.name, source: source, because: aside.obstacle.problem)
        } catch { throw .state(error) }
    }

    private func drop(_ stale: StaleState, of local: DatasetName) throws(SyncError) {
        do {
            try zfs.abortReceive(local, until: interruption.descriptor)
        } catch { throw .tool(error) }
        reporter.note(local, "dropped an interrupted receive that could not go on: \(stale.reason)")
    }

    /// Sees to it that an interrupted receive that cannot go on is no longer there in the next run. What failed is the
    /// dataset's error, or that there is something to drop.
    func discard(_ stale: StaleState, of local: DatasetName, because error: SyncError) -> SyncError {
        do {
            if mayDestroy {
                try drop(stale, of: local)
                return error
            }
            try state.recordStale(stale, of: local)
            return .staleState(local: local, stale)
        } catch let error as SyncError {
            return error
        } catch let error as SystemError {
            return .state(error)
        } catch { return .state(SystemError("write", state.path, number: EIO)) }
    }
}
