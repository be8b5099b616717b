/// A snapshot as `zfs list` shows it.
package struct Snapshot: Hashable, Sendable {
    package let name: ShortName
    package let guid: Guid
    /// The transaction group that made it: the order of snapshots in a dataset (property `createtxg`).
    package let createTxg: UInt64
    /// Seconds since 1970 (property `creation`).
    package let creation: UInt64
    /// Bytes that the snapshot gives access to (property `referenced`): about what a full stream of it weighs.
    package let referenced: UInt64
    /// Bytes written since the snapshot before it (property `written`): about what an increment weighs.
    package let written: UInt64
    /// Of an encrypted dataset, the guid of its set of initialisation vectors (property `ivsetguid`): two copies of a
    /// snapshot have the same one only when the data came raw from one to the other.
    package let ivSet: Guid?
    /// How many holds keep it (property `userrefs`); zero where the listing was not asked for it.
    package let holds: UInt64
    /// Whether a clone is made of it (property `clones`); `false` where the listing was not asked for it.
    package let hasClones: Bool

    package init(
        name: ShortName, guid: Guid, createTxg: UInt64, creation: UInt64, referenced: UInt64, written: UInt64,
        ivSet: Guid? = nil, holds: UInt64 = 0, hasClones: Bool = false
    ) {
        self.name = name
        self.guid = guid
        self.createTxg = createTxg
        self.creation = creation
        self.referenced = referenced
        self.written = written
        self.ivSet = ivSet
        self.holds = holds
        self.hasClones = hasClones
    }
}

/// A bookmark: what remains of a snapshot that may have been destroyed, enough to be the base of an increment.
package struct Bookmark: Hashable, Sendable {
    package let name: ShortName
    /// The guid of the snapshot that it was made from.
    package let guid: Guid
    package let createTxg: UInt64
    /// Seconds since 1970.
    package let creation: UInt64
    /// As that of its snapshot.
    package let ivSet: Guid?

    package init(name: ShortName, guid: Guid, createTxg: UInt64, creation: UInt64, ivSet: Guid? = nil) {
        self.name = name
        self.guid = guid
        self.createTxg = createTxg
        self.creation = creation
        self.ivSet = ivSet
    }
}

/// A file system or volume, with its snapshots and bookmarks.
package struct Dataset: Hashable, Sendable {
    package enum Kind: UInt8, Sendable { case filesystem = 1, volume = 2 }

    package let name: DatasetName
    package let kind: Kind
    package let guid: Guid
    /// Whether the property `encryption` is anything but `off`.
    package let isEncrypted: Bool
    /// The snapshot that a clone was made from.
    package let origin: SnapshotName?
    /// What an interrupted `zfs receive -s` left behind (property `receive_resume_token`); only of use where it stands.
    package let resumeToken: String?
    /// Oldest first, by `createtxg`, then `creation`.
    package private(set) var snapshots: [Snapshot] = []
    /// Oldest first.
    package private(set) var bookmarks: [Bookmark] = []

    package init(
        name: DatasetName, kind: Kind, guid: Guid, isEncrypted: Bool = false, origin: SnapshotName? = nil,
        resumeToken: String? = nil, snapshots: [Snapshot] = [], bookmarks: [Bookmark] = []
    ) {
        self.name = name
        self.kind = kind
        self.guid = guid
        self.isEncrypted = isEncrypted
        self.origin = origin
        self.resumeToken = resumeToken
        self.snapshots = snapshots.sorted { ($0.createTxg, $0.creation) < ($1.createTxg, $1.creation) }
        self.bookmarks = bookmarks.sorted { ($0.createTxg, $0.creation) < ($1.createTxg, $1.creation) }
    }

    /// The same dataset with other snapshots and bookmarks.
    package func with(snapshots: [Snapshot], bookmarks: [Bookmark]) -> Dataset {
        Dataset(
            name: name, kind: kind, guid: guid, isEncrypted: isEncrypted, origin: origin, resumeToken: resumeToken,
            snapshots: snapshots, bookmarks: bookmarks)
    }

    /// The same dataset, no clone.
    package var withoutOrigin: Dataset {
        Dataset(
            name: name, kind: kind, guid: guid, isEncrypted: isEncrypted, resumeToken: resumeToken,
            snapshots: snapshots,
            bookmarks: bookmarks)
    }
}

/// One row of a listing. A snapshot or bookmark belongs to the dataset named in it.
package enum ListingRow: Hashable, Sendable {
    case dataset(Dataset)
    case snapshot(DatasetName, Snapshot)
    case bookmark(DatasetName, Bookmark)
}

/// Datasets by name: what one `zfs list` shows, or what a source tells of itself.
package struct Listing: Hashable, Sendable {
    /// Parents before their children.
    package let datasets: [Dataset]
    private let positions: [DatasetName: Int]

    package init(datasets: [Dataset]) {
        self.datasets = datasets.sorted { $0.name < $1.name }
        positions = Dictionary(
            zip(self.datasets.map(\.name), self.datasets.indices), uniquingKeysWith: { first, _ in first })
    }

    /// Gathers rows in any order; snapshots and bookmarks of datasets that have no row are left out.
    package init(rows: some Sequence<ListingRow>) {
        var heads: [Dataset] = []
        var snapshots: [DatasetName: [Snapshot]] = [:]
        var bookmarks: [DatasetName: [Bookmark]] = [:]
        for row in rows {
            switch row {
            case .dataset(let dataset): heads.append(dataset)
            case .snapshot(let dataset, let snapshot): snapshots[dataset, default: []].append(snapshot)
            case .bookmark(let dataset, let bookmark): bookmarks[dataset, default: []].append(bookmark)
            }
        }
        self.init(
            datasets: heads.map {
                $0.with(snapshots: snapshots[$0.name] ?? [], bookmarks: bookmarks[$0.name] ?? [])
            })
    }

    package subscript(_ name: DatasetName) -> Dataset? { positions[name].map { datasets[$0] } }
}
