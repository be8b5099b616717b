/// A stream that was not taken because its first record says something else than what was agreed on.
package struct StreamRefusal: Error, Equatable, CustomStringConvertible {
    /// What came instead of what was agreed on.
    package enum Reason: Equatable, Sendable {
        /// A compound stream, which can carry property lists, other datasets and deletions.
        case compound
        /// Feature flags without a meaning known here.
        case unknownFeatures(StreamFeatures)
        /// `DEDUP` or `DEDUPPROPS`.
        case deduplicated
        /// `REDACTED`: parts of the data are left out.
        case redacted
        /// `HOLDS`: it brings user holds.
        case holds
        /// `DRR_FLAG_CLONE`: its base is a snapshot of another dataset.
        case clone
        /// Another snapshot's name.
        case name(came: SnapshotName)
        /// Another snapshot's guid.
        case guid(came: Guid, agreed: Guid)
        /// Another base; `nil` for none.
        case base(came: Guid?, agreed: Guid?)
        /// Raw where plain was agreed on, or the reverse.
        case raw(agreed: Bool)
        /// Resumed where a whole stream was agreed on, or the reverse.
        case resuming(agreed: Bool)
        /// More bytes behind the first record than any real stream has.
        case payload(UInt32)
    }

    /// The snapshot that was agreed on.
    package let snapshot: SnapshotName
    package let reason: Reason

    package init(snapshot: SnapshotName, reason: Reason) {
        self.snapshot = snapshot
        self.reason = reason
    }

    /// What came, what was agreed on, and what mends it.
    package var description: String { "the stream of \(snapshot) was refused: \(came); \(mend)" }

    private var came: String {
        switch reason {
        case .compound: "it is a compound stream, and a plain one (`zfs send`, `zfs send -i`) was agreed on"
        case .unknownFeatures(let features):
            "it asks for features unknown to this version of zpull (\(features.names.joined(separator: ", ")))"
        case .deduplicated: "it is deduplicated (`zfs send -D`), and a plain stream was agreed on"
        case .redacted: "it is redacted, so it lacks data, and the whole snapshot was agreed on"
        case .holds: "it brings user holds (`zfs send -h`), and a plain stream was agreed on"
        case .clone: "it makes a clone of another dataset's snapshot, and one dataset's own history was agreed on"
        case .name(let came): "it is of \(came)"
        case .guid(let came, let agreed): "it is of the snapshot with guid \(came), and guid \(agreed) was agreed on"
        case .base(let came, let agreed):
            "it starts from \(Self.base(came)), and a start from \(Self.base(agreed)) was agreed on"
        case .raw(let agreed):
            "it is \(Self.mode(raw: !agreed)), and \(Self.mode(raw: agreed)) was agreed on for this dataset"
        case .resuming(let agreed):
            agreed
                ? "it starts from its beginning, and going on from the resume token was agreed on"
                : "it goes on from a resume token, and a stream from its beginning was agreed on"
        case .payload(let count):
            "\(count) bytes follow its first record, and at most \(StreamAgreement.maximumPayload) are taken"
        }
    }

    private var mend: String {
        switch reason {
        case .unknownFeatures: "update zpull on the backup host"
        case .name, .guid, .base: "run again: the source may have renamed or replaced the snapshot meanwhile"
        case .clone: "receive it as a dataset of its own, from nothing"
        case .raw:
            "set the source's --raw as it was when this dataset was first received, or receive into a new dataset"
        case .resuming: "drop the partial receive with `zfs receive -A` on the backup host and run again"
        case .compound, .deduplicated, .redacted, .holds, .payload: "see which program sends on the source"
        }
    }

    private static func base(_ guid: Guid?) -> String { guid.map { "the snapshot with guid \($0)" } ?? "nothing" }

    private static func mode(raw: Bool) -> String { raw ? "a raw stream" : "a plain, not raw stream" }
}
