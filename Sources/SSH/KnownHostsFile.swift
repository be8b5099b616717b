import CLinux
import System

/// A known_hosts(5) file, read before libssh does: libssh takes a missing file for an empty one, and passes over
/// `@revoked` lines.
struct KnownHostsFile {
    let path: String
    private let revoked: Set<String>

    /// Larger files are refused; a line for each of thousands of hosts fits.
    private static let maximumSize = 8 << 20

    init(reading path: String) throws(SSHError) {
        self.path = path
        var bytes: [UInt8]
        do throws(SystemError) {
            let file = try FileDescriptor(opening: path, flags: O_RDONLY | O_NOCTTY | O_NONBLOCK)
            let number = file.number
            var status = stat()
            try retrying("fstat", path) { fstat(number, &status) }
            let isRegular = status.st_mode & mode_t(S_IFMT) == mode_t(S_IFREG)
            guard isRegular, status.st_size <= Self.maximumSize else {
                throw SystemError("read", path, number: isRegular ? EFBIG : EINVAL)
            }
            bytes = [UInt8](repeating: 0, count: Int(status.st_size))
            let size = bytes.count
            let count = try retrying("read", path) { read(number, &bytes, size) }
            bytes.removeLast(size - count)
        } catch {
            throw .knownHostsUnreadable(path: path, reason: error.reason)
        }
        revoked = Self.revokedKeys(String(decoding: bytes, as: UTF8.self))
    }

    /// Whether the key is revoked, for whichever host: a leaked key is not one to trust anywhere.
    func revokes(_ key: HostKey) -> Bool { revoked.contains(key.base64) }

    /// As libssh takes it, which expands `%` and a leading `~`.
    var pathForLibssh: String {
        var escaped = path.hasPrefix("~") ? "./" : ""
        for character in path { escaped += character == "%" ? "%%" : String(character) }
        return escaped
    }

    /// The keys in base64 of lines such as `@revoked * ssh-ed25519 AAAA…`.
    static func revokedKeys(_ text: String) -> Set<String> {
        var keys: Set<String> = []
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.count >= 4, words[0] == "@revoked" { keys.insert(String(words[3])) }
        }
        return keys
    }
}
