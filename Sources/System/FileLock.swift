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
    ///
    /// - Parameters:
    ///   - deadline: after which `ETIMEDOUT` is thrown.
    ///   - cancellation: a descriptor that ends the wait by becoming readable, with `ECANCELED`.
    package init(
        waitingFor path: String, until deadline: Monotonic, unless cancellation: Int32? = nil
    ) throws(SystemError) {
        let file = try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT, mode: 0o660)
        while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
            guard currentErrorNumber == EWOULDBLOCK else { throw SystemError("flock", path) }
            if deadline.hasPassed { throw SystemError("flock", path, number: ETIMEDOUT) }
            // flock(2) can be waited for without end, or not at all.
            var entries = [PollEntry(cancellation ?? -1, POLLIN)]
            if try Poll.wait(&entries, until: min(deadline, .now + .milliseconds(50))) {
                throw SystemError("flock", path, number: ECANCELED)
            }
        }
        _ = fchmod(file.number, 0o660)
        self.file = file
    }

    private static func open(_ path: String) throws(FileLockError) -> FileDescriptor {
        do {
            return try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT, mode: 0o660)
        } catch { throw .unusable(error) }
    }

    /// The process that holds a lock, if any; it is not taken, not even for a moment. Whether it is the one that has written
    /// itself into the file, /proc/locks tells (proc_locks(5)); where that is hidden, nobody holds it.
    package static func holder(path: String) -> LockHolder? {
        var status = stat()
        guard let file = try? FileDescriptor(opening: path, flags: O_RDONLY), fstat(file.number, &status) == 0,
            let holder = holder(file.number), let locks = try? FileDescriptor(opening: "/proc/locks", flags: O_RDONLY),
            let bytes = try? IO.readAll(locks.number, limit: 16 << 20)
        else { return nil }
        // `1: FLOCK  ADVISORY  WRITE 1234 fd:01:393222 0 EOF`
        let isHeld = String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains { line in
            let fields = line.split(separator: " ")
            return fields.count > 5 && fields[1] == "FLOCK" && fields[4] == "\(holder.process)"
                && fields[5].hasSuffix(":\(status.st_ino)")
        }
        return isHeld ? holder : nil
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
