import Encoding
import ZFS

/// What the source keeps of the newest snapshot that the holder of a key has confirmed, so that the base of the next
/// increment outlives the source's own pruning (`--cursor`).
enum Cursor: String, CaseIterable {
    /// Nothing.
    case none
    /// A bookmark `#zpull_ID_GUID`: the snapshot may go.
    case bookmark
    /// A hold `zpull:ID`: the snapshot cannot be destroyed.
    case hold

    /// What the source's account needs for it, beside what it needs to send.
    var grants: [String] {
        switch self {
        case .none: []
        case .bookmark: ["bookmark"]
        case .hold: ["hold", "release"]
        }
    }

    /// The tag of a hold.
    static func tag(_ id: String) -> String { "zpull:\(id)" }

    /// The bookmark of a snapshot; `nil` when its name would be longer than ZFS takes.
    static func bookmark(_ id: String, of guid: Guid, in dataset: DatasetName) -> ShortName? {
        ShortName("zpull_\(id)_\(guid)").flatMap { SnapshotName(dataset, $0) == nil ? nil : $0 }
    }

    /// Whether a bookmark is a cursor of this id, and of no other: what follows the id is a number.
    static func isBookmark(_ name: ShortName, of id: String) -> Bool {
        let prefix = "zpull_\(id)_"
        let rest = name.description.dropFirst(prefix.count)
        return name.description.hasPrefix(prefix) && !rest.isEmpty
            && rest.utf8.allSatisfy { $0.isDigit }
    }
}
