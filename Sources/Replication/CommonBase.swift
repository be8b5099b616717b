import ZFS

/// The newest snapshot here that the source still has, as a snapshot or as a bookmark, by guid.
struct CommonBase {
    /// What it is here.
    let ours: Snapshot
    /// When it was taken, by the source's transaction groups.
    let txg: UInt64
    /// The source's set of initialisation vectors for it, where it is encrypted.
    let ivSet: Guid?
    let transferBase: TransferBase

    /// `nil` when the two have nothing in common.
    init?(of dataset: Dataset, _ here: Dataset) {
        let snapshots = Dictionary(dataset.snapshots.map { ($0.guid, $0) }, uniquingKeysWith: { first, _ in first })
        let bookmarks = Dictionary(dataset.bookmarks.map { ($0.guid, $0) }, uniquingKeysWith: { first, _ in first })
        for candidate in here.snapshots.reversed() {
            if let snapshot = snapshots[candidate.guid] {
                self.init(candidate, snapshot.name, snapshot.createTxg, snapshot.ivSet, isBookmark: false)
                return
            }
            if let bookmark = bookmarks[candidate.guid] {
                self.init(candidate, bookmark.name, bookmark.createTxg, bookmark.ivSet, isBookmark: true)
                return
            }
        }
        return nil
    }

    private init(_ ours: Snapshot, _ name: ShortName, _ txg: UInt64, _ ivSet: Guid?, isBookmark: Bool) {
        (self.ours, self.txg, self.ivSet) = (ours, txg, ivSet)
        transferBase = TransferBase(name: name, guid: ours.guid, isBookmark: isBookmark, localName: ours.name)
    }
}
