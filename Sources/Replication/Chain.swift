import ZFS

extension SyncRule {
    /// What the rule wants of a dataset of the source, oldest first.
    func wanted(of dataset: Dataset) -> [Snapshot] { dataset.snapshots.filter { snapshots.wants($0.name) } }

    /// What a first sync takes of the snapshots that are wanted, the newest among them.
    func first(of wanted: [Snapshot], _ newest: Snapshot) -> [Snapshot] {
        if initial == .latest || wanted.count == 1 { return [newest] }
        return intermediate == .all ? wanted : [wanted[0], newest]
    }

    /// What comes after a transaction group.
    func successors(of txg: UInt64, in wanted: [Snapshot]) -> [Snapshot] {
        let newer = wanted.filter { $0.createTxg > txg }
        return intermediate == .latest ? newer.suffix(1) : newer
    }
}

extension Transfer {
    /// - Parameters:
    ///   - chain: what is wanted of `dataset` after the base, oldest first.
    ///   - baseTxg: the transaction group of the base at the source.
    init(
        of chain: [Snapshot], in dataset: Dataset, _ flags: StreamFlags, stale: StaleState? = nil,
        resume: ResumedHop? = nil, base: TransferBase? = nil, baseTxg: UInt64 = 0
    ) {
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
                PlannedHop(
                    name: snapshot.name, guid: snapshot.guid, estimate: estimate, referenced: snapshot.referenced,
                    creation: snapshot.creation))
            lastTxg = snapshot.createTxg
        }
        self.init(stale: stale, resume: resume, base: base, hops: hops, flags: flags, twins: twins)
    }
}
