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
