import CLinux

/// A file that is there whole or not at all: readers see the one before until the new one is on the disk.
package enum AtomicFile {
    private static let count = Counter()

    /// Writes beside the file and renames, so that the folder has to be writable, and not the file. Of several that write at a
    /// time, the last one's file stays. A crash may leave a hidden file beside it.
    ///
    /// - Parameter mode: of the file, whatever the umask.
    /// - Throws: what failed, on the file by its own name. When that is the folder's `fsync`, the new file is there, and a
    ///   power failure may bring the one before back.
    package static func write(_ bytes: some Collection<UInt8>, to path: String, mode: UInt32) throws(SystemError) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        // Short, since the file's own name may be the longest there can be; hidden, so that no reader of the folder takes it for
        // one of its files.
        let beside = "\(folder)/.zpull-\(getpid())-\(count.take())"
        do throws(SystemError) {
            // Of a process that had this number before.
            unlink(beside)
            let file = try FileDescriptor(opening: beside, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
            try retrying("fchmod") { fchmod(file.number, mode) }
            try IO.writeAll(file.number, bytes)
            try retrying("fsync") { fsync(file.number) }
            try retrying("rename") { rename(beside, path) }
        } catch {
            unlink(beside)
            throw SystemError(error.call, path, number: error.number)
        }
        let entries = try FileDescriptor(opening: folder, flags: O_RDONLY | O_DIRECTORY)
        try retrying("fsync", folder) { fsync(entries.number) }
    }
}
