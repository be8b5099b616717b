import System
import ZFS

/// Commands of `zfs` that a person lets run after having read them.
struct RestoreSteps: Encodable {
    /// As lines for a shell.
    let commands: [String]
    /// Whether they have been run.
    private(set) var done = false

    private let calls: [[String]]

    enum CodingKeys: CodingKey { case commands, done }

    init(_ calls: [[String]]) {
        self.calls = calls
        commands = calls.map { (["zfs"] + $0).map(\.quotedForShell).joined(separator: " ") }
    }

    /// Runs them in turn, up to one that fails.
    mutating func go(_ zfs: ZFSTool) throws(ZFSToolError) {
        for call in calls { try zfs.perform(call) }
        done = true
    }
}
