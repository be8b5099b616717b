/// A place where a log is not what its writers have written.
package enum ChainBreak: Hashable, Sendable, CustomStringConvertible {
    /// A line that no writer has written.
    case unreadable(Place)
    /// The last line has no end: its writer was stopped in the middle of it, or something has been cut off.
    case unended(Place)
    /// A record stands behind a later one of the same file.
    case outOfOrder(Place)
    /// Two records have one number.
    case twice(UInt64, Place, Place)
    case missing(ClosedRange<UInt64>, before: Place)
    /// The next record holds another digest of this line.
    case altered(Place, referredBy: Place)
    /// The first record, and only the first, begins a chain.
    case falseBeginning(Place)
    /// The log is known to have been longer.
    case cutShort(UInt64, last: UInt64)
    /// The line is another one than is known from elsewhere.
    case notTheHead(Place)

    package var description: String {
        switch self {
        case .unreadable(let place): "\(place): the line is no record, and no later record accounts for it"
        case .unended(let place): "\(place): the last line has no end"
        case .outOfOrder(let place): "\(place): the record is older than one above it"
        case .twice(let number, let first, let second): "\(first) and \(second): two records have the number \(number)"
        case .missing(let range, let place):
            range.count == 1
                ? "\(place): record \(range.lowerBound) is missing before it"
                : "\(place): records \(range.lowerBound) to \(range.upperBound) are missing before it"
        case .altered(let place, let next): "\(place): the line is not the one that \(next) refers to"
        case .falseBeginning(let place): "\(place): the chain does not begin as one does"
        case .cutShort(let known, let last): "the log ends with record \(last), and had \(known)"
        case .notTheHead(let place): "\(place): the line is not the one whose digest was noted"
        }
    }
}
