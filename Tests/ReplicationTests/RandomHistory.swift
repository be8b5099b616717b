import Foundation
import Replication
import ZFS

/// Random numbers that can be had again: what fails shows the seed, and `ZPULL_TEST_SEED` replays it.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    /// Of this run.
    static let seed =
        ProcessInfo.processInfo.environment["ZPULL_TEST_SEED"].flatMap { UInt64($0) } ?? .random(in: 1 ... .max)

    /// xorshift64*
    mutating func next() -> UInt64 {
        state = state == 0 ? 1 : state
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_f491_4f6c_dd1d
    }
}

/// A source and a target as ZFS would keep them: what is done to one, and what a stream does to the other.
struct RandomHistory {
    private var random: Seeded
    private(set) var source: [Snapshot] = []
    private(set) var bookmarks: [Bookmark] = []
    /// `nil` before the first receive.
    private(set) var target: [Snapshot]?
    private var guids: UInt64 = 0
    private var clock: UInt64 = 0

    init(seed: UInt64) { random = Seeded(seed) }

    var sourceDataset: Dataset {
        Dataset(
            name: DatasetName(literal: "tank/data"), kind: .filesystem, guid: Snap("tank/data").guid,
            snapshots: source.reversed(), bookmarks: bookmarks)
    }

    var targetDataset: Dataset? {
        target.map {
            Dataset(
                name: DatasetName(literal: "backup/data"), kind: .filesystem, guid: Snap("backup/data").guid,
                snapshots: $0)
        }
    }

    // MARK: What people do

    /// One thing that an administrator or a snapshot tool may do.
    mutating func step() {
        clock += 1
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<9: takeSnapshot()
        case 9..<12: if let index = source.indices.randomElement(using: &random) { source.remove(at: index) }
        case 12..<14: rename()
        case 14..<16: bookmark()
        case 16: if let index = bookmarks.indices.randomElement(using: &random) { bookmarks.remove(at: index) }
        case 17..<19:
            if let index = target?.indices.randomElement(using: &random), target?.count ?? 0 > 1 {
                target?.remove(at: index)
            }
        default: if Int.random(in: 0..<4, using: &random) == 0 { takeSnapshotHere() }
        }
    }

    private mutating func guid() -> Guid {
        guids += 1
        return Snap("guid \(guids)").guid
    }

    /// Few names, so that they come again.
    private mutating func freeName(among taken: [ShortName]) -> ShortName? {
        let name = "\(["auto", "manual"].randomElement(using: &random) ?? "")_\(Int.random(in: 0..<12, using: &random))"
        let short = ShortName(literal: name)
        return taken.contains(short) ? nil : short
    }

    private mutating func takeSnapshot() {
        guard let name = freeName(among: source.map(\.name)) else { return }
        source.append(
            Snapshot(
                name: name, guid: guid(), createTxg: clock, creation: clock / 3,
                referenced: UInt64.random(in: 0...1000, using: &random),
                written: UInt64.random(in: 0...100, using: &random)))
    }

    private mutating func rename() {
        guard let index = source.indices.randomElement(using: &random), let name = freeName(among: source.map(\.name))
        else { return }
        let old = source[index]
        source[index] = Snapshot(
            name: name, guid: old.guid, createTxg: old.createTxg, creation: old.creation, referenced: old.referenced,
            written: old.written)
    }

    private mutating func bookmark() {
        guard let snapshot = source.randomElement(using: &random),
            let name = freeName(among: bookmarks.map(\.name))
        else { return }
        bookmarks.append(
            Bookmark(name: name, guid: snapshot.guid, createTxg: snapshot.createTxg, creation: snapshot.creation))
    }

    /// What nobody should do.
    private mutating func takeSnapshotHere() {
        guard let here = target, let name = freeName(among: here.map(\.name)) else { return }
        let snapshot = received(name, guid())
        target?.append(snapshot)
    }

    /// The target parted for good: an administrator sets it aside.
    mutating func setAside() { target = nil }

    // MARK: What a run does

    /// Receives one stream as ZFS would; the reason when it would not.
    mutating func receive(_ hop: PlannedHop, from base: Guid?) -> String? {
        guard let snapshot = source.first(where: { $0.guid == hop.guid }), snapshot.name == hop.name else {
            return "the source has no @\(hop.name) with its guid"
        }
        if let base {
            let txg =
                source.first { $0.guid == base }?.createTxg ?? bookmarks.first { $0.guid == base }?.createTxg
            guard let txg else { return "the source has no base of @\(hop.name)" }
            guard txg < snapshot.createTxg else { return "@\(hop.name) is not newer than its base" }
            guard target?.last?.guid == base else { return "the base of @\(hop.name) is not the newest here" }
        } else if target != nil {
            return "a full stream for a target that is there"
        }
        guard target?.contains(where: { $0.name == hop.name }) != true else { return "@\(hop.name) is here already" }
        target = (target ?? []) + [received(hop.name, hop.guid)]
        return nil
    }

    private mutating func received(_ name: ShortName, _ guid: Guid) -> Snapshot {
        clock += 1
        return Snapshot(name: name, guid: guid, createTxg: clock, creation: 1, referenced: 1, written: 1)
    }
}
