/// What a listing tells of each snapshot.
package enum ListingDetail: Sendable {
    case replication
    /// Besides, what keeps it from being destroyed.
    case retention

    /// In the order in which `ListingParser` reads them.
    var columns: [String] {
        let replication = [
            "name", "type", "guid", "createtxg", "creation", "referenced", "written", "encryption", "origin",
            "receive_resume_token", "ivsetguid",
        ]
        return self == .retention ? replication + ["userrefs", "clones"] : replication
    }
}

/// The command lines of `zfs` that zpull runs, and no others. Each argument comes from a value that cannot be an option.
package enum ZFSCommand {
    private static let listColumns = ListingDetail.replication.columns

    /// Datasets, snapshots and bookmarks of some trees, in one call.
    ///
    /// - Parameter isRecursive: everything below the roots; else only what is theirs, with the names of their children.
    package static func list(
        _ roots: [DatasetName], isRecursive: Bool, detail: ListingDetail = .replication
    ) -> [String] {
        ["list", "-Hp"] + (isRecursive ? ["-r"] : ["-d", "1"])
            + ["-t", "filesystem,volume,snapshot,bookmark", "-o", detail.columns.joined(separator: ",")]
            + roots.map(\.description)
    }

    /// Datasets alone, without their snapshots and without what is below them.
    package static func heads(_ datasets: [DatasetName]) -> [String] {
        ["list", "-Hp", "-d", "0", "-t", "filesystem,volume", "-o", listColumns.joined(separator: ",")]
            + datasets.map(\.description)
    }

    /// All datasets of all pools.
    package static let everything = [
        "list", "-Hp", "-t", "filesystem,volume", "-o", listColumns.joined(separator: ","),
    ]

    /// The bytes that the datasets of some trees take by themselves, and their snapshots: lines of name and two numbers.
    package static func sizes(_ roots: [DatasetName]) -> [String] {
        ["list", "-Hp", "-r", "-t", "filesystem,volume", "-o", "name,usedbydataset,usedbysnapshots"]
            + roots.map(\.description)
    }

    /// Who may do what in a dataset, for `GrantList`.
    package static func grants(on dataset: DatasetName) -> [String] { ["allow", dataset.description] }

    /// One snapshot: in full, or as the increment from a snapshot or bookmark.
    package static func send(_ snapshot: SnapshotName, from base: SendBase?, flags: StreamFlags) -> [String] {
        ["send"] + (flags.option.map { [$0] } ?? []) + (base.map { ["-i", $0.description] } ?? []) + [
            snapshot.description
        ]
    }

    /// The rest of an interrupted stream; the token carries the flags. It is our own, not the one that came.
    package static func send(resuming token: ResumeToken) -> [String] { ["send", "-t", token.rewritten] }

    /// Receives into an explicitly named snapshot: resumable (`-s`), not mounted (`-u`), never forced.
    package static func receive(_ snapshot: SnapshotName) -> [String] { ["receive", "-s", "-u", snapshot.description] }

    /// Drops what an interrupted receive left; snapshots stay.
    package static func abortReceive(_ dataset: DatasetName) -> [String] { ["receive", "-A", dataset.description] }

    /// Gives a dataset, with all below it, another name.
    package static func rename(_ dataset: DatasetName, to name: DatasetName) -> [String] {
        ["rename", dataset.description, name.description]
    }

    /// Destroys snapshots of one dataset, all or none, and says how many bytes that frees. It names each, and no range; what
    /// has holds or clones `zfs` refuses.
    package static func destroy(_ snapshots: [ShortName], of dataset: DatasetName) -> [String] {
        ["destroy", "-vp", "\(dataset)@\(snapshots.map(\.description).joined(separator: ","))"]
    }

    /// Makes a file system of a snapshot that nobody can write to and that is mounted when told; `restoreClones` finds it.
    ///
    /// - Parameter folder: where it will be mounted.
    package static func clone(_ snapshot: SnapshotName, as clone: DatasetName, at folder: String) -> [String] {
        let properties = [
            "readonly=on", "canmount=noauto", "exec=off", "setuid=off", "devices=off", "\(restoreMark)=files",
            "mountpoint=\(folder)",
        ]
        return ["clone"] + properties.flatMap { ["-o", $0] } + [snapshot.description, clone.description]
    }

    /// The user property by which such clones are known.
    static let restoreMark = "zpull:restore"

    package static func mount(_ dataset: DatasetName) -> [String] { ["mount", dataset.description] }

    /// Takes a dataset away, and fails when it has snapshots or anything below it.
    package static func destroy(_ dataset: DatasetName) -> [String] { ["destroy", dataset.description] }

    /// Takes a snapshot away, and nothing but a snapshot: the name has an `@`.
    package static func destroy(_ snapshot: SnapshotName) -> [String] { ["destroy", snapshot.description] }

    /// All file systems: name, the snapshot that it is a clone of, and the mark.
    static let restoreClones = ["list", "-Hp", "-t", "filesystem", "-o", "name,origin,\(restoreMark)"]

    /// Whether the key of an encrypted dataset is loaded, and which dataset it belongs to.
    static func keyState(of dataset: DatasetName) -> [String] {
        ["list", "-Hp", "-d", "0", "-o", "keystatus,encryptionroot", dataset.description]
    }

    /// Makes a bookmark of a snapshot.
    package static func bookmark(_ snapshot: SnapshotName, as name: ShortName) -> [String] {
        ["bookmark", snapshot.description, "\(snapshot.dataset)#\(name)"]
    }

    /// Takes a bookmark away, and nothing but a bookmark: the name has a `#`.
    package static func destroyBookmark(_ name: ShortName, of dataset: DatasetName) -> [String] {
        ["destroy", "\(dataset)#\(name)"]
    }

    package static func hold(_ tag: String, _ snapshot: SnapshotName) -> [String] {
        ["hold", tag, snapshot.description]
    }

    package static func release(_ tag: String, _ snapshot: SnapshotName) -> [String] {
        ["release", tag, snapshot.description]
    }

    /// How many holds each snapshot of some trees has, as lines of name and number.
    package static func holdCounts(_ roots: [DatasetName], isRecursive: Bool) -> [String] {
        ["get", "-Hp"] + (isRecursive ? ["-r"] : ["-d", "1"]) + ["-t", "snapshot", "-o", "name,value", "userrefs"]
            + roots.map(\.description)
    }

    /// The holds of some snapshots, as lines of name, tag and date.
    package static func holds(of snapshots: [SnapshotName]) -> [String] {
        ["holds", "-H"] + snapshots.map(\.description)
    }

    /// The guids of some snapshots, as lines of name and number.
    package static func guids(_ snapshots: [SnapshotName]) -> [String] {
        ["get", "-Hp", "-o", "name,value", "guid"] + snapshots.map(\.description)
    }
}

/// What an increment starts from.
package enum SendBase: Hashable, Sendable, CustomStringConvertible {
    case snapshot(SnapshotName)
    case bookmark(DatasetName, ShortName)

    package var description: String {
        switch self {
        case .snapshot(let name): name.description
        case .bookmark(let dataset, let name): "\(dataset)#\(name)"
        }
    }
}
