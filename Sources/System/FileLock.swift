import CLinux

/// An exclusive lock on a file, flock(2): it goes with the process that holds it, whatever ends that process.
package struct FileLock: ~Copyable, Sendable {
    private let file: FileDescriptor

    /// Takes the lock, without waiting, and writes this process's id into the file.
    ///
    /// - Throws: `FileLockError.held` with the holder's id, or what the kernel says about the file.
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
        _ = try? IO.write(file.number, Array("\(getpid())\n".utf8)[...])
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

    /// The process that holds a lock, if any; it is not taken, not even for a moment. Whether it is the one that has written
    /// itself into the file, /proc/locks tells (proc_locks(5)); where that is hidden, nobody holds it.
    package static func holder(path: String) -> Int32? {
        var status = stat()
        guard let file = try? FileDescriptor(opening: path, flags: O_RDONLY), fstat(file.number, &status) == 0,
            let process = holder(file.number), let locks = try? FileDescriptor(opening: "/proc/locks", flags: O_RDONLY),
            let bytes = try? IO.readAll(locks.number, limit: 16 << 20)
        else { return nil }
        // `1: FLOCK  ADVISORY  WRITE 1234 fd:01:393222 0 EOF`
        let isHeld = String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains { line in
            let fields = line.split(separator: " ")
            return fields.count > 5 && fields[1] == "FLOCK" && fields[4] == "\(process)"
                && fields[5].hasSuffix(":\(status.st_ino)")
        }
        return isHeld ? process : nil
    }

    private static func holder(_ descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 32)
        guard case .bytes(let count)? = try? IO.read(descriptor, into: &bytes) else { return nil }
        return Int32(String(decoding: bytes[..<count], as: UTF8.self).prefix { $0.isNumber })
    }
}

package enum FileLockError: Error, Equatable {
    /// Another process has it: its id, when it has written it.
    case held(by: Int32?)
    case unusable(SystemError)
}
