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
        }
    }

    func mend(_ target: DatasetName) -> String {
        "look at the source; if it is as it should be, `zpull-client release \(target.quoted)` lets the next run go on"
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
        case .future(let snapshot, let ahead):
            // A source may claim any time; this is more than a hundred years, and no more than a duration here can be.
            "@\(snapshot) was taken in the future: it is \(Amounts.duration(.seconds(min(ahead, 1 << 32)))) ahead of the clock here"
        }
    }
}
