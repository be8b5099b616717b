import Audit
import CLinux
import System

/// Accounts and groups, by getent(1) and id(1): a static program cannot ask the C library, which would load modules for it.
enum AccountLookup {
    static func entry(_ name: String) throws -> PasswdEntry {
        let captured = try ChildProcess.capture("/usr/bin/getent", ["passwd", "--", name])
        let line = String(decoding: captured.output, as: UTF8.self).split(separator: "\n").first
        guard let entry = line.flatMap({ PasswdEntry(passwd: $0) }), entry.name == name else {
            throw UsageError("there is no account “\(name)”; name one with --user")
        }
        return entry
    }

    /// All that the machine tells of.
    static func entries() throws -> [PasswdEntry] {
        let captured = try ChildProcess.capture("/usr/bin/getent", ["passwd"])
        return String(decoding: captured.output, as: UTF8.self).split(separator: "\n").compactMap {
            PasswdEntry(passwd: $0)
        }
    }

    /// The account that runs this program; `zpull` in root's place.
    static func callers() throws -> PasswdEntry {
        guard getuid() != 0 else { return try entry("zpull") }
        let uid = getuid()
        guard let entry = try entries().first(where: { $0.uid == uid }) else {
            throw UsageError("uid \(uid) has no account; name one with --user")
        }
        return entry
    }

    static func groups(of name: String) -> Known<[String]> {
        guard let captured = try? ChildProcess.capture("/usr/bin/id", ["-nG", "--", name]), captured.ending.isSuccess
        else { return .unknown("`id -nG \(name)` does not tell its groups") }
        return .known(
            String(decoding: captured.output, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init))
    }
}
