import Protocol
import ZFS

/// The commands that bring a cursor to a snapshot. It moves forward only, and there is one for each id and dataset.
struct CursorMove: Equatable {
    /// Arguments for `zfs`. First what makes the new one; without it the cursor is there already, or further on.
    let make: [String]?
    /// What takes away those that it leaves behind. That may fail: an older cursor is of no harm.
    let drop: [[String]]
    /// Where the cursor is then, for the log.
    let place: SnapshotName

    /// - Parameters:
    ///   - dataset: as the key may see it.
    ///   - held: the snapshots that have this id's hold.
    init(
        to snapshot: Snapshot, in dataset: Dataset, _ cursor: Cursor, id: String, held: Set<SnapshotName>
    ) throws(Failure) {
        guard let place = SnapshotName(dataset.name, snapshot.name) else { throw Self.tooLong(dataset) }
        self.place = place
        switch cursor {
        case .none: (make, drop) = (nil, [])
        case .bookmark:
            let mine = dataset.bookmarks.filter { Cursor.isBookmark($0.name, of: id) }
            guard let name = Cursor.bookmark(id, of: snapshot.guid, in: dataset.name) else {
                throw Self.tooLong(dataset)
            }
            let isNew = mine.allSatisfy { $0.createTxg < snapshot.createTxg }
            let newest = max(snapshot.createTxg, mine.last?.createTxg ?? 0)
            make = isNew ? ZFSCommand.bookmark(place, as: name) : nil
            drop = mine.filter { $0.createTxg < newest }.map { ZFSCommand.destroyBookmark($0.name, of: dataset.name) }
        case .hold:
            let tag = Cursor.tag(id)
            let mine = dataset.snapshots.compactMap { snapshot in
                SnapshotName(dataset.name, snapshot.name).flatMap { held.contains($0) ? ($0, snapshot.createTxg) : nil }
            }
            let newest = max(snapshot.createTxg, mine.last?.1 ?? 0)
            make = mine.allSatisfy { $0.1 < snapshot.createTxg } ? ZFSCommand.hold(tag, place) : nil
            drop = mine.filter { $0.1 < newest }.map { ZFSCommand.release(tag, $0.0) }
        }
    }

    private static func tooLong(_ dataset: Dataset) -> Failure {
        Failure(
            .serverError,
            "the cursor's name in \(dataset.name) would be longer than ZFS takes; choose a shorter --id, or --cursor hold"
        )
    }
}
