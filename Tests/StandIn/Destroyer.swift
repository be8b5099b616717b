import ZFS

/// `zfs destroy` of a bookmark, a snapshot, or a dataset that has neither.
struct Destroyer {
    private let pool: Pool

    init(_ pool: Pool) { self.pool = pool }

    func run(_ arguments: [String]) throws {
        guard arguments.count == 1, let text = arguments.first, !text.hasPrefix("-") else {
            throw Exit.notUnderstood(["destroy"] + arguments)
        }
        try pool.strike("destroy", text)
        let parts = text.split(omittingEmptySubsequences: false) { "#@".contains($0) }.map(String.init)
        guard let name = DatasetName(parts[0]) else { throw Exit.notUnderstood(["destroy"] + arguments) }
        guard parts.count == 2 else { return try destroy(name) }
        try pool.change(name, orMissing: text) { dataset in
            if text.contains("@") {
                guard let place = dataset.snapshots.firstIndex(where: { $0.name == parts[1] }) else {
                    throw Exit("could not find any snapshots to destroy; check snapshot names.")
                }
                dataset.snapshots.remove(at: place)
            } else {
                guard let place = dataset.bookmarks.firstIndex(where: { $0.name == parts[1] }) else {
                    throw Exit("bookmark '\(text)' does not exist.")
                }
                dataset.bookmarks.remove(at: place)
            }
        }
    }

    private func destroy(_ name: DatasetName) throws {
        guard let dataset = try pool.dataset(name) else { throw Exit.missing(name) }
        guard dataset.snapshots.isEmpty else {
            throw Exit("cannot destroy '\(name)': filesystem has children\nuse '-r' to destroy the following datasets:")
        }
        pool.remove(name)
    }
}
