import CLinux
import System

/// The file that holds a private key.
enum IdentityFile {
    /// No private key is longer; it bounds what is read into memory.
    private static let maximumSize = 64 * 1024

    /// The whole text, closed by a NUL.
    ///
    /// - Throws: when it is no regular file, belongs to somebody else than this user or root, or lets the group or
    ///   others do anything with it. What is checked is the file that was opened, whatever its name comes to mean.
    static func read(_ path: String) throws(SSHError) -> [CChar] {
        var refusal: SSHError?
        do throws(SystemError) {
            // O_NONBLOCK: not to wait for the writer of a fifo. It has no effect on a regular file.
            let file = try FileDescriptor(opening: path, flags: O_RDONLY | O_NOCTTY | O_NONBLOCK)
            let number = file.number
            var status = stat()
            try retrying("fstat", path) { fstat(number, &status) }
            refusal = Self.refusal(path, status)
            if refusal == nil {
                let size = Int(status.st_size)
                var text = [CChar](repeating: 0, count: size + 1)
                try retrying("read", path) { CLinux.read(number, &text, size) }
                return text
            }
        } catch {
            refusal =
                error.number == ENOENT
                ? .identityMissing(path: path) : .identityUnreadable(path: path, reason: error.reason)
        }
        throw refusal ?? .identityInvalid(path: path)
    }

    private static func refusal(_ path: String, _ status: stat) -> SSHError? {
        if status.st_mode & mode_t(S_IFMT) != mode_t(S_IFREG) {
            return .identityUnreadable(path: path, reason: "not a regular file")
        }
        if status.st_size > maximumSize { return .identityInvalid(path: path) }
        if status.st_uid != geteuid(), status.st_uid != 0 {
            return .identityOfOtherOwner(path: path, owner: status.st_uid)
        }
        if status.st_mode & 0o077 != 0 {
            return .identityExposed(path: path, mode: status.st_mode & 0o7777)
        }
        return nil
    }
}
