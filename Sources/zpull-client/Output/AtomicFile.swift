import Glibc
import System

/// A file that is there whole or not at all: readers see the one before until the new one is on the disk.
enum AtomicFile {
    /// Writes beside the file and renames, so that the folder has to be writable, and not the file.
    ///
    /// What another writer, or a crash, has left of the same name beside it goes; two at a time need a lock of their own.
    ///
    /// - Parameter mode: of the file, whatever the umask.
    static func write(_ text: String, to path: String, mode: UInt32) throws(SystemError) {
        // node_exporter reads what ends in `.prom`, and this does not.
        let beside = path + ".new"
        if unlink(beside) != 0, currentErrorNumber != ENOENT { throw SystemError("unlink", beside) }
        do throws(SystemError) {
            let file = try FileDescriptor(opening: beside, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
            try retrying("fchmod", beside) { fchmod(file.number, mode) }
            try IO.writeAll(file.number, text.utf8)
            try retrying("fsync", beside) { fsync(file.number) }
            try retrying("rename", path) { rename(beside, path) }
        } catch {
            unlink(beside)
            throw error
        }
    }
}
