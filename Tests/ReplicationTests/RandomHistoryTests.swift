import Replication
import Testing
import ZFS

/// Whatever happens to a source, a plan is one that ZFS carries out, and it ends where it should.
@Suite("Random histories")
struct RandomHistoryTests {
    @Test(
        "end with the newest wanted snapshot, and lose none",
        arguments: [
            rule(), rule(snapshots: ["auto_*"]), rule(initial: .latest), rule(intermediate: .latest),
            rule(snapshots: ["manual_?", "auto_1*"], initial: .latest, intermediate: .latest),
        ])
    func histories(rule: SyncRule) throws {
        var (transfers, stops, upToDate) = (0, 0, 0)
        for round in 0..<300 as Range<UInt64> {
            let seed = Seeded.seed &+ round
            var history = RandomHistory(seed: seed)
            for _ in 0..<12 {
                for _ in 0..<8 { history.step() }
                let source = history.sourceDataset
                let here = history.targetDataset
                let found = try #require(action(source, here, rule))
                let comment = Comment(rawValue: "ZPULL_TEST_SEED=\(seed): \(found.inWords)")
                switch found {
                case .transfer(let transfer):
                    transfers += 1
                    try check(transfer, &history, source, rule, comment)
                case .upToDate:
                    upToDate += 1
                    #expect(newerWanted(source, here, rule).isEmpty, comment)
                case .empty: #expect(here == nil && wanted(source, rule).isEmpty, comment)
                case .stale, .gone, .held: Issue.record(comment)
                case .stop(let obstacle):
                    stops += 1
                    #expect(isTrue(obstacle, source, here, rule), comment)
                    history.setAside()
                }
            }
        }
        // A run that met none of these would prove nothing.
        #expect(transfers > 300 && stops > 30 && upToDate > 30)
    }

    /// Carries a plan out hop by hop.
    private func check(
        _ transfer: Transfer, _ history: inout RandomHistory, _ source: Dataset, _ rule: SyncRule, _ comment: Comment
    ) throws {
        let before = (history.target ?? []).map(\.guid)
        let newest = try #require(wanted(source, rule).last, comment)
        var base = transfer.base?.guid
        for hop in transfer.hops {
            #expect(history.receive(hop, from: base) == nil, comment)
            base = hop.guid
        }
        let after = (history.target ?? []).map(\.guid)
        #expect(after.last == newest.guid, comment)
        #expect(Array(after.prefix(before.count)) == before, comment)
        #expect(transfer.twins.isEmpty, comment)
        if rule.intermediate == .all, !before.isEmpty {
            #expect(transfer.hops.map(\.guid) == newerWanted(source, before, rule).map(\.guid), comment)
        }
        // A second plan has nothing left to do.
        #expect(action(source, history.targetDataset, rule)?.transfer == nil, comment)
    }

    // MARK: The same questions, asked in another way

    private func wanted(_ source: Dataset, _ rule: SyncRule) -> [Snapshot] {
        source.snapshots.filter { rule.snapshots.wants($0.name) }
    }

    /// When each guid was made on the source, by snapshot or bookmark.
    private func ages(_ source: Dataset) -> [Guid: UInt64] {
        Dictionary(
            source.snapshots.map { ($0.guid, $0.createTxg) } + source.bookmarks.map { ($0.guid, $0.createTxg) },
            uniquingKeysWith: { first, _ in first })
    }

    private func newerWanted(_ source: Dataset, _ here: [Guid], _ rule: SyncRule) -> [Snapshot] {
        let ages = ages(source)
        let base = here.compactMap { ages[$0] }.max() ?? 0
        return wanted(source, rule).filter { $0.createTxg > base }
    }

    private func newerWanted(_ source: Dataset, _ here: Dataset?, _ rule: SyncRule) -> [Snapshot] {
        newerWanted(source, here?.snapshots.map(\.guid) ?? [], rule)
    }

    private func isTrue(_ obstacle: Obstacle, _ source: Dataset, _ here: Dataset?, _ rule: SyncRule) -> Bool {
        let ages = ages(source)
        let local = here?.snapshots ?? []
        let common = local.lastIndex { ages[$0.guid] != nil }
        switch obstacle {
        case .noCommonBase: return common == nil
        case .localAhead(_, _, let newer):
            return common.map { local[($0 + 1)...].map(\.name) == newer && !newer.isEmpty } ?? false
        case .nameTaken(let name, _):
            let coming = newerWanted(source, here, rule).filter { $0.name == name.snapshot }
            return local.contains { $0.name == name.snapshot && !coming.isEmpty && $0.guid != coming[0].guid }
        default: return false
        }
    }

    @Test("a hundred thousand snapshots are planned, first and later", .timeLimit(.minutes(1)))
    func many() throws {
        let snapshots = (1...100_000 as ClosedRange<UInt64>).map {
            Snapshot(
                name: ShortName(literal: "auto_\($0)"), guid: Snap("\($0)").guid, createTxg: $0 * 2, creation: $0,
                referenced: 1, written: 1)
        }
        let source = dataset("tank/data").with(snapshots: snapshots, bookmarks: [])
        let first = try #require(action(source, nil, rule(snapshots: ["auto_*"]))?.transfer)
        #expect(first.hops.count == 100_000)
        #expect(first.estimate == 100_000)
        // The base is the oldest one here, and all here but that one is gone on the source.
        let here = dataset("backup/data").with(snapshots: Array(snapshots[..<50_000]), bookmarks: [])
        let later = try #require(action(source, here, rule(snapshots: ["auto_*"]))?.transfer)
        #expect(later.hops.count == 50_000)
        let stranger = here.snapshots.enumerated().map { place, snapshot in
            place == 0
                ? snapshot
                : Snapshot(
                    name: snapshot.name, guid: Snap("other \(place)").guid, createTxg: snapshot.createTxg, creation: 1,
                    referenced: 1, written: 1)
        }
        let parted = obstacle(source, here.with(snapshots: stranger, bookmarks: []))
        guard case .localAhead(_, _, let newer)? = parted else {
            Issue.record("\(String(describing: parted))")
            return
        }
        #expect(newer.count == 49_999)
    }
}
