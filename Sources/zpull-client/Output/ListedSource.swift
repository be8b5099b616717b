import ZFS

/// A source as `list --json` prints it; docs/operations.md describes it.
struct ListedSource: Encodable {
    struct ListedDataset: Encodable {
        let name: String
        let type: String
        let guid: String
        let encrypted: Bool
        let snapshots: [Point]
        let bookmarks: [Point]
    }

    /// A snapshot or bookmark.
    struct Point: Encodable {
        let name: String
        let guid: String
        /// Seconds since 1970.
        let creation: UInt64
        var referenced: UInt64?
        var written: UInt64?
    }

    let source: String
    let datasets: [ListedDataset]

    init(_ source: String, _ listing: Listing) {
        self.source = source
        datasets = listing.datasets.map { dataset in
            ListedDataset(
                name: dataset.name.description, type: dataset.kind == .volume ? "volume" : "filesystem",
                guid: dataset.guid.description, encrypted: dataset.isEncrypted,
                snapshots: dataset.snapshots.map {
                    Point(
                        name: $0.name.description, guid: $0.guid.description, creation: $0.creation,
                        referenced: $0.referenced, written: $0.written)
                },
                bookmarks: dataset.bookmarks.map {
                    Point(name: $0.name.description, guid: $0.guid.description, creation: $0.creation)
                })
        }
    }
}
