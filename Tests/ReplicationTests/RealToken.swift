import Foundation
import Replication
import Testing
import ZFS

/// A token that OpenZFS left behind (Tests/ZFSTests/Fixtures/tokens), and listings that fit it.
struct RealToken {
    let token: ResumeToken
    var text: String { token.text }

    init(_ name: String) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appending(path: "ZFSTests/Fixtures/tokens/\(name).token")
        let text = try String(contentsOf: file, encoding: .utf8)
        token = try ResumeToken(parsing: text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Its snapshot, with what it weighs.
    func snapshot(
        _ txg: UInt64, name: String? = nil, referenced: UInt64 = 50_000_000, written: UInt64 = 40_000_000
    ) throws -> Snapshot {
        Snapshot(
            name: try name.map { try #require(ShortName($0)) } ?? token.toName.snapshot, guid: token.to, createTxg: txg,
            creation: 1, referenced: referenced, written: written)
    }

    /// Its base.
    func base(_ txg: UInt64, name: String = "base") throws -> Snapshot {
        Snapshot(
            name: try #require(ShortName(name)), guid: try #require(token.from), createTxg: txg, creation: 1,
            referenced: 1000, written: 1000)
    }

    /// The dataset that it came from, with these snapshots.
    func source(
        _ snapshots: [Snapshot], bookmarks: [Bookmark] = [], encrypted: Bool = false,
        kind: Dataset.Kind = .filesystem
    ) -> Dataset {
        Dataset(
            name: token.toName.dataset, kind: kind, guid: Snap("source").guid, isEncrypted: encrypted,
            snapshots: snapshots, bookmarks: bookmarks)
    }

    /// The target that it was left in.
    func target(_ snapshots: [Snapshot] = []) -> Dataset {
        Dataset(
            name: DatasetName(literal: "backup/data"), kind: .filesystem, guid: Snap("target").guid, resumeToken: text,
            snapshots: snapshots)
    }

    var rule: SyncRule { rule() }

    func rule(snapshots: [String] = [], intermediate: SyncRule.Intermediate = .all, raw: Bool? = nil) -> SyncRule {
        ReplicationTests.rule(
            token.toName.dataset.description, snapshots: snapshots, intermediate: intermediate, raw: raw)
    }
}

func snapshot(_ name: String, _ txg: UInt64, written: UInt64 = 10) -> Snapshot {
    Snapshot(
        name: ShortName(literal: name), guid: Snap(name).guid, createTxg: txg, creation: 1, referenced: 1000,
        written: written)
}
