import ZFS

/// What is read of one dataset: its newest snapshots, and each block that any of them holds once.
struct VerifyReading: Equatable {
    private let dataset: DatasetName
    /// Has been read, so that the next stream can start from it.
    private var base: Snapshot?
    /// Still to be read, oldest first.
    private(set) var snapshots: [Snapshot]

    /// `nil` for a dataset without snapshots.
    ///
    /// - Parameter count: how many of the newest; `nil` for all.
    init?(_ dataset: Dataset, newest count: Int?) {
        // Of several that one transaction group has made, no increment leads to the next, and one holds what all do.
        let distinct = zip(dataset.snapshots, dataset.snapshots.dropFirst().map(\.createTxg) + [.max])
            .filter { $0.createTxg != $1 }.map(\.0)
        self.dataset = dataset.name
        snapshots = Array(distinct.suffix(count ?? distinct.count))
        guard !snapshots.isEmpty else { return nil }
    }

    /// The arguments of `zfs send`, one stream after another: from the base, or in full without one, to the oldest snapshot,
    /// then each increment to the next.
    var streams: [[String]] {
        let names = snapshots.compactMap(name)
        let bases = [base.flatMap(name)] + names
        return zip(names, bases).map { name, base in
            // Raw: blocks as they are on disk. It needs no key, and from 2.4.0 on no more than `send:raw`.
            ZFSCommand.send(name, from: base.map { .snapshot($0) }, flags: .rawEncrypted)
        }
    }

    /// The first stream went through.
    mutating func advance() {
        guard let first = snapshots.first else { return }
        base = first
        snapshots.removeFirst()
    }

    /// The names of all that the streams need.
    var names: [SnapshotName] { ([base].compactMap(\.self) + snapshots).compactMap(name) }

    /// Leaves out what is no longer there, as it was pruned, renamed or set aside meanwhile.
    ///
    /// - Parameter found: of `names` those that exist, with their guids.
    /// - Returns: whether there was any.
    mutating func leaveOutMissing(_ found: [SnapshotName: Guid]) -> Bool {
        let former = self
        func isThere(_ snapshot: Snapshot) -> Bool {
            former.name(snapshot).map { found[$0] == snapshot.guid } ?? false
        }
        base = base.flatMap { isThere($0) ? $0 : nil }
        snapshots.removeAll { !isThere($0) }
        return self != former
    }

    private func name(_ snapshot: Snapshot) -> SnapshotName? { SnapshotName(dataset, snapshot.name) }
}

extension VerifyReading {
    /// After a stream has failed: whether that was for something that is no longer there, which is then left out.
    mutating func leaveOutMissing(_ zfs: ZFSTool, until cancellation: Int32) -> Bool {
        // What cannot be looked up counts as there: the stream's own failure is told.
        (try? zfs.guids(names, until: cancellation)).map { leaveOutMissing($0) } ?? false
    }
}
