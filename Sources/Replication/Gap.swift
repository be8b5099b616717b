package import ZFS

/// How far a dataset here is behind the source's, before anything is done.
package struct Gap: Hashable, Sendable {
    /// The newest snapshot here that the source still has; `nil` when there is none, or nothing was compared.
    package let common: Snapshot?
    /// The newest snapshot at the source that is wanted, when it was taken after `common`.
    package let ahead: Snapshot?
    /// How many snapshots the source has that are wanted; `nil` where it has no such dataset, or nothing was compared.
    package let wanted: Int?

    package init(common: Snapshot? = nil, ahead: Snapshot? = nil, wanted: Int? = nil) {
        self.common = common
        self.ahead = ahead
        self.wanted = wanted
    }

    /// - Parameter wanted: the snapshots of `dataset` that the rule wants, oldest first.
    init(of dataset: Dataset, _ here: Dataset?, wanted: [Snapshot]) {
        let base = here.flatMap { CommonBase(of: dataset, $0) }
        self.init(
            common: base?.ours, ahead: wanted.last.flatMap { $0.createTxg > base?.txg ?? 0 ? $0 : nil },
            wanted: wanted.count)
    }
}
