import ZFS

/// What can be done with the state that an interrupted receive has left.
enum InterruptedReceive {
    /// Go on with it, up to this snapshot of the source.
    case usable(ResumedHop, Snapshot)
    /// Nothing: it has to go.
    case stale(StaleState)

    /// - Parameters:
    ///   - text: the property `receive_resume_token` of `here`.
    ///   - wanted: the snapshots of `dataset` that the rule wants.
    ///   - canResume: whether the source takes resume tokens at all.
    static func judge(
        _ text: String, of dataset: Dataset, on here: Dataset, wanted: [Snapshot], _ flags: StreamFlags,
        canResume: Bool
    ) -> InterruptedReceive {
        func stale(_ reason: String) -> InterruptedReceive { .stale(StaleState(token: text, reason: reason)) }
        guard canResume else { return stale("the source does not resume") }
        let token: ResumeToken
        do {
            token = try ResumeToken(parsing: text)
        } catch { return stale("its resume token cannot be read: \(error.reason)") }
        guard token.toName.dataset == dataset.name else { return stale("it came from \(token.toName.dataset)") }
        guard let snapshot = dataset.snapshots.first(where: { $0.guid == token.to }) else {
            return stale("the source no longer has \(token.toName)")
        }
        guard snapshot.name == token.toName.snapshot else {
            return stale("the source's \(token.toName) is called @\(snapshot.name) now")
        }
        guard wanted.contains(where: { $0.guid == token.to }) else {
            return stale("\(token.toName) is not wanted any more")
        }
        guard token.isOfSend(with: flags) else { return stale("it was begun with other options of zfs send") }
        if let from = token.from {
            guard here.snapshots.contains(where: { $0.guid == from }) else {
                return stale("its base is no longer here")
            }
            guard
                dataset.snapshots.contains(where: { $0.guid == from })
                    || dataset.bookmarks.contains(where: { $0.guid == from })
            else { return stale("the source no longer has its base") }
        }
        // ZFS goes on from the newest snapshot only, and finds out after the last byte.
        guard here.snapshots.last?.guid == token.from else { return stale("newer snapshots have come here since") }
        let whole = token.from.map { written(since: $0, upTo: snapshot, in: dataset) } ?? snapshot.referenced
        let resumed = ResumedHop(
            token: token, name: snapshot.name, estimate: whole > token.bytes ? whole - token.bytes : 0,
            creation: snapshot.creation)
        return .usable(resumed, snapshot)
    }

    private static func written(since base: Guid, upTo snapshot: Snapshot, in dataset: Dataset) -> UInt64 {
        let baseTxg =
            dataset.snapshots.first { $0.guid == base }?.createTxg
            ?? dataset.bookmarks.first { $0.guid == base }?.createTxg ?? 0
        return dataset.snapshots.reduce(0) {
            $1.createTxg > baseTxg && $1.createTxg <= snapshot.createTxg ? $0 &+ $1.written : $0
        }
    }
}
