import CLinux

/// An open descriptor, closed when its owner goes.
package struct FileDescriptor: ~Copyable, Sendable {
    /// The number, for calls that only borrow it. It must not outlive this value.
    package let number: Int32

    /// Takes over an open descriptor.
    package init(owning number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// Opens a file, close-on-exec.
    ///
    /// - Parameters:
    ///   - flags: as in open(2); `O_CLOEXEC` is added.
    ///   - mode: permissions of a file that is created.
    package init(opening path: String, flags: Int32, mode: UInt32 = 0o600) throws(SystemError) {
        number = try retrying("open", path) { zpull_open(path, flags | O_CLOEXEC, mode) }
    }

    /// Gives up ownership: the caller closes the number.
    package consuming func release() -> Int32 {
        let number = number
        discard self
        return number
    }
}

/// A pipe's two ends, close-on-exec.
package struct Pipe: ~Copyable, Sendable {
    package let readEnd: FileDescriptor
    package let writeEnd: FileDescriptor

    /// - Parameter capacity: wanted size in bytes; the kernel may give less (`/proc/sys/fs/pipe-max-size`).
    package init(capacity: Int32? = nil) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        try retrying("pipe2") { pipe2(&ends, O_CLOEXEC) }
        readEnd = FileDescriptor(owning: ends[0])
        writeEnd = FileDescriptor(owning: ends[1])
        if let capacity { _ = zpull_fcntl_int(ends[1], zpull_F_SETPIPE_SZ, capacity) }
    }
}
