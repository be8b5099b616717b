import Replication
import System
import ZFS

/// A brake as people read it.
extension Hold {
    /// What looks wrong, and since when.
    var reason: String {
        switch self {
        case .earlier(let since, let reason): "since \(LocalTime.text(since)): \(reason)"
        case .now(let causes): causes.map(\.words).joined(separator: "; ")
        case .clock(let snapshot, let now, let seen):
            "@\(snapshot) was taken in the future, by a clock here that cannot be right: it says \(LocalTime.text(now)), and the "
                + "last run was at \(LocalTime.text(seen))"
        }
    }

    func mend(_ target: DatasetName) -> String {
        switch self {
        case .clock: "set it (`timedatectl` tells it); the next run judges anew, and nothing has to be released"
        case .earlier, .now:
            "look at the source; if it is as it should be, `zpull-client release \(target.quoted)` lets the next run go on"
        }
    }
}

extension BrakeCause {
    var words: String {
        switch self {
        case .growth(let snapshot, let bytes, let usual):
            "@\(snapshot) would bring about \(Amounts.bytes(bytes)), where \(Amounts.bytes(usual)) are usual, and most of what was "
                + "there is replaced, as by an encryption of everything"
        case .lost(let left, let before):
            "the source has \(left) of the \(Amounts.count(before, "snapshot")) left that it had at the last look"
        case .future(let snapshot, let ahead, _):
            // A source may claim any time; this is more than a hundred years, and no more than a duration here can be.
            "@\(snapshot) was taken in the future: it is \(Amounts.duration(.seconds(min(ahead, 1 << 32)))) ahead of the "
                + "clock here; one of the two clocks is wrong, see `zpull-client doctor`"
        }
    }
}
