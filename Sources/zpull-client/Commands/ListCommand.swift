import ArgumentParser
import Foundation
import System
import ZFS

/// `zpull-client list`: what the source shows to this key.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the snapshots and bookmarks that the sources show.")

    @OptionGroup var common: CommonOptions

    func run() throws {
        var listed: [ListedSource] = []
        let code = try common.visit { source, connection, _ in
            let listing = try connection.list()
            if common.json { listed.append(ListedSource(source.name, listing)) } else { Self.print(source, listing) }
            return []
        }
        if common.json { try Output.print(json: listed) }
        Foundation.exit(code)
    }

    private static func print(_ source: Source, _ listing: Listing) {
        var table = TextTable(["NAME", "CREATED", "WRITTEN", "GUID"])
        for dataset in listing.datasets {
            table.add(["\(dataset.name)", "", "", "\(dataset.guid)"])
            for snapshot in dataset.snapshots {
                table.add([
                    "\(dataset.name)@\(snapshot.name)", LocalTime.text(snapshot.creation),
                    Amounts.bytes(snapshot.written),
                    "\(snapshot.guid)",
                ])
            }
            for bookmark in dataset.bookmarks {
                table.add([
                    "\(dataset.name)#\(bookmark.name)", LocalTime.text(bookmark.creation), "-", "\(bookmark.guid)",
                ])
            }
        }
        Output.print(["\(source.name):"] + table.lines.map { "  \($0)" })
    }
}

/// A source as `list --json` prints it; docs/operations.md describes it.
private struct ListedSource: Encodable {
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
