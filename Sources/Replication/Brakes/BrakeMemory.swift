package import ZFS

/// What is known of a target from earlier runs, and from the person who released it.
package struct BrakeMemory: Hashable, Sendable {
    /// The brake that is on.
    package var hold: Hold?
    /// How many snapshots that the rule wants the source's dataset had at the last look.
    package var wanted: Int?
    /// The newest snapshot that both sides have had.
    package var common: Guid?
    /// When a run last found them to have it, by the clock here: seconds since 1970.
    package var seen: UInt64
    package var allowance: BrakeAllowance

    package init(
        hold: Hold? = nil, wanted: Int? = nil, common: Guid? = nil, seen: UInt64 = 0,
        allowance: BrakeAllowance = BrakeAllowance()
    ) {
        self.hold = hold
        self.wanted = wanted
        self.common = common
        self.seen = seen
        self.allowance = allowance
    }
}

/// Why a dataset is held: nothing of it is received.
package enum Hold: Hashable, Sendable {
    /// An earlier run has put the brake on: seconds since 1970, and its reason in words.
    case earlier(since: UInt64, reason: String)
    /// This look found it; never empty.
    case now([BrakeCause])
    /// A snapshot would be from the future, by a clock here that is behind an earlier run's, both in seconds since 1970. No brake
    /// is put on: the next run judges anew.
    case clock(ShortName, now: UInt64, seen: UInt64)
}

/// What looks wrong.
package enum BrakeCause: Hashable, Sendable {
    /// An increment that replaces most of its dataset, the bytes that it is estimated to have, and those that are usual.
    case growth(ShortName, bytes: UInt64, usual: UInt64)
    /// How many snapshots the source's dataset has left of so many.
    case lost(left: Int, of: Int)
    /// A snapshot whose time is so many seconds ahead of the clock here, and the newest one that would come.
    case future(ShortName, ahead: UInt64, newest: Guid)

    /// What lets the same pass another time. A loss is told of once, since the next look compares with what is left.
    package var allowance: BrakeAllowance {
        switch self {
        case .growth(_, let bytes, _): BrakeAllowance(bytes: bytes)
        case .lost: BrakeAllowance()
        case .future(_, _, let newest): BrakeAllowance(upTo: "\(newest)")
        }
    }
}
