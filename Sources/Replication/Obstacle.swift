package import ZFS

/// Why a dataset is left as it is until a person has looked at it. Each says what mends it.
package enum Obstacle: Error, Hashable, Sendable, CustomStringConvertible {
    /// The source shows no such dataset.
    case sourceMissing(DatasetName)
    /// The source shows no such dataset, and another one that has the target's newest snapshot.
    case sourceRenamed(DatasetName, to: DatasetName)
    /// Both sides have snapshots, and none in common.
    case noCommonBase(remote: DatasetName, local: DatasetName)
    /// None in common, because what was common belongs to another dataset of the source now.
    case movedAway(remote: DatasetName, local: DatasetName, to: DatasetName, by: Move)
    /// The target has snapshots that are newer than the newest common one and unknown to the source.
    case localAhead(local: DatasetName, base: ShortName, newer: [ShortName])
    /// The target exists, without any snapshot or resume state.
    case targetOccupied(DatasetName)
    /// The target has a snapshot of a wanted name with another guid.
    case nameTaken(SnapshotName, remote: DatasetName)
    /// The target is a volume where the source has a file system, or the reverse.
    case otherKind(remote: DatasetName, local: DatasetName)
    /// The local name would be longer or deeper than ZFS takes.
    case nameTooLong(remote: DatasetName, target: DatasetName)
    /// The parent of the target is part of the same tree and will not be there.
    case parentMissing(local: DatasetName, parent: DatasetName)
    /// The target would lie in a dataset that holds only the beginning of a first receive, which does not go on now.
    case parentUnfinished(local: DatasetName, parent: DatasetName)
    /// The target holds the beginning of a first receive that cannot go on, and cannot be dropped for what lies below it.
    case unfinishedOccupied(DatasetName, reason: String)
    /// The parent of a rule's target, which an administrator makes, does not exist.
    case targetParentMissing(local: DatasetName, parent: DatasetName)
    /// The target's pool is not imported.
    case poolMissing(local: DatasetName, pool: DatasetName)
    /// Nothing can lie below a volume.
    case parentIsVolume(local: DatasetName, parent: DatasetName)
    /// The key is for raw streams, and the dataset is not encrypted.
    case plainRefused(DatasetName)
    /// The key is for raw streams, and the configuration says `raw: false`.
    case rawDemanded(DatasetName)
    /// The target has come plain so far, and a raw stream cannot follow.
    case rawOntoPlain(local: DatasetName, remote: DatasetName)
    /// The target has come raw so far, and a plain stream would break its chain.
    case plainOntoRaw(local: DatasetName, remote: DatasetName)

    /// It has parted from its source as another obstacle says, and would be set aside, were an earlier one not there still.
    indirect case asideBefore(Obstacle, local: DatasetName, earlier: DatasetName)
    /// The source's dataset has a name that is only for what is set aside here.
    case quarantineName(remote: DatasetName, local: DatasetName)

    /// The source shows no root of the rule, so that nothing was found out about what lies below it.
    package var isRootMissing: Bool {
        switch self {
        case .sourceMissing, .sourceRenamed: true
        default: false
        }
    }

    /// How snapshots went from one dataset to another.
    package enum Move: Hashable, Sendable {
        /// `zfs promote` of a clone.
        case promotion
        /// The dataset was renamed, and another one has its name now.
        case rename
    }

    /// What is in the way.
    package var problem: String {
        switch self {
        case .sourceMissing(let remote):
            "\(remote) does not exist on the source, or the key may not see it"
        case .sourceRenamed(let remote, let now):
            "\(remote) does not exist on the source, and \(now) has its snapshots"
        case .noCommonBase(let remote, let local):
            "\(local) and \(remote) have no snapshot in common"
        case .movedAway(let remote, let local, let holder, .promotion):
            "\(local) and \(remote) have no snapshot in common: they went to its clone \(holder) when that was promoted"
        case .movedAway(let remote, let local, let holder, .rename):
            "\(local) and \(remote) have no snapshot in common: \(holder) has them now"
        case .localAhead(let local, let base, let newer):
            "\(local) has \(newer.count == 1 ? "a snapshot" : "\(newer.count) snapshots") newer than the last common one "
                + "(@\(base)): \(Self.list(newer))"
        case .targetOccupied(let local):
            "\(local) exists, and nothing in it comes from the source"
        case .nameTaken(let snapshot, let remote):
            "\(snapshot) has the name of a snapshot of \(remote), and is another (its guid differs)"
        case .otherKind(let remote, let local):
            "\(local) and \(remote) are not of one kind: one is a volume, the other a file system"
        case .nameTooLong(let remote, let target):
            "the name of \(remote), or of a snapshot of it, below \(target) would be longer than ZFS takes (255 bytes, 50 levels)"
        case .parentMissing(let local, let parent):
            "\(local) cannot be received: its parent \(parent) is not there and will not come"
        case .parentUnfinished(let local, let parent):
            "\(local) waits: what it would lie in, \(parent), holds only the beginning of a first receive"
        case .unfinishedOccupied(let local, let reason):
            "\(local) holds an interrupted receive that cannot go on (\(reason)), and datasets lie below it, so that it "
                + "cannot be dropped"
        case .targetParentMissing(let local, let parent):
            "\(local) cannot be received: its parent \(parent) does not exist"
        case .poolMissing(let local, let pool):
            "\(local) cannot be received: no pool \(pool) is imported here"
        case .parentIsVolume(let local, let parent):
            "\(local) cannot be received: its parent \(parent) is a volume"
        case .plainRefused(let remote):
            "\(remote) is not encrypted, and the key may have raw streams only"
        case .rawDemanded(let remote):
            "\(remote) is encrypted; the key may have it raw only, and the configuration says raw: false"
        case .rawOntoPlain(let local, let remote):
            "\(local) has come plain so far, and \(remote) would come raw now, which ZFS cannot put on top of it"
        case .plainOntoRaw(let local, let remote):
            "\(local) has come raw so far, and \(remote) would come plain now, after which no raw stream could follow "
                + "any more (IV set guid mismatch)"
        case .asideBefore(let obstacle, _, let earlier):
            "\(obstacle.problem); it is not set aside by itself, since \(earlier) was, and is there still"
        case .quarantineName(let remote, let local):
            "\(remote) would go to \(local), a name that is for what was set aside here, and which nothing is received into"
        }
    }

    /// What a person can do about it.
    package var mend: String {
        switch self {
        case .sourceMissing:
            "look at `remote` in the configuration, and at --dataset, --recursive and --exclude in the key's line on the "
                + "source; if the dataset was renamed there, write its new name as `remote`, and in the key's line, and leave "
                + "`local`: the next run goes on with increments; if it was destroyed, remove the entry: the backup stays"
        case .sourceRenamed(_, let now):
            "write `remote: \(now.yaml)` in the configuration, and leave `local`: the next run goes on with increments"
        case .noCommonBase(_, let local), .targetOccupied(let local), .unfinishedOccupied(let local, _):
            "set it aside, with all below it: `\(Self.setAside(local))`; the next run then starts afresh"
        case .movedAway(let remote, let local, let holder, let move):
            (move == .promotion ? "`zfs promote \(remote.quoted)` on the source takes them back; or, " : "")
                + "to go on with \(holder) in this place, write `remote: \(holder.yaml)` in the configuration; or set the "
                + "local one aside with `\(Self.setAside(local))`, and the next run starts afresh"
        case .localAhead(let local, let base, _):
            "if they are not needed, `zfs rollback -r \(SnapshotName(local, base)?.quoted ?? "")` destroys them; to keep "
                + "them, `\(Self.setAside(local))`, and the next run starts afresh"
        case .nameTaken(let snapshot, _):
            "rename the one here: `zfs rename \(snapshot.quoted) \(Self.another(snapshot.description).quotedForShell)`"
        case .otherKind(_, let local):
            "set the local one aside, with all below it: `\(Self.setAside(local))`; the next run then starts afresh"
        case .nameTooLong: "choose a shorter `local` in the configuration, or exclude the dataset"
        case .parentMissing(_, let parent):
            "take a snapshot of the source's parent dataset that matches `snapshots`, or create \(parent) by hand: "
                + "`zfs create -p -o mountpoint=none -o canmount=off -o readonly=on \(parent.quoted)` (it is in the way, and to "
                + "be set aside, once the source's parent has such a snapshot)"
        case .parentUnfinished: "do what the message about that one says; the next run goes on here"
        case .targetParentMissing(_, let parent):
            "create it: `zfs create -p -o mountpoint=none -o canmount=off -o readonly=on \(parent.quoted)`, or correct `local`; "
                + "`zpull-client permissions` prints all properties, and the grants"
        case .poolMissing(_, let pool):
            "import it: `zpool import \(pool.quoted)` (`zpool import` alone shows what there is), or correct `local`"
        case .parentIsVolume: "choose another `local` in the configuration"
        case .plainRefused: "add --allow-plain to the key's line on the source, or exclude the dataset"
        case .rawDemanded: "remove raw: false from the configuration, or --raw from the key's line on the source"
        case .asideBefore(_, let local, let earlier):
            "find out who changes the source's history; then, as root, `zfs destroy -r \(earlier.quoted)`, when it is not "
                + "needed any more, and the next run sets this one aside; or `zpull-client quarantine \(local.quoted)`, which "
                + "keeps both"
        case .quarantineName:
            "exclude the dataset: `exclude: [\"*.quarantine-*\"]` in the configuration, or rename it on the source"
        case .rawOntoPlain(let local, _):
            "set `raw` in the configuration, and --raw in the key's line on the source, as they were; to go over to raw "
                + "streams, `\(Self.setAside(local))`, and the next run starts afresh"
        case .plainOntoRaw(let local, _):
            "set raw: true in the configuration, or --raw in the key's line on the source, as it was; to go over to "
                + "plain streams, `\(Self.setAside(local))`, and the next run starts afresh"
        }
    }

    package var description: String { "\(problem); \(mend)" }

    private static func setAside(_ local: DatasetName) -> String {
        "zfs rename \(local.quoted) \(another(local.description).quotedForShell)"
    }

    /// A name beside this one. A long one stays as long as it is, so that it and the names below it still fit.
    private static func another(_ name: String) -> String {
        let suffix = "-old"
        let last = name.split { $0 == "/" || $0 == "@" }.last?.count ?? 0
        let isLong = name.count > DatasetName.maximumLength - 55 && last > suffix.count
        return name.dropLast(isLong ? suffix.count : 0) + suffix
    }

    private static func list(_ names: [ShortName]) -> String {
        let shown = names.prefix(3).map { "@\($0)" }.joined(separator: ", ")
        return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }
}

extension DatasetName {
    /// As a value in YAML, where a space or colon may need quotes.
    fileprivate var yaml: String {
        description.contains { $0 == " " || $0 == ":" } ? "\"\(description)\"" : description
    }
}
