/// How bad a finding is.
package enum Severity: Int, Comparable, CaseIterable, Sendable, CustomStringConvertible {
    case info, low, medium, high, critical

    /// Reads one of the words `info`, `low`, `medium`, `high` and `critical`.
    package init?(_ word: some StringProtocol) {
        guard let severity = Self.allCases.first(where: { $0.description == word }) else { return nil }
        self = severity
    }

    package var description: String {
        switch self {
        case .info: "info"
        case .low: "low"
        case .medium: "medium"
        case .high: "high"
        case .critical: "critical"
        }
    }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
