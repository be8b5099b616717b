import System
import ZFS

/// A `zfs receive` that failed: what it said, and what that means for an administrator.
struct ReceiveFailure: Error, Equatable, CustomStringConvertible {
    let snapshot: SnapshotName
    /// The newest snapshot that was here, as far as it is known.
    let base: SnapshotName?
    let ending: ChildProcess.Ending
    /// What `zfs receive` wrote, in one line.
    let complaint: String

    init(
        _ snapshot: SnapshotName, on base: SnapshotName? = nil, _ ending: ChildProcess.Ending, _ complaint: String
    ) {
        self.snapshot = snapshot
        self.base = base
        self.ending = ending
        self.complaint = complaint.printableParagraph
    }

    var description: String {
        let said = complaint.isEmpty ? "\(ending)" : complaint
        return "zfs receive of \(snapshot) failed: \(said)\(mend.map { "; \($0)" } ?? "")"
    }

    /// What mends it, by the words of `zfs` (LC_ALL=C).
    private var mend: String? {
        if ending.isSignal {
            return
                "something killed it (`journalctl -k` tells whether memory ran out); what came is kept, and the next run "
                + "goes on from there"
        }
        return Self.mends.first { complaint.contains($0.words) }?.mend(self)
    }

    private var dataset: DatasetName { snapshot.dataset }
    private var parent: DatasetName { dataset.parent ?? dataset }

    private static let mends: [(words: String, mend: @Sendable (ReceiveFailure) -> String)] = [
        (
            "permission denied",
            { _ in "the receiving user lacks a grant: `zpull-client permissions` prints the `zfs allow` lines" }
        ),
        ("has been modified", { $0.rollback }),
        (
            // The words before it are on another line, and the dataset's name among them.
            "match incremental source",
            { "the newest snapshot of \($0.dataset) changed while the run went on; run again" }
        ),
        (
            "out of space",
            {
                "free space in the pool \($0.dataset.pool), or add some (`zpool list \($0.dataset.pool.quoted)`); the next "
                    + "run goes on from here"
            }
        ),
        (
            "quota exceeded",
            {
                "raise the quota: `zfs get -o name,value quota,refquota` of \($0.parent) and of those above it shows "
                    + "which; the next run goes on from here"
            }
        ),
        (
            "IV set guid mismatch",
            {
                "raw and plain streams were mixed in \($0.dataset): `zfs rename` it aside, and the next run starts afresh"
            }
        ),
        (
            "key must be loaded",
            {
                "a plain stream cannot be kept below an encrypted dataset whose key is not loaded here; pull it by an entry "
                    + "of its own whose `local` is not below \($0.parent)"
            }
        ),
        (
            "is read-only",
            {
                "the pool is imported read-only: `zpool export \($0.dataset.pool.quoted) && zpool import "
                    + "\($0.dataset.pool.quoted)`"
            }
        ),
        (
            "suspended",
            {
                "see `zpool status \($0.dataset.pool.quoted)`; when its disks are back, `zpool clear "
                    + "\($0.dataset.pool.quoted)`"
            }
        ),
        (
            "unable to restore to destination",
            {
                "create the parent first: `zfs create -p -o mountpoint=none -o canmount=off -o readonly=on \($0.parent.quoted)`"
            }
        ),
        ("dataset is busy", { "something holds \($0.dataset) (a mount, another receive); the next run tries again" }),
        ("destination", { $0.meanwhile }),
    ]

    private var rollback: String {
        let command = base.map { "`zfs rollback \($0.quoted)` takes \(dataset) back to it" }
        return "something was written to \(dataset) here, or its newest snapshot was destroyed; "
            + (command ?? "`zfs rollback` it to its newest snapshot") + "; keep it unmounted or readonly=on"
    }

    /// The target came, went, or is being received by someone else: `destination 'X' exists`, `destination 'X' does not
    /// exist`, `destination X contains partially-complete state`.
    private var meanwhile: String { "\(dataset) changed here while the run went on; run again" }
}
