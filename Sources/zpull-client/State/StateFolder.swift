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

    /// Takes the lock `lock/NAME`, however long another process has it; for what takes moments. No target has a name without `%`.
    func waitForLock(_ name: String) throws(SystemError) -> FileLock {
        try FileLock(waitingFor: "\(try folder("lock"))/\(name)")
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
        let path = try file("stale", target)
        do {
            try JSONEncoder().encode(record).write(to: URL(filePath: path), options: .atomic)
        } catch { throw SystemError("write", path, number: EIO) }
        // For the pruning user, who reads it by the group, whatever the umask.
        guard chmod(path, 0o660) == 0 else { throw SystemError("chmod", path) }
    }

    func staleRecords() throws(SystemError) -> [StaleRecord] {
        let folder = try self.folder("stale")
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw SystemError("read", folder, number: EACCES)
        }
        var records: [StaleRecord] = []
        for name in names.sorted() {
            let path = "\(folder)/\(name)"
            guard let data = FileManager.default.contents(atPath: path) else {
                throw SystemError("read", path, number: EACCES)
            }
            guard let record = try? JSONDecoder().decode(StaleRecord.self, from: data) else {
                throw SystemError("read", path, number: EBADMSG)
            }
            records.append(record)
        }
        return records
    }

    func forgetStale(_ target: DatasetName) throws(SystemError) {
        let path = try file("stale", target)
        guard unlink(path) == 0 || currentErrorNumber == ENOENT else { throw SystemError("unlink", path) }
    }

    private func file(_ kind: String, _ target: DatasetName) throws(SystemError) -> String {
        "\(try folder(kind))/\(target.description.replacing("/", with: "%"))"
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
