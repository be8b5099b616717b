import ZFS

/// `zfs bookmark`, and `zfs destroy` of a bookmark.
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

    func destroy(_ arguments: [String]) throws {
        let parts = arguments.first?.split(separator: "#", omittingEmptySubsequences: false).map(String.init) ?? []
        guard arguments.count == 1, parts.count == 2, let name = DatasetName(parts[0]) else {
            throw Exit.notUnderstood(["destroy"] + arguments)
        }
        try pool.strike("destroy", arguments[0])
        try pool.change(name, orMissing: arguments[0]) { dataset in
            guard let place = dataset.bookmarks.firstIndex(where: { $0.name == parts[1] }) else {
                throw Exit("bookmark '\(arguments[0])' does not exist.")
            }
            dataset.bookmarks.remove(at: place)
        }
    }
}

extension String {
    /// What follows the prefix, if it does begin with that.
    fileprivate func rest(after prefix: String) -> String? { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil }
}
