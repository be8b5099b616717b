package import ZFS

/// A part of a listing. Datasets ascend by name, and each row of a snapshot or bookmark belongs to the dataset row before
/// it, which may stand in an earlier page of the same list.
package struct Page: Equatable, Sendable {
    package let rows: [ListingRow]

    package init(rows: [ListingRow]) { self.rows = rows }
}

/// Reads the pages of one list, remembering the dataset from page to page.
struct PageReader: Sendable {
    private var dataset: DatasetName?

    mutating func read(_ payload: [UInt8]) throws(ProtocolViolation) -> Page {
        var reader = ByteReader(payload[...])
        var rows: [ListingRow] = []
        while !reader.isAtEnd { rows.append(try row(from: &reader)) }
        guard !rows.isEmpty else { throw .malformed(.page, "no rows") }
        return Page(rows: rows)
    }

    private mutating func row(from reader: inout ByteReader) throws(ProtocolViolation) -> ListingRow {
        let code = try reader.uint8()
        guard let kind = RowKind(rawValue: code) else { throw .malformed(.page, "a row of the unknown kind \(code)") }
        let name = try reader.string()
        guard let guid = Guid(try reader.uint64()) else { throw .malformed(.page, "a guid of zero") }
        if let datasetKind = kind.datasetKind {
            guard let name = DatasetName(name) else {
                throw .malformed(.page, "a dataset's name that ZFS does not take")
            }
            // Ascending, so that no dataset comes twice; and that is known without keeping them all.
            guard dataset.map({ $0 < name }) ?? true else { throw .malformed(.page, "\(name) out of order, or twice") }
            dataset = name
            let flags = try reader.uint8()
            let origin = try reader.string()
            guard flags <= 1, origin.isEmpty || SnapshotName(origin) != nil else {
                throw .malformed(.page, "unknown flags or origin of \(name)")
            }
            return .dataset(
                Dataset(
                    name: name, kind: datasetKind, guid: guid, isEncrypted: flags & 1 != 0, origin: SnapshotName(origin)
                ))
        }
        guard let dataset else { throw .malformed(.page, "a snapshot before any dataset") }
        guard let name = ShortName(name), SnapshotName(dataset, name) != nil else {
            throw .malformed(.page, "a snapshot's name that ZFS does not take")
        }
        let (createTxg, creation) = (try reader.uint64(), try reader.uint64())
        if kind == .bookmark {
            return .bookmark(
                dataset,
                Bookmark(
                    name: name, guid: guid, createTxg: createTxg, creation: creation, ivSet: Guid(try reader.uint64())))
        }
        return .snapshot(
            dataset,
            Snapshot(
                name: name, guid: guid, createTxg: createTxg, creation: creation, referenced: try reader.uint64(),
                written: try reader.uint64(), ivSet: Guid(try reader.uint64())))
    }
}

/// Writes a listing as PAGE frames, each as full as its limit allows.
struct PageWriter {
    private(set) var frames: [[UInt8]] = []
    private(set) var rowCount: UInt64 = 0
    private let request: UInt32
    private var page = ByteWriter()

    /// The longest row: kind, name, guid, flags, origin.
    private static let longestRow = 1 + 2 + 255 + 8 + 1 + 2 + 255 + 32

    init(_ listing: Listing, request: UInt32) {
        self.request = request
        for dataset in listing.datasets {
            row(RowKind(dataset.kind), dataset.name.description, dataset.guid)
            page.uint8(dataset.isEncrypted ? 1 : 0)
            page.string(dataset.origin?.description ?? "")
            for snapshot in dataset.snapshots {
                row(.snapshot, snapshot.name.description, snapshot.guid)
                page.uint64(snapshot.createTxg)
                page.uint64(snapshot.creation)
                page.uint64(snapshot.referenced)
                page.uint64(snapshot.written)
                page.uint64(snapshot.ivSet?.rawValue ?? 0)
            }
            for bookmark in dataset.bookmarks {
                row(.bookmark, bookmark.name.description, bookmark.guid)
                page.uint64(bookmark.createTxg)
                page.uint64(bookmark.creation)
                page.uint64(bookmark.ivSet?.rawValue ?? 0)
            }
        }
        finishPage()
    }

    private mutating func row(_ kind: RowKind, _ name: String, _ guid: Guid) {
        if page.bytes.count + Self.longestRow > MessageType.page.limit { finishPage() }
        rowCount += 1
        page.uint8(kind.rawValue)
        page.string(name)
        page.uint64(guid.rawValue)
    }

    private mutating func finishPage() {
        guard !page.bytes.isEmpty else { return }
        frames.append(FrameHeader(.page, request: request, length: page.bytes.count).encoded() + page.bytes)
        page = ByteWriter()
    }
}

/// What a row of a page describes.
private enum RowKind: UInt8 {
    case filesystem = 1
    case volume = 2
    case snapshot = 3
    case bookmark = 4

    init(_ kind: Dataset.Kind) {
        self = kind == .volume ? .volume : .filesystem
    }

    var datasetKind: Dataset.Kind? {
        switch self {
        case .filesystem: .filesystem
        case .volume: .volume
        case .snapshot, .bookmark: nil
        }
    }
}
