import ZFS

/// What a session has learned of its cursors since its listing was made.
struct CursorMemory: Equatable {
    /// The snapshots with this id's hold; `nil` before the first CONFIRM that had to know.
    var held: Set<SnapshotName>?
    /// ZFS lets us take cursors away. Without the grant, each attempt would fail like the first.
    var canDrop = true
    /// Where each dataset's cursor is at least, by transaction group.
    private var places: [DatasetName: UInt64] = [:]

    /// The cursor is there already, or further on.
    func covers(_ snapshot: Snapshot, of dataset: DatasetName) -> Bool {
        places[dataset].map { $0 >= snapshot.createTxg } ?? false
    }

    mutating func note(_ snapshot: Snapshot, of dataset: DatasetName) {
        places[dataset] = max(places[dataset] ?? 0, snapshot.createTxg)
    }
}
