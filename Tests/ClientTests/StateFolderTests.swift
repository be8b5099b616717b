import FoundationEssentials
import Glibc
import System
import Testing
import ZFS

@testable import Replication
@testable import zpull_client

@Suite("The state folder")
final class StateFolderTests {
    private let path: String
    private let folder: StateFolder

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "zpull-state-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        folder = StateFolder(path: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func error(locking name: String) throws -> SyncError? {
        let target = try datasetName(name)
        do {
            let lock = try folder.lock(target)
            _ = consume lock
            return nil
        } catch { return error }
    }

    @Test("locks one target for one run, and no other")
    func locks() throws {
        let lock = try folder.lock(try datasetName("backup/data"))
        guard case .locked(let local, let holder?) = try error(locking: "backup/data") else {
            Issue.record("it is not locked")
            return
        }
        #expect(local == (try datasetName("backup/data")) && holder.process == getpid())
        #expect(try error(locking: "backup/data/a") == nil)
        #expect(try error(locking: "backup") == nil)
        _ = consume lock
        #expect(try error(locking: "backup/data") == nil)
    }

    @Test("tells a slash from every other character of a name")
    func fileNames() throws {
        let lock = try folder.lock(try datasetName("a/b"))
        for other in ["a-b", "a_b", "a b", "a.b", "a:b", "ab"] { #expect(try error(locking: other) == nil) }
        #expect(FileManager.default.fileExists(atPath: "\(path)/lock/a%b"))
        _ = consume lock
    }

    @Test("takes the longest name that ZFS takes")
    func longName() throws {
        let target = try datasetName("t/" + String(repeating: "x", count: 253))
        #expect(try error(locking: target.description) == nil)
        let stale = StaleState(token: "1-a", reason: "why")
        try folder.recordStale(stale, of: target)
        #expect(try folder.staleRecords().records.map(\.dataset) == [target.description])
    }

    @Test(
        "has folders that both users share by its group, which its setgid bit hands down", arguments: [0o2770, 0o2750])
    func modes(mode: mode_t) throws {
        #expect(chown(path, getuid(), 1) == 0 && chmod(path, mode) == 0)
        let lock = try folder.lock(try datasetName("a/b"))
        _ = consume lock
        var status = stat()
        #expect(stat("\(path)/lock", &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o2770 && status.st_gid == 1)
    }

    @Test("that is not there says so")
    func missing() throws {
        let gone = StateFolder(path: "/no/such/folder")
        let target = try datasetName("a/b")
        #expect(throws: SyncError.state(SystemError("mkdir", "/no/such/folder/lock", number: ENOENT))) {
            let lock = try gone.lock(target)
            _ = consume lock
        }
        #expect(throws: SystemError("access", "/no/such/folder", number: ENOENT)) { _ = try gone.staleRecords() }
    }

    @Test("keeps what is to be dropped until it is forgotten")
    func staleRecords() throws {
        let (a, b) = (try datasetName("backup/a"), try datasetName("backup/b c"))
        #expect(try folder.staleRecords().records == [])
        try folder.recordStale(StaleState(token: "1-b", reason: "gone"), of: b)
        try folder.recordStale(StaleState(token: "1-a", reason: "gone"), of: a)
        try folder.recordStale(StaleState(token: "1-a2", reason: "gone again"), of: a)
        #expect(
            try folder.staleRecords().records == [
                .init(dataset: "backup/a", token: "1-a2", reason: "gone again"),
                .init(dataset: "backup/b c", token: "1-b", reason: "gone"),
            ])
        try folder.forgetStale(a)
        try folder.forgetStale(a)
        #expect(try folder.staleRecords().records.map(\.dataset) == ["backup/b c"])
    }

    @Test("forgets what it knew of a dataset that is set aside, and of what lies below it, and of nothing else")
    func setAside() throws {
        let (data, other) = (try datasetName("backup/data"), try datasetName("backup/data2"))
        for target in [data, try datasetName("backup/data/home"), other] {
            try folder.putBrake(
                .init(dataset: "\(target)", source: "web1", since: 1, reason: "x", seen: BrakeAllowance(bytes: 1)),
                on: target)
            _ = try folder.releaseBrake(on: target)
            try folder.putBrake(.init(dataset: "\(target)", source: "web1", since: 1, reason: "x"), on: target)
            try folder.put(.init(wanted: 7, snapshots: []), at: target)
            try folder.put(CommonRecord(dataset: "\(target)", standing: .common, seen: 1), of: target)
            try folder.recordStale(StaleState(token: "1-a", reason: "gone"), of: target)
        }
        try folder.noteQuarantine(of: data, as: try datasetName("backup/data.old"), source: "web1", because: "x")
        for kind in ["brake", "released", "look", "common", "stale"] {
            #expect(try folder.targets(of: kind) == [other], "\(kind)")
        }
    }

    @Test("writes down a look anew where the last one cannot be read")
    func damagedLook() throws {
        let target = try datasetName("backup/a")
        try folder.put(.init(wanted: 7, snapshots: []), at: target)
        try Data("{".utf8).write(to: URL(filePath: "\(path)/look/backup%a"))
        try folder.put(.init(wanted: 7, snapshots: []), at: target)
        #expect(try folder.look(at: target) == .init(wanted: 7, snapshots: []))
    }

    @Test("names a record that cannot be read, and has the others", arguments: ["", "{", "{\"dataset\":1}"])
    func damagedRecords(text: String) throws {
        try folder.recordStale(StaleState(token: "1-a", reason: "x"), of: try datasetName("backup/a"))
        try Data(text.utf8).write(to: URL(filePath: "\(path)/stale/backup%b"))
        let found = try folder.staleRecords()
        #expect(found.records.map(\.dataset) == ["backup/a"])
        #expect(found.damaged.map(\.subject) == ["\(path)/stale/backup%b"])
    }

    @Test("passes over what a crash has left of a write")
    func leftover() throws {
        try folder.recordStale(StaleState(token: "1-a", reason: "x"), of: try datasetName("backup/a"))
        try Data("{".utf8).write(to: URL(filePath: "\(path)/stale/.zpull-17-0"))
        #expect(try folder.staleRecords().records.map(\.dataset) == ["backup/a"])
        #expect(try folder.targets(of: "stale") == [try datasetName("backup/a")])
    }

    /// The pruning user reads what the receiving one wrote.
    @Test("has records that the group can read and replace, whatever the umask")
    func recordMode() throws {
        try folder.recordStale(StaleState(token: "1-a", reason: "x"), of: try datasetName("a/b"))
        var status = stat()
        #expect(stat("\(path)/stale/a%b", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o660)
    }
}
