import Foundation
import Glibc
import Replication
import System
import ZFS

/// The folder for what outlives a run: locks, and notes from the receiving user to the pruning one.
///
/// Files are named after datasets, with `%` for `/`, which no dataset's name holds.
struct StateFolder: Sendable {
    let path: String

    /// Takes the lock of a target. It goes with the value, or with the process.
    func lock(_ target: DatasetName) throws(SyncError) -> FileLock {
        do {
            return try FileLock(path: try file("lock", target))
        } catch let error as FileLockError {
            switch error {
            case .held(let holder): throw .locked(local: target, holder: holder)
            case .unusable(let error): throw .state(error)
            }
        } catch let error as SystemError {
            throw .state(error)
        } catch { throw .state(SystemError("open", path, number: EIO)) }
    }

    // MARK: Interrupted receives to drop

    /// An interrupted receive that the pruning user shall drop.
    struct StaleRecord: Codable, Equatable {
        let dataset: String
        /// What `receive_resume_token` read when it was noted: another one means that it was used meanwhile.
        let token: String
        let reason: String
    }

    func recordStale(_ state: StaleState, of target: DatasetName) throws(SystemError) {
        let record = StaleRecord(dataset: target.description, token: state.token, reason: state.reason)
        try write(record, to: try file("stale", target))
    }

    func staleRecords() throws(SystemError) -> [StaleRecord] {
        try retrying("access", path) { access(path, X_OK) }
        return try names(in: "stale").map { name throws(SystemError) in
            try read(StaleRecord.self, from: "\(path)/stale/\(name)")
        }.compactMap(\.self)
    }

    func forgetStale(_ target: DatasetName) throws(SystemError) { try remove("stale", target) }

    // MARK: Files

    /// The file of a target, whose folder is made when missing.
    func file(_ kind: String, _ target: DatasetName) throws(SystemError) -> String {
        _ = try folder(kind)
        return path(of: kind, target)
    }

    func path(of kind: String, _ target: DatasetName) -> String {
        "\(path)/\(kind)/\(target.description.replacing("/", with: "%"))"
    }

    /// The targets that have a file of this kind.
    func targets(of kind: String) throws(SystemError) -> [DatasetName] {
        try names(in: kind).compactMap { DatasetName($0.replacing("%", with: "/")) }
    }

    /// None when the folder has not been made yet.
    private func names(in kind: String) throws(SystemError) -> [String] {
        let folder = "\(path)/\(kind)"
        guard access(folder, F_OK) == 0 || currentErrorNumber != ENOENT else { return [] }
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw SystemError("read", folder, number: EACCES)
        }
        return names.sorted()
    }

    /// `nil` when there is no such file. What is no such record is EBADMSG.
    func read<Record: Decodable>(_: Record.Type, from path: String) throws(SystemError) -> Record? {
        guard access(path, F_OK) == 0 || currentErrorNumber != ENOENT else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SystemError("read", path, number: EACCES)
        }
        guard let record = try? JSONDecoder().decode(Record.self, from: data) else {
            throw SystemError("read", path, number: EBADMSG)
        }
        return record
    }

    /// Whole, or not at all; for both users, who share the group, whatever the umask.
    func write(_ record: some Encodable, to path: String) throws(SystemError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            try encoder.encode(record).write(to: URL(filePath: path), options: .atomic)
        } catch { throw SystemError("write", path, number: EIO) }
        guard chmod(path, 0o660) == 0 else { throw SystemError("chmod", path) }
    }

    func remove(_ kind: String, _ target: DatasetName) throws(SystemError) {
        let path = path(of: kind, target)
        guard unlink(path) == 0 || currentErrorNumber == ENOENT else { throw SystemError("unlink", path) }
    }

    /// Made when missing, with the group's rights and group of the state folder, which both users share.
    private func folder(_ kind: String) throws(SystemError) -> String {
        let folder = "\(path)/\(kind)"
        if mkdir(folder, 0o2770) == 0 { chmod(folder, 0o2770) }
        var status = stat()
        guard stat(folder, &status) == 0 else { throw SystemError("mkdir", folder) }
        return folder
    }
}
