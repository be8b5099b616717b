import Protocol
import ZFS

/// What one key may do: everything that stands behind `zpull-serve serve` in its authorized_keys line.
struct Policy: Equatable, Sendable {
    /// The name of the key's holder, in each log line.
    var id = ""
    var roots: [DatasetName] = []
    var isRecursive = false
    /// Datasets left out, each with all below it; see `DatasetSelection`.
    var exclude: [Glob] = []
    /// Only snapshots that one of these matches are shown or sent; all without any.
    var snapshots: [Glob] = []
    /// Encrypted datasets leave only as raw streams.
    var isRaw = false
    /// Unencrypted datasets may leave although the policy is raw.
    var allowsPlain = false
    /// Bytes per second of stream; `nil` for no limit.
    var maxRate: UInt64?
    /// Sessions of this very command line at the same time; `nil` for no limit.
    var maxSessions: Int?
    /// A session in which no byte moves for this long ends.
    var idle: Duration = .seconds(3600)
    var cursor = Cursor.none
    /// The file that each session is recorded in, or not at all.
    var auditLog: String?
    var zfs = ZFSTool()

    /// Whether a dataset exists for the holder of this key.
    func allows(_ dataset: DatasetName) -> Bool {
        roots.contains { DatasetSelection(root: $0, isRecursive: isRecursive, exclude: exclude).contains(dataset) }
    }

    /// What a listing shows to the holder of this key. Bookmarks are shown whatever they are called: they hold no data.
    /// A clone whose origin may not be seen looks like any other dataset: the origin's name is not the key's to know.
    func visible(_ listing: Listing) -> Listing {
        Listing(
            datasets: listing.datasets.filter { allows($0.name) }.map { dataset in
                (dataset.origin.map(shows) ?? true ? dataset : dataset.withoutOrigin).with(
                    snapshots: dataset.snapshots.filter { snapshots.wants($0.name) }, bookmarks: dataset.bookmarks)
            })
    }

    /// Whether a snapshot exists for the holder of this key.
    func shows(_ snapshot: SnapshotName) -> Bool {
        allows(snapshot.dataset) && snapshots.wants(snapshot.snapshot)
    }

    /// The policy as HELLO carries it.
    var announced: Hello.Policy {
        var policy: Hello.Policy = []
        if isRaw { policy.insert(.raw) }
        if allowsPlain { policy.insert(.allowPlain) }
        return policy
    }
}
