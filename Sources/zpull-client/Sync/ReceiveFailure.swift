import System
import ZFS

/// A `zfs receive` that failed: what it said, and what that means for an administrator.
struct ReceiveFailure: Error, Equatable, CustomStringConvertible {
    let snapshot: SnapshotName
    let ending: ChildProcess.Ending
    /// What `zfs receive` wrote, in one line.
    let complaint: String

    init(_ snapshot: SnapshotName, _ ending: ChildProcess.Ending, _ complaint: String) {
        self.snapshot = snapshot
        self.ending = ending
        self.complaint = complaint.printableParagraph
    }

    var description: String {
        let said = complaint.isEmpty ? "\(ending)" : complaint
        return "zfs receive of \(snapshot) failed: \(said)\(mend.map { "; \($0)" } ?? "")"
    }

    /// What mends it, by the words of `zfs` (LC_ALL=C).
    private var mend: String? {
        let dataset = snapshot.dataset
        if ending.isSignal {
            return
                "something killed it (`journalctl -k` tells whether memory ran out); what came is kept, and the next run "
                + "goes on from there"
        }
        return Self.mends.first { complaint.contains($0.words) }?.mend(dataset)
    }

    private static let mends: [(words: String, mend: @Sendable (DatasetName) -> String)] = [
        (
            "permission denied",
            { _ in "the receiving user lacks a grant: `zpull-client permissions` prints the `zfs allow` lines" }
        ),
        (
            "has been modified",
            {
                "something was written to \($0) here; `zfs rollback` it to its newest snapshot, and keep it unmounted or "
                    + "readonly=on"
            }
        ),
        (
            // The words before it are on another line, and the dataset's name among them.
            "match incremental source",
            { "the newest snapshot of \($0) changed while the run went on; run again" }
        ),
        ("out of space", { "free space in the pool of \($0), or add some; the next run goes on from here" }),
        ("quota", { "raise the quota above \($0) (`zfs get quota,refquota`); the next run goes on from here" }),
        (
            "IV set guid mismatch",
            { "raw and plain streams were mixed in \($0): `zfs rename` it aside, and the next run starts afresh" }
        ),
        (
            "read-only", { "the pool of \($0) is imported read-only" }
        ),
        (
            "unable to restore to destination",
            {
                "create the parent first: `zfs create -o mountpoint=none -o canmount=off -o readonly=on \(($0.parent ?? $0).quoted)`"
            }
        ),
        ("busy", { "something holds \($0) (a mount, another receive); the next run tries again" }),
    ]
}
