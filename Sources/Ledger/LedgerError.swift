package import System

/// Why a record cannot be written. What it tells of must not happen then.
package enum LedgerError: Error, Equatable, CustomStringConvertible {
    case unusable(String, SystemError)
    /// What is in the file is no audit log, or one that has been damaged.
    case foreign(String)
    /// The file was rotated away and deleted while the session ran.
    case removed(String)

    package var description: String {
        switch self {
        case .unusable(let path, let error):
            "cannot write the audit log: \(error); the disk must have room, and \(path) and \(path).head must be there and "
                + "writable for this account (docs/audit-log.md has the commands), or there be no audit log at all"
        case .foreign(let path):
            "cannot go on with the audit log \(path): it holds lines, and none of the last is a record; see what wrote there, "
                + "move the file aside and make an empty one in its place"
        case .removed(let path):
            "cannot go on with the audit log \(path): it was rotated and deleted since this session began; the next "
                + "session writes to the new one"
        }
    }
}
