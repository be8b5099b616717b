import Foundation
import System
import Testing
import ZFS

@testable import zfs_stand_in

/// How tests make and read the pools of the stand-in.
extension Pool {
    /// A folder with the stand-in in it and one dataset, the pool's root.
    static func make(at folder: String, root: String) throws -> Pool {
        let pool = Pool(folder: folder)
        for path in [folder, "\(folder)/datasets"] { try retrying("mkdir", path) { mkdir(path, 0o755) } }
        let standIn = try Programs.standIn()
        for program in ["zfs", "zpool"] {
            try retrying("symlink") { symlink(standIn, "\(folder)/\(program)") }
        }
        try retrying("mkfifo") { mkfifo("\(folder)/events", 0o600) }
        try pool.create(root)
        return pool
    }

    /// What zpull is told to run.
    var zfs: String { "\(folder)/zfs" }

    func create(_ name: String, change: (inout StoredDataset) -> Void = { _ in }) throws {
        var dataset = StoredDataset(try #require(DatasetName(name)), guid: .random(in: 1...(.max)))
        change(&dataset)
        try save(dataset)
    }

    func dataset(_ name: String) throws -> StoredDataset? { try dataset(try #require(DatasetName(name))) }

    func change(_ name: String, _ change: (inout StoredDataset) throws -> Void) throws {
        var dataset = try #require(try dataset(name))
        try change(&dataset)
        try save(dataset)
    }

    /// Takes snapshots, each with its own data.
    func snapshot(_ name: String, _ snapshots: String..., size: Int = 300_000) throws {
        try change(name) { dataset in
            for snapshot in snapshots {
                let txg = (dataset.snapshots.last?.createTxg ?? 10) + 1
                let guid = UInt64.random(in: 1...(.max))
                dataset.snapshots.append(
                    StoredSnapshot(
                        name: snapshot, guid: guid, createTxg: txg, creation: 1_700_000_000 + txg * 60, size: size,
                        checksum: Content(of: guid, size: size).checksum))
            }
        }
    }

    func snapshots(_ name: String) throws -> [StoredSnapshot] { try dataset(name)?.snapshots ?? [] }

    /// Lays down what goes wrong from now on; nothing, without a line. See `Fault`.
    func fail(_ faults: String...) throws {
        try write(faults.map { $0 + "\n" }.joined(), to: "fault")
    }

    // MARK: Calls

    struct Call: Equatable {
        let process: Int32
        let parent: Int32
        let arguments: [String]
        var verb: String { arguments.first ?? "" }
    }

    /// What `zfs` was called for so far.
    func calls(of verb: String? = nil) throws -> [Call] {
        let lines = (try read("calls") ?? "").split(separator: "\n")
        let calls = lines.map { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return Call(
                process: Int32(fields[0]) ?? 0, parent: Int32(fields[1]) ?? 0, arguments: Array(fields.dropFirst(2)))
        }
        return calls.filter { verb == nil || $0.verb == verb }
    }

    func forgetCalls() { unlink("\(folder)/calls") }
}

/// Listens at a pool's named pipe.
final class PoolEvents {
    /// A fault that happened, and in which process; for `zfs send` the parent is zpull-serve.
    struct Event {
        let name: String
        let process: Int32
        let parent: Int32
    }

    private let pipe: FileDescriptor
    private var text = ""

    init(_ pool: Pool) throws {
        // Open for writing too, so that it is never at its end.
        pipe = try FileDescriptor(opening: "\(pool.folder)/events", flags: O_RDWR | O_NONBLOCK)
    }

    /// Waits for the next event, which must be this one.
    @discardableResult
    func next(_ name: String, within time: Duration = .seconds(30)) throws -> Event {
        let deadline = Monotonic.now + time
        var chunk = [UInt8](repeating: 0, count: 4096)
        while !text.contains("\n") {
            var entries = [PollEntry(pipe.number, POLLIN)]
            guard try Poll.wait(&entries, until: deadline) else { throw Trouble("“\(name)” did not happen") }
            if case .bytes(let count) = try IO.read(pipe.number, into: &chunk) {
                text += String(decoding: chunk[..<count], as: UTF8.self)
            }
        }
        let line = text.prefix { $0 != "\n" }
        text.removeFirst(line.count + 1)
        let fields = line.split(separator: "\t")
        let event = Event(
            name: String(fields[0]), process: try #require(Int32(fields[1])), parent: try #require(Int32(fields[2])))
        guard event.name == name else { throw Trouble("“\(event.name)” happened, where “\(name)” was to happen") }
        return event
    }
}
