import ZFS

/// The value of a vector's `row`, such as `bookmark, tank/data#sunday, guid 7, createtxg 50, creation 1699913600, ivset 0`.
enum PageRow {
    static func text(_ row: ListingRow) -> String {
        switch row {
        case .dataset(let dataset):
            "\(dataset.kind), \(dataset.name), guid \(dataset.guid), encrypted \(dataset.isEncrypted ? "yes" : "no"), "
                + "origin \(dataset.origin?.description ?? "-")"
        case .snapshot(let dataset, let snapshot):
            "snapshot, \(dataset)@\(snapshot.name), guid \(snapshot.guid), createtxg \(snapshot.createTxg), "
                + "creation \(snapshot.creation), referenced \(snapshot.referenced), written \(snapshot.written), "
                + "ivset \(snapshot.ivSet?.rawValue ?? 0)"
        case .bookmark(let dataset, let bookmark):
            "bookmark, \(dataset)#\(bookmark.name), guid \(bookmark.guid), createtxg \(bookmark.createTxg), "
                + "creation \(bookmark.creation), ivset \(bookmark.ivSet?.rawValue ?? 0)"
        }
    }

    static func row(_ text: String) -> ListingRow? {
        let parts = text.split(separator: ", ").map(String.init)
        guard parts.count >= 5 else { return nil }
        let values = parts.map { $0.split(separator: " ", maxSplits: 1).last.map(String.init) ?? "" }
        let numbers = values.map { UInt64($0) ?? 0 }
        guard let guid = Guid(numbers[2]) else { return nil }
        let kinds: [String: Dataset.Kind] = ["filesystem": .filesystem, "volume": .volume]
        if let kind = kinds[parts[0]] {
            return DatasetName(parts[1]).map {
                .dataset(
                    Dataset(
                        name: $0, kind: kind, guid: guid, isEncrypted: values[3] == "yes",
                        origin: SnapshotName(values[4]))
                )
            }
        }
        let names = parts[1].split(whereSeparator: { "@#".contains($0) })
        guard names.count == 2, let dataset = DatasetName(names[0]), let name = ShortName(names[1]) else { return nil }
        if parts[0] == "bookmark" {
            guard parts.count == 6 else { return nil }
            return .bookmark(
                dataset,
                Bookmark(
                    name: name, guid: guid, createTxg: numbers[3], creation: numbers[4], ivSet: Guid(numbers[5])))
        }
        guard parts[0] == "snapshot", parts.count == 8 else { return nil }
        return .snapshot(
            dataset,
            Snapshot(
                name: name, guid: guid, createTxg: numbers[3], creation: numbers[4], referenced: numbers[5],
                written: numbers[6], ivSet: Guid(numbers[7])))
    }
}
