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
    package var isQuarantined: Bool { description.split(separator: "/").contains { Self.former($0) != nil } }

    /// What this was called before it was set aside, by itself or in something that was: of
    /// `backup/web1.quarantine-20261123T221504/data`, `backup/web1/data`; `nil` when it was not.
    package var nameBeforeQuarantine: DatasetName? {
        guard isQuarantined else { return nil }
        let components = description.split(separator: "/").map { Self.former($0) ?? $0 }
        return DatasetName(components.joined(separator: "/"))
    }

    /// What stood before the mark; `nil` without one.
    private static func former(_ component: Substring) -> Substring? {
        guard let mark = component.firstRange(of: mark), mark.lowerBound > component.startIndex else { return nil }
        let (date, time) = (component[mark.upperBound...].prefix(8), component[mark.upperBound...].dropFirst(8))
        let isMarked =
            date.count == 8 && date.allSatisfy(\.isNumber) && time.count == 7 && time.first == "T"
            && time.dropFirst().allSatisfy(\.isNumber)
        return isMarked ? component[..<mark.lowerBound] : nil
    }
}
