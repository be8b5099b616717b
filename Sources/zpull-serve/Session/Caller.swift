import CLinux
import Encoding
import System

/// Who has logged in, as far as sshd tells: it leaves that in the environment, so this is to be asked before that is emptied.
struct Caller: Equatable, Sendable {
    /// `local` when no sshd is there.
    let address: String
    /// `SHA256:…`, as `ssh-keygen -l` prints it; `nil` without `ExposeAuthInfo yes`.
    let key: String?

    static var current: Caller {
        let connection = getenv("SSH_CONNECTION").map { String(cString: $0) } ?? ""
        let information = getenv("SSH_USER_AUTH").flatMap { contents(String(cString: $0)) }
        return Caller(
            address: connection.split(separator: " ").first.map(String.init) ?? "local",
            key: information.flatMap(fingerprint(inAuthenticationInformation:)))
    }

    /// Of the key that logged in last.
    ///
    /// - Parameter information: a line for each way in which the account was proved, such as `publickey ssh-ed25519 AAAA…`, see
    ///   sshd_config(5), ExposeAuthInfo.
    static func fingerprint(inAuthenticationInformation information: String) -> String? {
        let keys = information.split(separator: "\n").compactMap { line -> [UInt8]? in
            let words = line.split(separator: " ")
            return words.count == 3 && words[0] == "publickey" ? Base64.decode(words[2]) : nil
        }
        return keys.last.map { "SHA256:" + Base64.encode(SHA256.digest($0)) }
    }

    /// sshd's file is short; of what is not its file little is read.
    private static func contents(_ path: String) -> String? {
        guard let file = try? FileDescriptor(opening: path, flags: O_RDONLY | O_NONBLOCK) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        guard case .bytes(let count)? = try? IO.read(file.number, into: &bytes) else { return nil }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }
}
