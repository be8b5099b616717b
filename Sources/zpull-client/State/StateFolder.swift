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

    /// Whether a run, or the pruning, has the lock of a target now.
    func isLocked(_ target: DatasetName) -> Bool {
        FileLock.holder(path: "\(path)/lock/\(target.description.replacing("/", with: "%"))") != nil
    }

    /// Takes the lock `lock/NAME`, for what takes moments: who has it for half a minute hangs. No target has a name without `%`.
    ///
    /// - Parameter cancellation: a descriptor that ends the wait by becoming readable.
    func waitForLock(_ name: String, unless cancellation: Int32? = nil) throws(SystemError) -> FileLock {
        try FileLock(
            waitingFor: "\(try folder("lock"))/\(name)", until: .now + .seconds(30), unless: cancellation)
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

    /// All notes, and for each that cannot be read why: one keeps none of the others from being seen to.
    func staleRecords() throws(SystemError) -> (records: [StaleRecord], damaged: [SystemError]) {
        try retrying("access", path) { access(path, X_OK) }
        var (records, damaged): ([StaleRecord], [SystemError]) = ([], [])
        for name in try names(in: "stale") {
            do throws(SystemError) {
                if let record = try read(StaleRecord.self, from: "\(path)/stale/\(name)") { records.append(record) }
            } catch { damaged.append(error) }
        }
        return (records, damaged)
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
        // What is hidden is no target's: a crash may have left it.
        return names.filter { !$0.hasPrefix(".") }.sorted()
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
        guard let data = try? encoder.encode(record) else { throw SystemError("write", path, number: EINVAL) }
        try AtomicFile.write(data, to: path, mode: 0o660)
    }

    func remove(_ kind: String, _ target: DatasetName) throws(SystemError) {
        let path = path(of: kind, target)
        guard unlink(path) == 0 || currentErrorNumber == ENOENT else { throw SystemError("unlink", path) }
    }

    /// Made when missing, for the group of the state folder, which both users share and which the setgid bit hands down. That
    /// bit is not set here: the units' RestrictSUIDSGID= forbids it.
    private func folder(_ kind: String) throws(SystemError) -> String {
        let folder = "\(path)/\(kind)"
        guard mkdir(folder, 0o770) == 0 else {
            guard currentErrorNumber == EEXIST else { throw SystemError("mkdir", folder) }
            return folder
        }
        var status = stat()
        try retrying("stat", folder) { stat(folder, &status) }
        // The umask took the group's rights, which it does not in the units.
        if status.st_mode & 0o070 != 0o070 {
            try retrying("chmod", folder) { chmod(folder, status.st_mode & 0o7777 | 0o070) }
        }
        return folder
    }
}
