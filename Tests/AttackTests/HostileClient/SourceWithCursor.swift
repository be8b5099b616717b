import Testing
import ZFS

@testable import TestSupport
@testable import zfs_stand_in

/// An attacked source whose key keeps a cursor, and where others keep theirs, on what the key may see and on the rest.
final class SourceWithCursor {
    enum Kind: String, CaseIterable { case bookmark, hold }

    let source: AttackedSource
    private let kind: Kind
    /// The source before each attack.
    private let planted: [StoredDataset]

    convenience init(_ kind: Kind) throws { try self.init(kind, AttackedSource.policy, plant: Self.planted) }

    /// One whose key may have everything, and without any cursor yet.
    static func open(_ kind: Kind) throws -> SourceWithCursor {
        try SourceWithCursor(kind, AttackedSource.noPolicy) { $0 }
    }

    private init(_ kind: Kind, _ policy: [String], plant: (StoredDataset) throws -> StoredDataset) throws {
        self.kind = kind
        source = try AttackedSource(policy: policy + ["--cursor", kind.rawValue])
        planted = try source.everything.map(plant)
    }

    private static func planted(_ dataset: StoredDataset) -> StoredDataset {
        guard let first = dataset.snapshots.first, let last = dataset.snapshots.last else { return dataset }
        var dataset = dataset
        let names = [
            "manual", "zpull_loop2_\(last.guid)", "zpull_loop_x", "zpull_loop_\(first.guid)_1", "zpull_other_1",
        ]
        dataset.bookmarks = names.map { last.renamed($0) }
        // What an earlier session has left, of a snapshot that is gone.
        dataset.bookmarks.insert(
            StoredSnapshot(name: "zpull_loop_5", guid: 5, createTxg: 5, creation: 5, size: 0, checksum: 0), at: 0)
        dataset.holds =
            dataset.snapshots.flatMap { snapshot in
                ["keep", "zpull:loop2", "zpull:other"].map { StoredHold(snapshot: snapshot.name, tag: $0) }
            } + [StoredHold(snapshot: first.name, tag: "zpull:loop")]
        return dataset
    }

    // MARK: Attacks

    /// Attempts that may come to nothing at all.
    func attack(_ attempts: [Attempt], at location: SourceLocation = #_sourceLocation) throws {
        try attack(attempts.map { attempt in CursorAttack(stops: []) { try attempt.play(in: $0) } }, at: location)
    }

    /// Each on the source as it was planted. What hangs does not need to arrive.
    func attack(
        _ attacks: [CursorAttack], hangingAt verb: String? = nil, at location: SourceLocation = #_sourceLocation
    ) throws {
        if let verb { try source.ring.source.fail("\(verb): hang") }
        for attack in attacks {
            let (outcome, breaches) = try play(attack, mustArrive: verb == nil)
            note(outcome, breaches, at: location)
        }
        try expectNothingLeft(at: location)
    }

    /// All at the same time, each in a session of its own; none of them moves the cursor back.
    func attackAtOnce(
        _ attempts: [Attempt], stops: [String], at location: SourceLocation = #_sourceLocation
    ) throws {
        try plant()
        let judged = try source.judged(source.play(attempts, width: attempts.count))
        let changes = try changes(stops, mustArrive: true)
        for (outcome, breaches) in judged { note(outcome, breaches + changes, at: location) }
        try expectNothingLeft(at: location)
    }

    private func note(_ outcome: Outcome, _ breaches: [String], at location: SourceLocation) {
        Campaign.client.note(
            CursorAttacks.type, "\(outcome.attempt.name), --cursor \(kind)", breaches: breaches, at: location)
    }

    private func expectNothingLeft(at location: SourceLocation) throws {
        for dataset in source.everything { try source.ring.source.save(dataset) }
        try source.expectUntouched(at: location)
    }

    /// The control: with a key that may have everything, each of these attempts moves a cursor, and is seen to.
    func expectSuccess(_ attempts: [Attempt], at location: SourceLocation = #_sourceLocation) throws {
        for attempt in attempts {
            let (_, breaches) = try play(CursorAttack(stops: []) { try attempt.play(in: $0) }, mustArrive: true)
            for sign in ["was answered with end", "it ran zfs [\"\(kind)\"", "it changed "] {
                #expect(
                    breaches.contains { $0.hasPrefix(sign) }, "\(attempt.name) is no attack: \(sign)",
                    sourceLocation: location)
            }
        }
    }

    private func plant() throws {
        for dataset in planted { try source.ring.source.save(dataset) }
        source.ring.source.forgetCalls()
    }

    private func play(_ attack: CursorAttack, mustArrive: Bool) throws -> (Outcome, breaches: [String]) {
        try plant()
        let outcome = try attack.play(try source.start())
        let breaches = try source.judged([outcome]).flatMap(\.breaches)
        return (outcome, try breaches + tooManyMoves(attack.stops) + changes(attack.stops, mustArrive: mustArrive))
    }

    // MARK: Judgement

    /// A cursor comes to each of its stops by one command.
    private func tooManyMoves(_ stops: [String]) throws -> [String] {
        let count = try source.ring.source.calls(of: kind.rawValue).count
        return count > stops.count ? ["it ran zfs \(kind) \(count) times"] : []
    }

    /// What has changed, but for this key's cursor of `tank/data`; and where that is, though it should not be.
    private func changes(_ stops: [String], mustArrive: Bool) throws -> [String] {
        let after = try source.ring.source.datasets()
        guard after.map(\.name) == planted.map(\.name) else { return ["it made or destroyed datasets"] }
        return zip(planted, after).flatMap { before, after in
            guard before.name.description == "tank/data", !stops.isEmpty else {
                return before == after ? [] : ["it changed \(after.name)"]
            }
            let (old, new) = (places(before), places(after))
            // Once it has arrived, nothing of an earlier session is left.
            let allowed = mustArrive ? stops : stops + old
            return (withoutCursor(before) == withoutCursor(after) ? [] : ["it changed \(after.name)"])
                + new.filter { !allowed.contains($0) }.map { "its cursor is at \($0)" }
                + stops.suffix(mustArrive ? 1 : 0).filter { !new.contains($0) }.map { "its cursor is not at \($0)" }
                + (new.isEmpty ? ["its cursor is gone"] : [])
        }
    }

    private func isCursor(_ bookmark: StoredSnapshot) -> Bool { bookmark.name == "zpull_loop_\(bookmark.guid)" }
    private func isCursor(_ hold: StoredHold) -> Bool { hold.tag == "zpull:loop" }

    private func withoutCursor(_ dataset: StoredDataset) -> StoredDataset {
        var dataset = dataset
        switch kind {
        case .bookmark: dataset.bookmarks.removeAll(where: isCursor)
        case .hold: dataset.holds.removeAll(where: isCursor)
        }
        return dataset
    }

    /// The snapshots that this key's cursor is at; the guid of one that is gone.
    private func places(_ dataset: StoredDataset) -> [String] {
        switch kind {
        case .hold: dataset.holds.filter(isCursor).map(\.snapshot)
        case .bookmark:
            dataset.bookmarks.filter(isCursor).map { bookmark in
                dataset.snapshots.first { $0.guid == bookmark.guid }?.name ?? "\(bookmark.guid)"
            }
        }
    }
}
