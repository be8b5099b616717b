import FoundationEssentials
import Replication
import Testing
import ZFS

@testable import zpull_client

func datasetName(_ text: String) throws -> DatasetName { try #require(DatasetName(text)) }
func shortName(_ text: String) throws -> ShortName { try #require(ShortName(text)) }
func guid(_ number: UInt64) throws -> Guid { try #require(Guid(number)) }

/// A dataset with snapshots that each weigh a MiB, numbered from `first`.
func dataset(_ name: String, _ snapshots: [String], from first: UInt64 = 1, bookmarks: [String] = []) throws -> Dataset
{
    return Dataset(
        name: try datasetName(name), kind: .filesystem, guid: try guid(9999),
        snapshots: try snapshots.enumerated().map { place, name in
            let number = first + UInt64(place)
            return Snapshot(
                name: try shortName(name), guid: try guid(number), createTxg: number,
                creation: 1_700_000_001 + UInt64(place), referenced: 2 << 20, written: 1 << 20)
        },
        bookmarks: try zip(bookmarks, 1...).map { name, number in
            Bookmark(name: try shortName(name), guid: try guid(number), createTxg: number, creation: 1)
        })
}

/// What the planner says of `tank/data` and what is below it, pulled to `backup/data`.
func sourcePlan(_ source: [Dataset], _ local: [Dataset] = [], raw: Bool? = nil) throws -> SourcePlan {
    let rule = SyncRule(
        selection: DatasetSelection(root: try datasetName("tank/data"), isRecursive: true),
        target: try datasetName("backup/data"), raw: raw)
    let planner = Planner(
        source: Listing(datasets: source), local: Listing(datasets: local),
        policy: SourcePolicy(isRaw: false, allowsPlain: false), brakes: Brakes(now: 2_000_000_000))
    return SourcePlan(source: "web1", peer: "web1.example.net:22", datasets: planner.plan([rule]))
}

/// The token of an increment that OpenZFS left behind (Tests/ZFSTests/Fixtures/tokens).
func interruptedToken(_ name: String = "incremental-large-embedded-compressed") throws -> ResumeToken {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: tests.appending(path: "ZFSTests/Fixtures/tokens/\(name).token"), encoding: .utf8)
    return try ResumeToken(parsing: String(text.prefix { !$0.isWhitespace }))
}
