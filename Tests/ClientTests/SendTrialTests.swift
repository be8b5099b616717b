import Protocol
import Replication
import Testing
import ZFS

@testable import zpull_client

@Suite("The streams that doctor asks for")
struct SendTrialTests {
    private func name(_ text: String) throws -> DatasetName { try #require(DatasetName(text)) }

    private func guid(_ number: UInt64) throws -> Guid { try #require(Guid(number)) }

    /// A dataset with snapshots, each a name and a transaction group, which is its guid's first part.
    private func dataset(_ text: String, isEncrypted: Bool = false, _ snapshots: (String, UInt64)...) throws -> Dataset
    {
        Dataset(
            name: try name(text), kind: .filesystem, guid: try guid(1), isEncrypted: isEncrypted,
            snapshots: try snapshots.enumerated().map { index, snapshot in
                Snapshot(
                    name: try #require(ShortName(snapshot.0)), guid: try guid(snapshot.1 * 10 + UInt64(index)),
                    createTxg: snapshot.1, creation: snapshot.1, referenced: 1, written: 1)
            })
    }

    private func trials(
        _ datasets: [Dataset], isRecursive: Bool = false, snapshots: [String] = [], raw: Bool? = nil,
        policy: SourcePolicy = SourcePolicy(isRaw: false, allowsPlain: false)
    ) throws -> [SendTrial] {
        let listing = Listing(datasets: datasets)
        let rule = SyncRule(
            selection: DatasetSelection(root: try name("tank/data"), isRecursive: isRecursive),
            target: try name("backup/data"), snapshots: try snapshots.map { try #require(Glob($0)) }, raw: raw)
        return SendTrial.all(
            of: rule, in: listing,
            Planner(source: listing, local: Listing(datasets: []), policy: policy, brakes: Brakes(now: 2_000_000_000)),
            accepted: [.spill])
    }

    private func send(
        _ dataset: String, from base: UInt64?, to guid: UInt64, _ flags: StreamFlags = .plain
    ) throws -> SendTrial {
        .send(
            try name(dataset),
            try #require(
                SendRequest(
                    dataset: try name(dataset), base: try base.map(self.guid), chain: [try self.guid(guid)],
                    flags: flags, accepted: [.spill])))
    }

    @Test("are the newest snapshot, as an increment from the one before it")
    func increment() throws {
        let found = try trials([try dataset("tank/data", ("a", 1), ("b", 2), ("c", 3))])
        #expect(found == [try send("tank/data", from: 21, to: 32)])
    }

    @Test("are a full stream of the only one")
    func full() throws {
        #expect(try trials([try dataset("tank/data", ("a", 1))]) == [try send("tank/data", from: nil, to: 10)])
    }

    @Test("start from an earlier transaction group: no increment reaches within one")
    func twins() throws {
        let found = try trials([try dataset("tank/data", ("a", 1), ("b", 2), ("c", 2))])
        #expect(found == [try send("tank/data", from: 10, to: 22)])
        #expect(
            try trials([try dataset("tank/data", ("b", 2), ("c", 2))]) == [try send("tank/data", from: nil, to: 21)])
    }

    @Test("are of snapshots that are wanted, and none where there is none")
    func wanted() throws {
        let datasets = [try dataset("tank/data", ("auto_1", 1), ("auto_2", 2), ("mine", 3))]
        #expect(try trials(datasets, snapshots: ["auto_*"]) == [try send("tank/data", from: 10, to: 21)])
        #expect(try trials(datasets, snapshots: ["daily_*"]) == [])
        #expect(try trials([]) == [])
    }

    @Test("of a tree are one for each way of sending, from the first dataset that has it")
    func tree() throws {
        let datasets = [
            try dataset("tank/data"), try dataset("tank/data/a", ("x", 1)),
            try dataset("tank/data/b", isEncrypted: true, ("x", 1)), try dataset("tank/data/c", ("x", 1)),
        ]
        #expect(
            try trials(datasets, isRecursive: true, raw: true) == [
                try send("tank/data/a", from: nil, to: 10), try send("tank/data/b", from: nil, to: 10, .rawEncrypted),
            ])
        #expect(try trials(datasets, isRecursive: true) == [try send("tank/data/a", from: nil, to: 10)])
        #expect(try trials(datasets) == [])
    }

    @Test("are raw as the source's policy has it, and say once what it forbids")
    func policy() throws {
        let datasets = [
            try dataset("tank/data", isEncrypted: true, ("x", 1)), try dataset("tank/data/a", ("x", 1)),
            try dataset("tank/data/b", ("x", 1)),
        ]
        #expect(
            try trials(datasets, isRecursive: true, policy: SourcePolicy(isRaw: true, allowsPlain: false)) == [
                try send("tank/data", from: nil, to: 10, .rawEncrypted), .stop(.plainRefused(try name("tank/data/a"))),
            ])
    }
}
