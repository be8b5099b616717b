import ZFS

/// How files are read from a snapshot: through a clone of it that nobody can write to, mounted at a folder.
struct FilesPlan: Equatable {
    let snapshot: SnapshotName
    let folder: MountFolder
    let clone: DatasetName

    /// - Parameter targets: of the rules. The clone stands beside the one that holds the snapshot and not below it, where a
    ///   dataset of the source may need the name. `nil` when its name would be longer than ZFS takes.
    init?(_ snapshot: SnapshotName, at folder: MountFolder, targets: [DatasetName]) {
        let target = targets.filter(snapshot.dataset.isWithin).min { $0 < $1 } ?? snapshot.dataset
        let place = target.parent ?? target
        let path = snapshot.dataset.path(below: place) ?? ""
        let name = ["restore", path.replacing("/", with: "-"), snapshot.snapshot.description].filter { !$0.isEmpty }
        guard let clone = place.appending(name.joined(separator: "-")) else { return nil }
        self.snapshot = snapshot
        self.folder = folder
        self.clone = clone
    }

    /// The arguments of `zfs`, one call after another.
    var commands: [[String]] {
        [ZFSCommand.clone(snapshot, as: clone, at: folder.description), ZFSCommand.mount(clone)]
    }
}
