import System

/// Names that datasets get when they are set aside, and by which they are known from then on.
extension DatasetName {
    private static let mark = ".quarantine-"

    /// A name beside this one: `backup/data` → `backup/data.quarantine-20261123T221504`, in UTC; `nil` when it would be longer
    /// than ZFS takes.
    ///
    /// - Parameter seconds: since 1970.
    package func quarantined(at seconds: UInt64) -> DatasetName? {
        DatasetName(description + Self.mark + UniversalTime.digits(seconds))
    }

    /// Whether this was set aside, or lies in something that was. Such a dataset is nobody's target: nothing is received into it,
    /// and nothing of it is pruned.
    package var isQuarantined: Bool {
        description.split(separator: "/").contains { component in
            guard let mark = component.firstRange(of: Self.mark), mark.lowerBound > component.startIndex else {
                return false
            }
            let (date, time) = (component[mark.upperBound...].prefix(8), component[mark.upperBound...].dropFirst(8))
            return date.count == 8 && date.allSatisfy(\.isNumber) && time.count == 7 && time.first == "T"
                && time.dropFirst().allSatisfy(\.isNumber)
        }
    }
}
