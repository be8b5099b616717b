import CLinux

/// An exclusive lock on a file, flock(2): it goes with the process that holds it, whatever ends that process.
package struct FileLock: ~Copyable, Sendable {
    private let file: FileDescriptor

    /// Takes the lock, without waiting, and writes who this is into the file.
    ///
    /// - Throws: `FileLockError.held` with the holder, or what the kernel says about the file.
    package init(path: String) throws(FileLockError) {
        let file = try Self.open(path)
        guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
            let number = currentErrorNumber
            throw number == EWOULDBLOCK
                ? .held(by: Self.holder(file.number)) : .unusable(SystemError("flock", path, number: number))
        }
        // For a group that shares the folder, whatever the umask; only the file's owner can, and need, do this.
        _ = fchmod(file.number, 0o660)
        _ = ftruncate(file.number, 0)
        _ = try? IO.write(file.number, Array(LockHolder.current.text.utf8)[...])
        self.file = file
    }

    /// Takes the lock as soon as nobody else has it.
    package init(waitingFor path: String) throws(SystemError) {
        let file = try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT, mode: 0o660)
        try retrying("flock", path) { flock(file.number, LOCK_EX) }
        _ = fchmod(file.number, 0o660)
        self.file = file
    }

    private static func open(_ path: String) throws(FileLockError) -> FileDescriptor {
        do {
            return try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT, mode: 0o660)
        } catch { throw .unusable(error) }
    }

    private static func holder(_ descriptor: Int32) -> LockHolder? {
        var bytes = [UInt8](repeating: 0, count: 1024)
        guard case .bytes(let count)? = try? IO.read(descriptor, into: &bytes) else { return nil }
        return LockHolder(parsing: String(decoding: bytes[..<count], as: UTF8.self))
    }
}

package enum FileLockError: Error, Equatable {
    /// Another process has it: which, when it has written that.
    case held(by: LockHolder?)
    case unusable(SystemError)
}
