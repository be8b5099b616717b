import Replication
import ZFS

/// A dataset of a source, or a tree of them, and where it goes.
struct DatasetRule: Equatable, Sendable {
    /// What is done when the two sides have parted.
    enum Divergence: String, CaseIterable, Sendable { case stop, quarantine }

    let remote: DatasetName
    /// Never a pool's root: `zfs receive` needs a dataset below one.
    let local: DatasetName
    /// Whether what lies below `remote` is pulled too, to the same paths below `local`.
    let recursive: Bool
    /// What is left out of a recursive rule; see `selection`.
    let exclude: [Glob]
    /// Only snapshots whose name (what follows `@`) matches one of these are pulled; empty for all.
    let snapshots: [Glob]
    let initial: SyncRule.Initial
    let intermediate: SyncRule.Intermediate
    let onDivergence: Divergence
    /// Whether raw streams are asked for; `nil` leaves that to the source's policy.
    let raw: Bool?
    /// What pruning keeps; without it nothing is pruned.
    let keep: Keep?
    let freshWithin: FreshWithin?
    let brakes: BrakeRule
    /// Where `local` stands.
    let position: Position

    /// Which of the source's datasets belong to this rule.
    ///
    /// A pattern of `exclude` leaves out a dataset below `remote` when it matches either its full name or its path
    /// below `remote`, and everything below that dataset with it: of `tank/data`, both `*/tmp` and `tmp` leave out
    /// `tank/data/tmp` and `tank/data/tmp/x`. `remote` itself is never left out. The source's own `--exclude` works
    /// alike.
    var selection: DatasetSelection {
        DatasetSelection(root: remote, isRecursive: recursive, exclude: exclude)
    }

    /// This rule as planning sees it.
    var syncRule: SyncRule {
        SyncRule(
            selection: selection, target: local, snapshots: snapshots, initial: initial, intermediate: intermediate,
            raw: raw, brakes: brakes, quarantines: onDivergence == .quarantine)
    }

    /// The source's dataset that comes to `dataset` here; `nil` where this rule brings nothing, as to what was set aside.
    func origin(of dataset: DatasetName) -> DatasetName? {
        guard !dataset.isQuarantined, let path = dataset.path(below: local), let origin = remote.appending(path),
            selection.contains(origin)
        else { return nil }
        return origin
    }

    /// Where the source's `dataset` goes: `nil` when it lies outside this rule, or the name would be longer or deeper
    /// than ZFS takes.
    func target(of dataset: DatasetName) -> DatasetName? {
        guard selection.contains(dataset) else { return nil }
        return dataset.path(below: remote).flatMap(local.appending)
    }
}

extension DatasetRule {
    /// The keys that a source may hold for all its datasets, and a dataset for itself.
    ///
    /// A key of the dataset replaces the source's whole: `keep: { daily: 7 }` has no `monthly` from the source.
    struct Defaults {
        var snapshots: [Glob] = []
        var initial = SyncRule.Initial.earliest
        var intermediate = SyncRule.Intermediate.all
        var onDivergence = Divergence.stop
        var keep: Keep?
        var freshWithin: FreshWithin?
        var brakes = BrakeRule.standard

        /// Without a word of the source's.
        init(brakes: BrakeRule) { self.brakes = brakes }

        /// What `fields` holds, and where it holds nothing, `fallback`.
        init(_ fields: Fields, over fallback: Defaults) {
            snapshots = fields.optional("snapshots", .list(of: .snapshotPattern)) ?? fallback.snapshots
            initial = fields.optional("initial", .choice()) ?? fallback.initial
            intermediate = fields.optional("intermediate", .choice()) ?? fallback.intermediate
            onDivergence = fields.optional("on_divergence", .choice()) ?? fallback.onDivergence
            keep = fields.optional("keep", Keep.kind) ?? fallback.keep
            freshWithin = fields.optional("fresh_within", FreshWithin.kind) ?? fallback.freshWithin
            brakes = fields.optional("brakes", .brakes) ?? fallback.brakes
        }
    }

    static func kind(defaults: Defaults, isLocal: Bool) -> Kind<DatasetRule> {
        .mapping("a dataset", example: "{ remote: tank/data, local: backup/web1/data }") { fields in
            let remote = fields.required("remote", .dataset(example: "tank/data"))
            let local = fields.required("local", .dataset(example: "backup/web1/data"))
            let recursive = fields.optional("recursive", .flag)
            let exclude = fields.optional("exclude", .list(of: .datasetPattern)) ?? []
            let own = Defaults(fields, over: defaults)
            let raw = fields.optional("raw", .flag)
            if recursive == false || !fields.has("recursive") {
                fields.refuse(
                    "exclude", "nothing below the dataset is pulled anyway; write recursive: true, or leave it out")
            }
            guard let remote, let local else { return nil }
            if local.parent == nil {
                fields.fault(
                    in: "local",
                    "\"\(local)\" is a pool's root, and zfs receive needs a dataset below a pool; "
                        + "name a child, such as local: \(local)/\(remote)")
            } else if isLocal, local.isWithin(remote) || remote.isWithin(local) {
                fields.fault(
                    in: "local",
                    "\"\(local)\" and the remote \"\(remote)\" lie within one another on this machine; "
                        + "choose them apart")
            }
            return DatasetRule(
                remote: remote, local: local, recursive: recursive ?? false, exclude: exclude, snapshots: own.snapshots,
                initial: own.initial, intermediate: own.intermediate, onDivergence: own.onDivergence, raw: raw,
                keep: own.keep, freshWithin: own.freshWithin, brakes: own.brakes, position: fields.position(of: "local")
            )
        }
    }
}

extension [Source] {
    /// Whether a target right below `parent` is set aside without a person when it has parted from its source.
    func quarantine(below parent: DatasetName) -> Bool {
        contains { $0.datasets.contains { $0.local.parent == parent && $0.onDivergence == .quarantine } }
    }
}
