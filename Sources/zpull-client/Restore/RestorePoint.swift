import ZFS

/// The snapshot of a dataset that shows how it was at a moment.
struct RestorePoint: Equatable {
    let dataset: DatasetName
    let snapshot: Snapshot

    /// The newest snapshot that was taken at a moment or before it; `nil` when there is none.
    ///
    /// - Parameter moment: seconds since 1970.
    init?(of dataset: Dataset, at moment: UInt64) {
        // By the time that the source has written into it. Of several with the same, the last.
        let earlier = dataset.snapshots.filter { $0.creation <= moment }
        guard let newest = earlier.map(\.creation).max(),
            let snapshot = earlier.last(where: { $0.creation == newest })
        else { return nil }
        self.dataset = dataset.name
        self.snapshot = snapshot
    }
}
