package import ZFS

/// What the administrator wants of one dataset or tree of the source.
package struct SyncRule: Hashable, Sendable {
    /// Where a first sync begins.
    package enum Initial: String, Sendable, CaseIterable { case earliest, latest }
    /// Which snapshots between the base and the newest are sent.
    package enum Intermediate: String, Sendable, CaseIterable { case all, latest }

    /// The datasets of the source.
    package let selection: DatasetSelection
    /// Where the selection's root goes; what is below it goes below this.
    package let target: DatasetName
    /// The snapshots wanted; all when empty.
    package let snapshots: [Glob]
    package let initial: Initial
    package let intermediate: Intermediate
    /// Whether encrypted datasets are asked for as raw streams; `nil` as the source's policy has it.
    package let raw: Bool?
    package let brakes: BrakeRule
    /// Whether what has parted from its source is set aside without a person.
    package let quarantines: Bool

    package init(
        selection: DatasetSelection, target: DatasetName, snapshots: [Glob] = [], initial: Initial = .earliest,
        intermediate: Intermediate = .all, raw: Bool? = nil, brakes: BrakeRule = .standard,
        quarantines: Bool = false
    ) {
        self.selection = selection
        self.target = target
        self.snapshots = snapshots
        self.initial = initial
        self.intermediate = intermediate
        self.raw = raw
        self.brakes = brakes
        self.quarantines = quarantines
    }
}

/// What the source has laid down for this key, as its HELLO says.
package struct SourcePolicy: Hashable, Sendable {
    /// Encrypted datasets leave as raw streams only.
    package let isRaw: Bool
    /// Unencrypted datasets leave although the policy is raw.
    package let allowsPlain: Bool
    /// The source goes on with interrupted streams.
    package let canResume: Bool

    package init(isRaw: Bool, allowsPlain: Bool, canResume: Bool = true) {
        self.canResume = canResume
        self.isRaw = isRaw
        self.allowsPlain = allowsPlain
    }
}
