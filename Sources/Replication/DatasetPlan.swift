package import ZFS

/// What a run will do for one dataset.
package struct DatasetPlan: Hashable, Sendable {
    package let remote: DatasetName
    package let local: DatasetName
    package let action: Action
    /// What would spare a full stream, if a person did it first. Nothing waits for it.
    package let hint: RenameHint?
    package let gap: Gap

    package init(
        remote: DatasetName, local: DatasetName, action: Action, hint: RenameHint? = nil,
        gap: Gap = Gap()
    ) {
        self.remote = remote
        self.local = local
        self.action = action
        self.hint = hint
        self.gap = gap
    }

    package enum Action: Hashable, Sendable {
        /// The newest wanted snapshot of the source is here already; the next increment will start from this one.
        case upToDate(TransferBase)
        /// The source's dataset has no snapshot that is wanted.
        case empty
        /// The source has no such dataset any more, or the key may not see it; what is here stays.
        case gone
        case transfer(Transfer)
        /// An interrupted receive is in the way that nothing can go on with, and that this user may not drop.
        case stale(StaleState)
        case stop(Obstacle)
        /// Something looks wrong; a person has to release the dataset.
        case held(Hold)
    }
}

/// Streams to receive, in order.
package struct Transfer: Hashable, Sendable {
    /// What an interrupted receive left and nothing can go on with; it has to be dropped first.
    package let stale: StaleState?
    /// What has parted from the source, and is set aside before anything is received.
    package var aside: Aside?
    /// The rest of an interrupted stream, which comes before everything else.
    package let resume: ResumedHop?
    /// What the first of `hops` starts from; `nil` makes it a full stream.
    package let base: TransferBase?
    /// Oldest first. Empty only when `resume` is all there is to do.
    package let hops: [PlannedHop]
    package let flags: StreamFlags
    /// Snapshots that no increment can reach: each was made in the same transaction as the one before it.
    package let twins: [ShortName]

    package init(
        stale: StaleState?, resume: ResumedHop?, base: TransferBase?, hops: [PlannedHop], flags: StreamFlags,
        twins: [ShortName] = []
    ) {
        self.stale = stale
        self.resume = resume
        self.base = base
        self.hops = hops
        self.flags = flags
        self.twins = twins
    }

    /// About how many bytes will come, by what ZFS tells of the snapshots' sizes.
    package var estimate: UInt64 { hops.reduce(resume?.estimate ?? 0) { $0 &+ $1.estimate } }
    package var hopCount: Int { hops.count + (resume == nil ? 0 : 1) }

    /// When one of its snapshots was taken at the source: seconds since 1970.
    package func creation(of guid: Guid) -> UInt64? {
        resume?.token.to == guid ? resume?.creation : hops.first { $0.guid == guid }?.creation
    }
}

/// A local dataset that gets another name, with all below it.
package struct Aside: Hashable, Sendable {
    package let name: DatasetName
    /// Why it cannot go on.
    package let obstacle: Obstacle
}

/// A snapshot to receive.
package struct PlannedHop: Hashable, Sendable {
    package let name: ShortName
    package let guid: Guid
    /// Bytes, roughly: `referenced` for a full stream, the sum of `written` for an increment.
    package let estimate: UInt64
    /// Bytes that the snapshot gives access to.
    package let referenced: UInt64
    /// Seconds since 1970.
    package let creation: UInt64
}

/// What an increment starts from.
package struct TransferBase: Hashable, Sendable {
    package let name: ShortName
    package let guid: Guid
    /// The source has only a bookmark of it left.
    package let isBookmark: Bool
    /// What the snapshot is called here.
    package let localName: ShortName

    package init(name: ShortName, guid: Guid, isBookmark: Bool, localName: ShortName) {
        self.name = name
        self.guid = guid
        self.isBookmark = isBookmark
        self.localName = localName
    }
}

/// An interrupted stream that can go on.
package struct ResumedHop: Hashable, Sendable {
    package let token: ResumeToken
    package let name: ShortName
    /// Bytes still to come, roughly.
    package let estimate: UInt64
    /// Seconds since 1970.
    package let creation: UInt64

    package static func == (left: Self, right: Self) -> Bool { left.token == right.token }
    package func hash(into hasher: inout Hasher) { hasher.combine(token.text) }
}

/// An interrupted stream that cannot go on.
package struct StaleState: Hashable, Sendable {
    /// The local property `receive_resume_token`, by which it is recognised later.
    package let token: String
    package let reason: String

    package init(token: String, reason: String) {
        self.token = token
        self.reason = reason
    }
}
