package import ZFS

/// Decides from two listings what a run does. It changes nothing and asks nothing.
package struct Planner: Sendable {
    private let source: Listing
    private let local: Listing
    private let policy: SourcePolicy
    private let mayDrop: Bool
    private let parents: TargetParents?

    /// - Parameters:
    ///   - source: what the source shows.
    ///   - local: the targets of all rules, as far as they exist.
    ///   - parents: what lies above the targets that do not exist; `nil` takes it for granted.
    ///   - mayDrop: whether this user may drop interrupted receives (the grant `destroy`).
    package init(
        source: Listing, local: Listing, policy: SourcePolicy, parents: TargetParents? = nil, mayDrop: Bool = true
    ) {
        self.mayDrop = mayDrop
        self.source = source
        self.local = local
        self.policy = policy
        self.parents = parents
    }

    /// The plans of a rule's datasets, parents before their children; then those of datasets here that the source no
    /// longer has.
    package func plan(_ rule: SyncRule) -> [DatasetPlan] {
        let selected = source.datasets.filter { rule.selection.contains($0.name) }
        if let obstacle = obstacle(to: rule, selected) {
            return [DatasetPlan(remote: rule.selection.root, local: rule.target, action: .stop(obstacle))]
        }
        let gone = gone(rule)
        let orphans = Orphans(gone.map(\.here))
        // Local datasets that are there or will be, so that children find their parents.
        var expected: Set<DatasetName> = []
        let plans = selected.map { dataset in
            guard let path = dataset.name.path(below: rule.selection.root), let target = rule.target.appending(path)
            else {
                return DatasetPlan(
                    remote: dataset.name, local: rule.target,
                    action: .stop(.nameTooLong(remote: dataset.name, target: rule.target)))
            }
            var action = action(for: dataset, local[target], target, rule)
            if case .transfer = action, target != rule.target, local[target] == nil, let parent = target.parent,
                local[parent] == nil, !expected.contains(parent)
            {
                action = .stop(.parentMissing(local: target, parent: parent))
            }
            if case .transfer(let transfer) = action {
                let names = transfer.hops.map(\.name) + (transfer.resume.map { [$0.name] } ?? [])
                if names.contains(where: { SnapshotName(target, $0) == nil }) {
                    action = .stop(.nameTooLong(remote: dataset.name, target: target))
                } else {
                    expected.insert(target)
                }
            }
            return DatasetPlan(
                remote: dataset.name, local: target, action: action,
                hint: hint(for: dataset, target, action, orphans, rule))
        }
        return plans + gone.map { DatasetPlan(remote: $0.remote, local: $0.here.name, action: .gone) }
    }

    // MARK: A rule as a whole

    /// What keeps all of a rule from being done.
    private func obstacle(to rule: SyncRule, _ selected: [Dataset]) -> Obstacle? {
        let root = rule.selection.root
        guard selected.first?.name == root else {
            let now = local[rule.target]?.snapshots.last.flatMap { newest in
                source.datasets.first { $0.snapshots.contains { $0.guid == newest.guid } }
            }
            return now.map { .sourceRenamed(root, to: $0.name) } ?? .sourceMissing(root)
        }
        return local[rule.target] == nil ? parents?.obstacle(to: rule.target) : nil
    }

    /// Datasets of a tree here that the source no longer has, or no longer shows. One without snapshots is not from it.
    private func gone(_ rule: SyncRule) -> [(here: Dataset, remote: DatasetName)] {
        guard rule.selection.isRecursive else { return [] }
        return local.datasets.compactMap { here in
            guard let path = here.name.path(below: rule.target), let remote = rule.selection.root.appending(path),
                source[remote] == nil, !here.snapshots.isEmpty
            else { return nil }
            return (here, remote)
        }
    }

    /// Whether a rename here would do instead of a full stream. Where the parent is yet to come, it is the parent that is
    /// to be renamed, or nothing.
    private func hint(
        for dataset: Dataset, _ target: DatasetName, _ action: DatasetPlan.Action, _ orphans: Orphans, _ rule: SyncRule
    ) -> RenameHint? {
        guard case .transfer = action, local[target] == nil, target.parent.map({ local[$0] != nil }) ?? false,
            let former = orphans.former(of: dataset)
        else { return nil }
        // Not where the next run would stop at it, as at what was set aside because it could not go on.
        switch self.action(for: dataset, former, target, rule) {
        case .transfer, .upToDate: return RenameHint(from: former.name, to: target)
        case .empty, .gone, .stale, .stop: return nil
        }
    }

    /// - Parameter here: what is, or would be, at the target.
    private func action(
        for dataset: Dataset, _ here: Dataset?, _ target: DatasetName, _ rule: SyncRule
    ) -> DatasetPlan.Action {
        do throws(Obstacle) {
            let flags = try flags(for: dataset, rule)
            let wanted = dataset.snapshots.filter { rule.snapshots.wants($0.name) }
            guard let here else {
                guard let newest = wanted.last else { return .empty }
                return transfer(first(wanted, rule, newest), in: dataset, flags)
            }
            guard here.kind == dataset.kind else { throw Obstacle.otherKind(remote: dataset.name, local: target) }
            return try action(for: dataset, here, wanted, flags, rule)
        } catch { return .stop(error) }
    }

    /// The target exists.
    private func action(
        for dataset: Dataset, _ here: Dataset, _ wanted: [Snapshot], _ flags: StreamFlags, _ rule: SyncRule
    ) throws(Obstacle) -> DatasetPlan.Action {
        let interrupted = here.resumeToken.map { self.interrupted($0, dataset, here, wanted, flags) }
        if case .usable(let resumed, let snapshot) = interrupted {
            let chain = successors(of: snapshot.createTxg, in: wanted, rule)
            try checkNames([snapshot] + chain, of: dataset, in: here)
            return transfer(
                chain, in: dataset, flags, resume: resumed,
                base: TransferBase(
                    name: snapshot.name, guid: snapshot.guid, isBookmark: false, localName: snapshot.name),
                baseTxg: snapshot.createTxg)
        }
        let stale: StaleState? = if case .stale(let state) = interrupted { state } else { nil }
        if let stale, !mayDrop { return .stale(stale) }
        guard !here.snapshots.isEmpty else {
            guard let newest = wanted.last else { return .empty }
            // A first receive that was cut leaves a dataset without snapshots, which goes with its resume state.
            guard let stale else { throw .targetOccupied(here.name) }
            return transfer(first(wanted, rule, newest), in: dataset, flags, stale: stale)
        }
        let (base, baseTxg, ivSet, localBase) = try commonBase(dataset, here)
        try checkMode(flags, of: dataset, on: here, ivSets: (ivSet, localBase.ivSet))
        let newer = here.snapshots.filter { $0.createTxg > localBase.createTxg }
        guard newer.isEmpty else { throw .localAhead(local: here.name, base: localBase.name, newer: newer.map(\.name)) }
        let chain = successors(of: baseTxg, in: wanted, rule)
        try checkNames(chain, of: dataset, in: here)
        // A stale state is dropped when something comes that it would be in the way of, not before.
        guard !chain.isEmpty else { return .upToDate(localBase.name) }
        return transfer(chain, in: dataset, flags, stale: stale, base: base, baseTxg: baseTxg)
    }

    // MARK: Parts of a decision

    /// How a dataset is asked for, or why not.
    package func flags(for dataset: Dataset, _ rule: SyncRule) throws(Obstacle) -> StreamFlags {
        guard dataset.isEncrypted else {
            if policy.isRaw, !policy.allowsPlain { throw .plainRefused(dataset.name) }
            return .plain
        }
        if policy.isRaw, rule.raw == false { throw .rawDemanded(dataset.name) }
        return rule.raw ?? policy.isRaw ? .rawEncrypted : .plain
    }

    /// The newest local snapshot that the source still has, as a snapshot or as a bookmark, by guid.
    private func commonBase(
        _ dataset: Dataset, _ here: Dataset
    ) throws(Obstacle) -> (TransferBase, txg: UInt64, ivSet: Guid?, local: Snapshot) {
        let snapshots = Dictionary(dataset.snapshots.map { ($0.guid, $0) }, uniquingKeysWith: { first, _ in first })
        let bookmarks = Dictionary(dataset.bookmarks.map { ($0.guid, $0) }, uniquingKeysWith: { first, _ in first })
        for candidate in here.snapshots.reversed() {
            if let snapshot = snapshots[candidate.guid] {
                let base = TransferBase(
                    name: snapshot.name, guid: snapshot.guid, isBookmark: false, localName: candidate.name)
                return (base, snapshot.createTxg, snapshot.ivSet, candidate)
            }
            if let bookmark = bookmarks[candidate.guid] {
                let base = TransferBase(
                    name: bookmark.name, guid: bookmark.guid, isBookmark: true, localName: candidate.name)
                return (base, bookmark.createTxg, bookmark.ivSet, candidate)
            }
        }
        throw parted(dataset, here)
    }

    /// Why there is no common snapshot.
    private func parted(_ dataset: Dataset, _ here: Dataset) -> Obstacle {
        let ours = Set(here.snapshots.map(\.guid))
        guard let holder = source.datasets.first(where: { $0.snapshots.contains { ours.contains($0.guid) } }) else {
            return .noCommonBase(remote: dataset.name, local: here.name)
        }
        return .movedAway(
            remote: dataset.name, local: here.name, to: holder.name,
            by: dataset.origin?.dataset == holder.name ? .promotion : .rename)
    }

    /// A chain stays raw, or plain, as it was begun. The base tells how: only a raw stream brings the source's set of
    /// initialisation vectors along. ZFS itself takes a plain increment on top of raw ones when the key is loaded, and
    /// never a raw one after it.
    private func checkMode(
        _ flags: StreamFlags, of dataset: Dataset, on here: Dataset, ivSets: (theirs: Guid?, ours: Guid?)
    ) throws(Obstacle) {
        let isSame = ivSets.ours != nil && ivSets.ours == ivSets.theirs
        if flags.contains(.raw) {
            // Without the property, as on snapshots of very old pools, it is for ZFS to decide.
            let isOther = ivSets.ours != nil && ivSets.theirs != nil && !isSame
            if isOther || !here.isEncrypted { throw .rawOntoPlain(local: here.name, remote: dataset.name) }
        } else if isSame {
            throw .plainOntoRaw(local: here.name, remote: dataset.name)
        }
    }

    private func checkNames(_ chain: [Snapshot], of dataset: Dataset, in here: Dataset) throws(Obstacle) {
        let taken = Set(here.snapshots.map(\.name))
        for snapshot in chain where taken.contains(snapshot.name) {
            if let name = SnapshotName(here.name, snapshot.name) { throw .nameTaken(name, remote: dataset.name) }
        }
    }

    private func first(_ wanted: [Snapshot], _ rule: SyncRule, _ newest: Snapshot) -> [Snapshot] {
        if rule.initial == .latest || wanted.count == 1 { return [newest] }
        return rule.intermediate == .all ? wanted : [wanted[0], newest]
    }

    private func successors(of txg: UInt64, in wanted: [Snapshot], _ rule: SyncRule) -> [Snapshot] {
        let newer = wanted.filter { $0.createTxg > txg }
        return rule.intermediate == .latest ? newer.suffix(1) : newer
    }

    private func transfer(
        _ chain: [Snapshot], in dataset: Dataset, _ flags: StreamFlags, stale: StaleState? = nil,
        resume: ResumedHop? = nil, base: TransferBase? = nil, baseTxg: UInt64 = 0
    ) -> DatasetPlan.Action {
        var (hops, twins): ([PlannedHop], [ShortName]) = ([], [])
        var lastTxg = baseTxg
        var passing = dataset.snapshots.drop { $0.createTxg <= baseTxg }
        for snapshot in chain {
            // ZFS makes no increment between two snapshots of one transaction group; they hold the same data.
            guard snapshot.createTxg > lastTxg else {
                twins.append(snapshot.name)
                continue
            }
            let isFull = base == nil && hops.isEmpty
            let passed = passing.prefix { $0.createTxg <= snapshot.createTxg }
            passing = passing.dropFirst(passed.count)
            let estimate = isFull ? snapshot.referenced : passed.reduce(0) { $0 &+ $1.written }
            hops.append(
                PlannedHop(name: snapshot.name, guid: snapshot.guid, estimate: estimate, creation: snapshot.creation))
            lastTxg = snapshot.createTxg
        }
        return .transfer(
            Transfer(stale: stale, resume: resume, base: base, hops: hops, flags: flags, twins: twins))
    }

    private func written(since base: Guid, upTo snapshot: Snapshot, in dataset: Dataset) -> UInt64 {
        let baseTxg =
            dataset.snapshots.first { $0.guid == base }?.createTxg
            ?? dataset.bookmarks.first { $0.guid == base }?.createTxg ?? 0
        return dataset.snapshots.reduce(0) {
            $1.createTxg > baseTxg && $1.createTxg <= snapshot.createTxg ? $0 &+ $1.written : $0
        }
    }

    private enum Interrupted {
        case usable(ResumedHop, Snapshot)
        case stale(StaleState)
    }

    /// What can be done with the state of an interrupted receive.
    private func interrupted(
        _ text: String, _ dataset: Dataset, _ here: Dataset, _ wanted: [Snapshot], _ flags: StreamFlags
    ) -> Interrupted {
        func stale(_ reason: String) -> Interrupted { .stale(StaleState(token: text, reason: reason)) }
        guard policy.canResume else { return stale("the source does not resume") }
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
            token: token, name: snapshot.name, estimate: whole > token.bytes ? whole - token.bytes : 0)
        return .usable(resumed, snapshot)
    }
}
