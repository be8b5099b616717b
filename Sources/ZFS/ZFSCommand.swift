/// The command lines of `zfs` that zpull runs, and no others. Each argument comes from a value that cannot be an option.
package enum ZFSCommand {
    /// The columns of `list`, in the order in which `ListingParser` reads them.
    static let listColumns = [
        "name", "type", "guid", "createtxg", "creation", "referenced", "written", "encryption", "origin",
        "receive_resume_token", "ivsetguid",
    ]

    /// Datasets, snapshots and bookmarks of some trees, in one call.
    ///
    /// - Parameter isRecursive: everything below the roots; else only what is theirs, with the names of their children.
    package static func list(_ roots: [DatasetName], isRecursive: Bool) -> [String] {
        ["list", "-Hp"] + (isRecursive ? ["-r"] : ["-d", "1"])
            + ["-t", "filesystem,volume,snapshot,bookmark", "-o", listColumns.joined(separator: ",")]
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
