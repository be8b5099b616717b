import System
import ZFS

@testable import TestSupport
@testable import zfs_stand_in

/// How far the backup of `tank/data` has come when the source begins to lie. The source has three snapshots of it.
enum Standing: String, CaseIterable {
    case nothing = "nothing here yet"
    case behind = "one snapshot here"
    case interrupted = "one snapshot here, the second one cut"
    case begun = "the first snapshot cut"

    /// Lays it down at the target, beside a dataset that is nobody's business.
    func lay(on target: Pool, from source: Pool) throws {
        for dataset in try target.datasets() where dataset.name.parent != nil { target.remove(dataset.name) }
        let theirs = try source.snapshots("tank/data")
        try target.create("backup/other") {
            $0.guid = 4
            $0.snapshots = [
                StoredSnapshot(name: "kept", guid: 5, createTxg: 3, creation: 1_600_000_000, size: 8, checksum: 6)
            ]
        }
        guard self != .nothing else { return }
        try target.create("backup/data") { dataset in
            dataset.guid = 7
            if self != .begun { dataset.snapshots = [theirs[0]] }
            if self == .begun { dataset.partial = Self.beginning(of: theirs[0], after: nil) }
            if self == .interrupted { dataset.partial = Self.beginning(of: theirs[1], after: theirs[0]) }
        }
    }

    /// What `zfs receive -s` keeps of a stream that was cut after its first record of data.
    private static func beginning(of snapshot: StoredSnapshot, after base: StoredSnapshot?) -> PartialReceive? {
        guard let name = SnapshotName("tank/data@\(snapshot.name)") else { return nil }
        var partial = PartialReceive(
            StreamHeader(
                features: [.largeBlocks, .embeddedData, .compressed], creation: snapshot.creation,
                to: Guid(snapshot.guid), from: base.flatMap { Guid($0.guid) }, toName: name))
        let data = Content(of: snapshot.guid, size: snapshot.size).bytes(at: 0, count: 128 << 10)
        partial.checksum.add(data)
        partial.bytes = data.count
        return partial
    }
}
