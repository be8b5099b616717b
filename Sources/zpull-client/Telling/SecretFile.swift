import Glibc
import System

/// A file with one token, that nobody but its owner may read.
enum SecretFile {
    /// Bytes; no token is longer.
    private static let sizeLimit = 4096

    static func token(of path: String) throws(SecretFileError) -> String {
        let (mode, bytes) = try contents(of: path)
        guard mode & 0o077 == 0 else { throw .exposed(path) }
        let end = bytes.lastIndex { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }.map { $0 + 1 } ?? 0
        let token = bytes[..<end]
        // What RFC 6750 lets a bearer token consist of, and more; no space, no line feed, which would begin another header.
        guard !token.isEmpty, token.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .noToken(path) }
        return String(decoding: token, as: UTF8.self)
    }

    private static func contents(of path: String) throws(SecretFileError) -> (mode: mode_t, bytes: [UInt8]) {
        do throws(SystemError) {
            let file = try FileDescriptor(opening: path, flags: O_RDONLY)
            var status = stat()
            try retrying("fstat", path) { fstat(file.number, &status) }
            return (status.st_mode, try IO.readAll(file.number, limit: sizeLimit))
        } catch { throw .unreadable(path, error) }
    }
}

enum SecretFileError: Error, Equatable, CustomStringConvertible {
    case unreadable(String, SystemError)
    case exposed(String)
    case noToken(String)

    var description: String {
        switch self {
        case .unreadable(let path, let error):
            "cannot read \(path): \(error.reason); the user that runs this must own it (`webhook_secret_file`)"
        case .exposed(let path): "others than its owner may read \(path); `chmod 600 \(path)`, and change the token"
        case .noToken(let path): "\(path) must hold one line with the token alone, of visible ASCII characters"
        }
    }
}
