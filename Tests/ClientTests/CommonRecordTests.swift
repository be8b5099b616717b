import Foundation
import Protocol
import Replication
import Testing
import ZFS

@testable import zpull_client

@Suite("What a run notes for prune")
struct CommonRecordTests {
    private let former = CommonRecord(
        dataset: "backup/data", standing: .common, snapshot: .init(name: "one", guid: "1"), seen: 100, problem: nil)

    private func after(
        _ result: DatasetResult, _ action: DatasetPlan.Action = .gone, former: CommonRecord? = nil
    ) throws -> CommonRecord? {
        let plan = DatasetPlan(
            remote: try datasetName("tank/data"), local: try datasetName("backup/data"), action: action)
        return CommonRecord.after(plan, result, former: former, now: 200)
    }

    private func received(_ guids: UInt64...) throws -> Received {
        Received(
            snapshots: try guids.map {
                ReceivedSnapshot(name: try #require(SnapshotName("backup/data@s\($0)")), guid: try guid($0))
            })
    }

    private func common(_ name: String, _ guid: String) -> CommonRecord {
        CommonRecord(
            dataset: "backup/data", standing: .common, snapshot: .init(name: name, guid: guid), seen: 200, problem: nil)
    }

    @Test("is the newest snapshot that was received and read back, after a failure too")
    func newest() throws {
        #expect(try after(.received(received(2, 3)), former: former) == common("s3", "3"))
        let failure = SyncError.source(Failure(.sendFailed, "no"))
        #expect(try after(.failed(failure, received(2)), former: former) == common("s2", "2"))
    }

    @Test("is the newest here when there was nothing newer, also where the source has only its bookmark left")
    func upToDate() throws {
        for isBookmark in [false, true] {
            let base = TransferBase(
                name: try shortName("theirs"), guid: try guid(7), isBookmark: isBookmark,
                localName: try shortName("ours"))
            #expect(try after(.upToDate(base.localName), .upToDate(base)) == common("ours", "7"))
        }
    }

    @Test("is nothing when nothing came, or it could not be read back")
    func nothing() throws {
        let failure = SyncError.source(Failure(.sendFailed, "no"))
        #expect(try after(.failed(failure, Received()), former: former) == nil)
        let name = try #require(SnapshotName("backup/data@s2"))
        #expect(try after(.failed(.readBack(name, expected: guid(2), found: nil), received(2))) == nil)
        #expect(try after(.empty) == nil)
    }

    @Test("of a dataset that the source no longer has, or that a person has to look at, says so and moves nothing")
    func standing() throws {
        let gone = try #require(try after(.gone, former: former))
        #expect(gone.standing == .gone && gone.snapshot == former.snapshot && gone.seen == 100)
        let obstacle = Obstacle.targetOccupied(try datasetName("backup/data"))
        let stopped = try #require(try after(.failed(.obstacle(obstacle), Received()), former: former))
        #expect(stopped.standing == .stopped && stopped.problem == obstacle.problem && stopped.seen == 100)
        #expect(try after(.gone)?.snapshot == nil)
    }

    @Test("is for all of a tree whose root is gone that a person has to look, and for nothing else")
    func tree() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "zpull-common-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let state = StateFolder(path: path)
        let rule = try parse(twoSources).sources[0].datasets[0]
        let names = try ["", "/a", "/gone", "/tmp", "2", "/a.quarantine-20261123T221504"].map {
            try datasetName("backup/web1/data\($0)")
        }
        for name in names {
            var record = CommonRecord(
                dataset: name.description, standing: .common, snapshot: former.snapshot, seen: 100, problem: nil)
            if name == names[2] { record.standing = .gone }
            try state.put(record, of: name)
        }
        try state.stopAll(below: rule, because: "tank/data does not exist")
        let standings = try names.map { try state.commonRecord(of: $0)?.standing }
        #expect(standings == [.common, .stopped, .gone, .common, .common, .common])
        let child = try #require(try state.commonRecord(of: names[1]))
        #expect(child.problem == "tank/data does not exist" && child.snapshot == former.snapshot && child.seen == 100)
    }

    @Test("is read as it was written")
    func file() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "zpull-common-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let (state, target) = (StateFolder(path: path), try datasetName("backup/data"))
        #expect(try state.commonRecord(of: target) == nil)
        try state.put(former, of: target)
        #expect(try state.commonRecord(of: target) == former)
    }
}
