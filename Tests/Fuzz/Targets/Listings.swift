@testable import ZFS

extension FuzzTarget {
    /// What `zfs list` prints.
    static let listing = FuzzTarget(
        name: "listing",
        seeds: {
            let listings = try Fixtures.files(in: "ZFSTests/Fixtures/listings", endingIn: ".tsv")
            return listings
                + listings.flatMap { $0.split(separator: UInt8(ascii: "\n")).map { $0 + [UInt8(ascii: "\n")] } }
        },
        words: ["filesystem", "volume", "snapshot", "bookmark", "\t-\t-\t", "18446744073709551615"]
    ) { bytes in
        let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
        do throws(ListingError) {
            let rows = try ListingParser.parse(bytes)
            require(rows.count <= ends.count, "there are no more rows than lines")
            let middle = ends.isEmpty ? 0 : ends[ends.count / 2]
            let halves =
                try ListingParser.parse(Array(bytes[..<middle])) + ListingParser.parse(Array(bytes[middle...]))
            require(halves == rows, "a line is read alike whatever stands before and after it")
            require(
                try ListingParser.parse(rows.flatMap(\.line)) == rows, "rows that are printed are read as they were")
            checkListing(rows)
        } catch {
            require((1...ends.count + 1).contains(error.line), "an error is told of a line that is there")
        }
    }
}

private func checkListing(_ rows: [ListingRow]) {
    let listing = Listing(rows: rows)
    let names = listing.datasets.map(\.name)
    require(names == names.sorted(), "datasets are in the order of their names")
    require(names.allSatisfy { listing[$0]?.name == $0 }, "each dataset is found by its name")
    for dataset in listing.datasets {
        let order = dataset.snapshots.map(\.createTxg)
        require(order == order.sorted(), "snapshots are in the order in which they were made")
    }
}

extension ListingRow {
    /// As `zfs list` would print it.
    fileprivate var line: [UInt8] {
        let columns: [String] =
            switch self {
            case .dataset(let dataset):
                [
                    "\(dataset.name)", dataset.kind == .volume ? "volume" : "filesystem", "\(dataset.guid)", "1", "2",
                    "3",
                    "4", dataset.isEncrypted ? "aes-256-gcm" : "off", dataset.origin?.description ?? "-",
                    dataset.resumeToken ?? "-", "-",
                ]
            case .snapshot(let dataset, let snapshot):
                [
                    "\(dataset)@\(snapshot.name)", "snapshot", "\(snapshot.guid)", "\(snapshot.createTxg)",
                    "\(snapshot.creation)", "\(snapshot.referenced)", "\(snapshot.written)", "-", "-", "-",
                    "\(snapshot.ivSet?.rawValue ?? 0)",
                ]
            case .bookmark(let dataset, let bookmark):
                [
                    "\(dataset)#\(bookmark.name)", "bookmark", "\(bookmark.guid)", "\(bookmark.createTxg)",
                    "\(bookmark.creation)", "-", "-", "-", "-", "-", "\(bookmark.ivSet?.rawValue ?? 0)",
                ]
            }
        return Array((columns.joined(separator: "\t") + "\n").utf8)
    }
}
