package import ZFS

/// What a record tells of.
package enum Event: Equatable, Sendable {
    /// A session begins.
    case opened
    /// At the source: a stream left, or part of one.
    case sent(Stream)
    /// On the backup host: a stream came, or part of one.
    case received(Stream)
    /// At the source: a request that was answered with an error before any byte of a stream.
    case refused(asked: Words, code: Words, reason: Words)
    /// On the backup host: so many snapshots that came in this session were found in the pool afterwards.
    case readBack(UInt64)
    /// On the backup host: a dataset, or the source as a whole, failed.
    case failed(dataset: DatasetName?, reason: Words)
    /// The session ended; so many refusals were not recorded one by one.
    case closed(outcome: Words, milliseconds: UInt64, omitted: UInt64)
    /// The line before this record is the beginning of one, whose writer was stopped: its digest, without a newline.
    case torn(Digest)
}

/// One stream: which, how much of it passed, how long that took, and how it ended.
package struct Stream: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        /// To its end.
        case whole
        case cut(Words)
    }

    /// The snapshot, by its name at the source.
    package let snapshot: SnapshotName
    package let guid: Guid
    /// What it starts from; `nil` for a full stream.
    package let base: Guid?
    /// The rest of a stream that was cut before.
    package let isResumed: Bool
    /// On the backup host: the dataset that it went into.
    package let target: DatasetName?
    package var bytes: UInt64 = 0
    package var milliseconds: UInt64 = 0
    package var outcome = Outcome.whole

    package init(_ snapshot: SnapshotName, guid: Guid, base: Guid?, isResumed: Bool, target: DatasetName? = nil) {
        self.snapshot = snapshot
        self.guid = guid
        self.base = base
        self.isResumed = isResumed
        self.target = target
    }

    package var isWhole: Bool { outcome == .whole }
}

/// A text of any origin, cut to a length that keeps a record short.
package struct Words: Hashable, Sendable, CustomStringConvertible {
    package static let limit = 400
    package let description: String

    /// - Parameter text: what is more than `limit` UTF-16 units of it is left out.
    package init(_ text: String) { description = String(decoding: text.utf16.prefix(Self.limit), as: UTF16.self) }
}
