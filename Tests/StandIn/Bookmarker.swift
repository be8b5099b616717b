import ZFS

/// `zfs bookmark`.
struct Bookmarker {
    private let pool: Pool

    init(_ pool: Pool) { self.pool = pool }

    func make(_ arguments: [String]) throws {
        guard arguments.count == 2, let name = SnapshotName(arguments[0]),
            let bookmark = arguments[1].rest(after: "\(name.dataset)#")
        else { throw Exit.notUnderstood(["bookmark"] + arguments) }
        try pool.strike("bookmark", "\(name)")
        try pool.change(name.dataset, orMissing: name) { dataset in
            guard let snapshot = dataset.snapshots.first(where: { $0.name == "\(name.snapshot)" }) else {
                throw Exit.missing(name)
            }
            guard !dataset.bookmarks.contains(where: { $0.name == bookmark }) else {
                throw Exit("cannot create bookmark '\(arguments[1])': bookmark exists")
            }
            dataset.bookmarks.append(snapshot.renamed(bookmark))
            // As `zfs list` has them: by age.
            dataset.bookmarks.sort { $0.createTxg < $1.createTxg }
        }
    }
}

extension String {
    /// What follows the prefix, if it does begin with that.
    fileprivate func rest(after prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
