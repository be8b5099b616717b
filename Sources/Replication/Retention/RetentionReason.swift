package import ZFS

/// Why a snapshot stays.
package enum RetentionReason: Hashable, Sendable, CustomStringConvertible {
    /// It is the first of its hour, day, …: the how many-th back from now, of how many.
    case period(RetentionPeriod, Int, of: Int)
    /// It is the how many-th of the newest, of how many.
    case last(Int, of: Int)
    case within(Duration)
    case protected(by: Glob)
    /// It is one of the newest so many, which stay whatever `keep` says.
    case floor(Int)
    /// The next increment starts from it.
    case common
    /// The rest of an interrupted stream goes on top of it.
    case interrupted
    /// Somebody has a hold on it (`zfs hold`).
    case held
    /// A dataset was made of it (`zfs clone`), which cannot be without it.
    case cloned

    package var description: String {
        switch self {
        case .period(let period, let place, let count): "\(period) \(place) of \(count)"
        case .last(let place, let count): "last \(place) of \(count)"
        case .within(let age): "within \(Self.text(age))"
        case .protected(let glob): "protected by \(glob)"
        case .floor(let count): "floor: the newest \(count)"
        case .common: "last common with the source"
        case .interrupted: "base of an interrupted receive"
        case .held: "held"
        case .cloned: "a clone is made of it"
        }
    }

    /// As the configuration has it: `7d`.
    private static func text(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        let units: [(length: Int64, name: String)] = [(86_400, "d"), (3600, "h"), (60, "m")]
        let unit = units.first { seconds % $0.length == 0 } ?? (1, "s")
        return "\(seconds / unit.length)\(unit.name)"
    }
}

/// Whether a snapshot stays, and all that keeps it.
package struct RetentionVerdict: Hashable, Sendable {
    package let snapshot: Snapshot
    /// Empty when it goes.
    package let reasons: [RetentionReason]

    package init(_ snapshot: Snapshot, _ reasons: [RetentionReason]) {
        self.snapshot = snapshot
        self.reasons = reasons
    }

    package var stays: Bool { !reasons.isEmpty }
}
