import ArgumentParser
import Foundation
import System
import ZFS

/// `zpull-client restore find`: how it was at two in the afternoon.
struct RestoreFindCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "find", abstract: "Print each dataset's newest snapshot at or before a time.")

    @OptionGroup var common: CommonOptions

    @Option(help: "The time, in this machine's time zone: \"2026-11-20 14:00\".")
    var at: Moment

    @Argument(help: "Datasets here, with all below them; without, the targets of all sources.")
    var dataset: [DatasetName] = []

    func run() throws {
        let (configuration, sources) = try common.load(files: .skipped)
        let targets = sources.flatMap(\.datasets).map(\.local)
        let listing = try ZFSTool(path: configuration.zfs).list(
            dataset.isEmpty ? targets : dataset, isRecursive: true)
        let points = listing.datasets.compactMap { RestorePoint(of: $0, at: at.seconds) }
        guard !points.isEmpty else {
            throw RestoreRefusal(
                "there is no snapshot of that time or before; `zfs list -t snapshot` shows those here")
        }
        if common.json { return try Output.print(json: points.map(FoundSnapshot.init)) }
        var table = TextTable(["SNAPSHOT", "TAKEN", "HOLDS"])
        for point in points {
            table.add([
                "\(point.dataset)@\(point.snapshot.name)", LocalTime.text(point.snapshot.creation),
                Amounts.bytes(point.snapshot.referenced),
            ])
        }
        Output.print(table.lines)
    }
}

/// A time on the command line.
struct Moment: ExpressibleByArgument {
    /// Since 1970.
    let seconds: UInt64

    init?(argument: String) {
        guard let seconds = LocalTime.seconds(argument) else { return nil }
        self.seconds = seconds
    }
}

/// A snapshot as `restore find --json` prints it; docs/operations.md describes it.
private struct FoundSnapshot: Encodable {
    let dataset: String
    let snapshot: String
    let guid: String
    /// Seconds since 1970.
    let creation: UInt64
    let referenced: UInt64

    init(_ point: RestorePoint) {
        dataset = point.dataset.description
        snapshot = point.snapshot.name.description
        guid = point.snapshot.guid.description
        creation = point.snapshot.creation
        referenced = point.snapshot.referenced
    }
}
