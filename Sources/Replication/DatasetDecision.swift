package import ZFS

/// What a run does for one dataset, and for what is, or would be, at its target.
extension Planner {
    /// - Parameter here: what is, or would be, at the target.
    func action(
        for dataset: Dataset, _ here: Dataset?, _ target: DatasetName, _ rule: SyncRule
    ) -> DatasetPlan.Action {
        do throws(Obstacle) {
            let flags = try flags(for: dataset, rule)
            let wanted = rule.wanted(of: dataset)
            guard let here else {
                guard let newest = wanted.last else { return .empty }
                return .transfer(Transfer(of: rule.first(of: wanted, newest), in: dataset, flags))
            }
            guard here.kind == dataset.kind else { throw Obstacle.otherKind(remote: dataset.name, local: target) }
            return try action(for: dataset, here, wanted, flags, rule)
        } catch { return .stop(error) }
    }

    /// The target exists.
    private func action(
        for dataset: Dataset, _ here: Dataset, _ wanted: [Snapshot], _ flags: StreamFlags, _ rule: SyncRule
    ) throws(Obstacle) -> DatasetPlan.Action {
        let interrupted = here.resumeToken.map {
            InterruptedReceive.judge($0, of: dataset, on: here, wanted: wanted, flags, canResume: policy.canResume)
        }
        if case .usable(let resumed, let snapshot) = interrupted {
            let chain = rule.successors(of: snapshot.createTxg, in: wanted)
            try checkNames([snapshot] + chain, of: dataset, in: here)
            let base = TransferBase(
                name: snapshot.name, guid: snapshot.guid, isBookmark: false, localName: snapshot.name)
            return .transfer(
                Transfer(
                    of: chain, in: dataset, flags, resume: resumed, base: base, baseTxg: snapshot.createTxg))
        }
        let stale: StaleState? = if case .stale(let state) = interrupted { state } else { nil }
        if let stale, here.isUnfinished, isOccupied(here) {
            throw .unfinishedOccupied(here.name, reason: stale.reason)
        }
        if let stale, !mayDrop { return .stale(stale) }
        guard !here.snapshots.isEmpty else {
            guard let newest = wanted.last else { return .empty }
            // A first receive that was cut leaves a dataset without snapshots, which goes with its resume state.
            guard let stale else { throw .targetOccupied(here.name) }
            return .transfer(Transfer(of: rule.first(of: wanted, newest), in: dataset, flags, stale: stale))
        }
        guard let common = CommonBase(of: dataset, here) else { throw parted(dataset, here) }
        try checkMode(flags, of: dataset, on: here, common)
        let newer = here.snapshots.filter { $0.createTxg > common.ours.createTxg }
        guard newer.isEmpty else {
            throw .localAhead(local: here.name, base: common.ours.name, newer: newer.map(\.name))
        }
        let chain = rule.successors(of: common.txg, in: wanted)
        try checkNames(chain, of: dataset, in: here)
        // A stale state is dropped when something comes that it would be in the way of, not before.
        guard !chain.isEmpty else { return .upToDate(common.transferBase) }
        return .transfer(
            Transfer(of: chain, in: dataset, flags, stale: stale, base: common.transferBase, baseTxg: common.txg))
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
        _ flags: StreamFlags, of dataset: Dataset, on here: Dataset, _ base: CommonBase
    ) throws(Obstacle) {
        let (ours, theirs) = (base.ours.ivSet, base.ivSet)
        let isSame = ours != nil && ours == theirs
        if flags.contains(.raw) {
            // Without the property, as on snapshots of very old pools, it is for ZFS to decide.
            let isOther = ours != nil && theirs != nil && !isSame
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
}
