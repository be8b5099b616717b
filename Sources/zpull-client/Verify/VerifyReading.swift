import ZFS

/// What is read of one dataset: its newest snapshots, and each block that any of them holds once.
struct VerifyReading: Equatable {
    /// Oldest first; at least one.
    let snapshots: [Snapshot]
    /// The arguments of `zfs send`, one stream after another: the oldest snapshot in full, then each increment to the next.
    let streams: [[String]]

    /// `nil` for a dataset without snapshots.
    ///
    /// - Parameter count: how many of the newest; `nil` for all.
    init?(_ dataset: Dataset, newest count: Int?) {
        // Of several that one transaction group has made, no increment leads to the next, and one holds what all do.
        let distinct = zip(dataset.snapshots, dataset.snapshots.dropFirst().map(\.createTxg) + [.max])
            .filter { $0.createTxg != $1 }.map(\.0)
        snapshots = Array(distinct.suffix(count ?? distinct.count))
        guard !snapshots.isEmpty else { return nil }
        let names = snapshots.compactMap { SnapshotName(dataset.name, $0.name) }
        streams = zip(names, [nil] + names.map { SendBase.snapshot($0) }).map { name, base in
            // Raw: blocks as they are on disk. It needs no key, and from 2.4.0 on no more than `send:raw`.
            ZFSCommand.send(name, from: base, flags: .rawEncrypted)
        }
    }
}
