package import ZFS

/// What is known of a target from earlier runs, and from the person who released it.
package struct BrakeMemory: Hashable, Sendable {
    /// The brake that is on.
    package var hold: Hold?
    /// How many snapshots that the rule wants the source's dataset had at the last look.
    package var wanted: Int?
    /// The newest snapshot that both sides have had.
    package var common: Guid?
    package var allowance: BrakeAllowance

    package init(
        hold: Hold? = nil, wanted: Int? = nil, common: Guid? = nil, allowance: BrakeAllowance = BrakeAllowance()
    ) {
        self.hold = hold
        self.wanted = wanted
        self.common = common
        self.allowance = allowance
    }
}

/// Why a dataset is held: nothing of it is received until a person releases it.
package enum Hold: Hashable, Sendable {
    /// An earlier run has put the brake on: seconds since 1970, and its reason in words.
    case earlier(since: UInt64, reason: String)
    /// This look found it; never empty.
    case now([BrakeCause])
}

/// What looks wrong.
package enum BrakeCause: Hashable, Sendable {
    /// An increment that replaces most of its dataset, the bytes that it is estimated to have, and those that are usual.
    case growth(ShortName, bytes: UInt64, usual: UInt64)
    /// How many snapshots the source's dataset has left of so many.
    case lost(left: Int, of: Int)
    /// A snapshot whose time is so many seconds ahead of the clock here.
    case future(ShortName, ahead: UInt64)

    /// What lets the same pass another time. A loss is told of once, since the next look compares with what is left.
    package var allowance: BrakeAllowance {
        switch self {
        case .growth(_, let bytes, _): BrakeAllowance(bytes: bytes)
        case .lost: BrakeAllowance()
        case .future(_, let ahead): BrakeAllowance(ahead: ahead)
        }
    }
}
