import Protocol
import ZFS

/// What the source has and this key may see, and how a client's request turns into command lines: by looking each thing up
/// here, and building the command from what stands here. Nothing of the request itself is passed on.
struct Catalog: Sendable {
    private let listing: Listing
    private let policy: Policy

    /// - Parameter listing: everything that `zfs list` shows of the policy's roots.
    init(_ listing: Listing, policy: Policy) {
        self.listing = policy.visible(listing)
        self.policy = policy
    }

    /// What LIST answers.
    var visible: Listing { listing }

    /// The hops of a chain, oldest first.
    func hops(_ request: SendRequest) throws(Failure) -> [Hop] {
        let dataset = try self.dataset(request.dataset)
        try checkFlags(request.flags, of: dataset)
        var (from, fromTxg) = try request.base.map { (guid) throws(Failure) in try base(guid, in: dataset) } ?? (nil, 0)
        var fromGuid = request.base
        var hops: [Hop] = []
        let snapshots = Dictionary(dataset.snapshots.map { ($0.guid, $0) }, uniquingKeysWith: { first, _ in first })
        for guid in request.chain {
            guard let snapshot = snapshots[guid] else {
                throw Failure(
                    .noSuchSnapshot, "\(dataset.name) has no snapshot with guid \(guid), or this key may not see it")
            }
            guard snapshot.createTxg > fromTxg || from == nil, let name = SnapshotName(dataset.name, snapshot.name)
            else {
                throw Failure(.noSuchSnapshot, "\(dataset.name)@\(snapshot.name) is not newer than the base of its hop")
            }
            hops.append(
                Hop(
                    start: HopStart(to: guid, from: fromGuid), name: name,
                    arguments: ZFSCommand.send(name, from: from, flags: request.flags),
                    mustBeRaw: policy.isRaw && dataset.isEncrypted, accepted: request.accepted))
            (from, fromTxg, fromGuid) = (.snapshot(name), snapshot.createTxg, guid)
        }
        return hops
    }

    /// The rest of an interrupted stream, if the token asks for nothing that this key may not have.
    ///
    /// Tokens are not signed: whoever has the key can make one for any dataset (openzfs#14153), so each field is checked.
    func hop(_ request: ResumeRequest) throws(Failure) -> Hop {
        let token: ResumeToken
        do {
            token = try ResumeToken(parsing: request.token)
        } catch { throw Failure(.badToken, "the resume token cannot be used: \(error)") }
        let dataset = try self.dataset(request.dataset)
        guard token.toName.dataset == dataset.name else {
            throw Failure(.badToken, "the resume token is not one of \(dataset.name)")
        }
        guard let snapshot = dataset.snapshots.first(where: { $0.guid == token.to }),
            snapshot.name == token.toName.snapshot
        else { throw Failure(.badToken, "\(dataset.name) no longer has the snapshot of the resume token") }
        if let from = token.from {
            guard let (_, txg) = try? base(from, in: dataset), txg < snapshot.createTxg else {
                throw Failure(.badToken, "\(dataset.name) no longer has the base of the resume token")
            }
        }
        guard token.isOfSend(with: request.flags) else {
            throw Failure(.badToken, "the resume token was made with other options of zfs send than are asked for now")
        }
        try checkFlags(request.flags, of: dataset)
        return Hop(
            start: HopStart(to: token.to, from: token.from), name: token.toName,
            arguments: ZFSCommand.send(resuming: token), mustBeRaw: policy.isRaw && dataset.isEncrypted,
            accepted: request.accepted)
    }

    /// What a client says it has received. A snapshot of which only a bookmark is left is `nil`: nothing can be kept of it.
    func confirmed(_ confirmation: Confirmation) throws(Failure) -> (Dataset, Snapshot?) {
        let dataset = try self.dataset(confirmation.dataset)
        if let snapshot = dataset.snapshots.first(where: { $0.guid == confirmation.guid }) {
            return (dataset, snapshot)
        }
        _ = try base(confirmation.guid, in: dataset)
        return (dataset, nil)
    }

    private func dataset(_ name: DatasetName) throws(Failure) -> Dataset {
        guard let dataset = listing[name] else {
            throw Failure(.noSuchDataset, "\(name) does not exist, or this key may not see it")
        }
        return dataset
    }

    /// A snapshot serves before a bookmark: it makes the smaller stream.
    private func base(_ guid: Guid, in dataset: Dataset) throws(Failure) -> (SendBase?, txg: UInt64) {
        if let snapshot = dataset.snapshots.first(where: { $0.guid == guid }),
            let name = SnapshotName(dataset.name, snapshot.name)
        {
            return (.snapshot(name), snapshot.createTxg)
        }
        if let bookmark = dataset.bookmarks.first(where: { $0.guid == guid }) {
            return (.bookmark(dataset.name, bookmark.name), bookmark.createTxg)
        }
        throw Failure(
            .noSuchSnapshot, "\(dataset.name) has no snapshot or bookmark with guid \(guid) to start from")
    }

    private func checkFlags(_ flags: StreamFlags, of dataset: Dataset) throws(Failure) {
        guard policy.isRaw else { return }
        if dataset.isEncrypted, !flags.contains(.raw) {
            throw Failure(
                .refused, "\(dataset.name) is encrypted, and this key may have it as a raw stream only (--raw)")
        }
        if !dataset.isEncrypted, !policy.allowsPlain {
            throw Failure(
                .refused,
                "\(dataset.name) is not encrypted, and this key is for raw streams only; add --allow-plain to its line "
                    + "if it may be sent all the same")
        }
    }
}
