import ZFS

/// What each account needs, by the version of OpenZFS of its machine: no more, and nothing of it can be left out
/// (docs/permissions.md; the lab's scenarios take each away).
enum Grants {
    /// What the source's account needs to send.
    ///
    /// - Parameter isRaw: only raw streams of encrypted datasets are asked for.
    static func sending(isRaw: Bool, on version: OpenZFSVersion) -> [String] {
        guard isRaw, version.hasSendRaw else { return ["send"] }
        return [version.hasSendEncrypted ? "send:encrypted" : "send:raw"]
    }

    /// What a source's account needs besides, to keep a cursor (`--cursor` in the key's line).
    static func keeping(_ cursor: CursorKind) -> [String] {
        switch cursor {
        case .none: []
        case .bookmark: ["bookmark"]
        case .hold: ["hold", "release"]
        }
    }

    /// What the receiving user needs on the parent of each target. `mount` is needed although Linux mounts nothing for it.
    ///
    /// - Parameter quarantines: some target below it has `on_divergence: quarantine`.
    static func receiving(on version: OpenZFSVersion, quarantines: Bool = false) -> [String] {
        [version.hasReceiveAppend ? "receive:append" : "receive", "create", "mount"] + (quarantines ? ["rename"] : [])
    }

    /// What the pruning user needs there: `mount` goes with `destroy`.
    static let pruning = ["destroy", "mount"]

    /// What the pruning user needs besides to read backups through: it sends raw streams only, to nowhere.
    static func verifying(on version: OpenZFSVersion) -> [String] { [version.hasSendRaw ? "send:raw" : "send"] }

    /// What the pruning user needs where it restores to for a drill.
    static func drilling(on version: OpenZFSVersion) -> [String] { receiving(on: version) + ["destroy"] }

    /// Properties of each target's parent that keep what is received from being mounted, run or exposed.
    static let safeProperties = [
        "mountpoint=none", "canmount=off", "readonly=on", "exec=off", "setuid=off", "devices=off", "volmode=none",
        "snapdev=hidden",
    ]
}

/// How a source keeps cursors; see `zpull-serve --help`.
enum CursorKind: String, CaseIterable, Sendable { case none, bookmark, hold }
