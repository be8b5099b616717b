/// What to think of a dataset, the worst that is true of it.
enum DatasetCondition: String, Codable, CaseIterable, Sendable {
    /// A brake is on.
    case held
    /// A person has to look before anything more is received.
    case stopped
    case failed
    /// The source has it no more; what is here stays, and grows old.
    case gone
    /// Older than `fresh_within: critical`.
    case overdue
    /// Older than `fresh_within: warn`.
    case late
    case fresh
    /// All went well, and the configuration does not say how old it may become.
    case unlimited = "no limit"
    /// There is no snapshot here.
    case empty

    enum Gravity: Int, Comparable, Sendable {
        case good, plain, warning, bad
        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    var gravity: Gravity {
        switch self {
        case .held, .stopped, .failed, .overdue: .bad
        case .late: .warning
        case .fresh: .good
        case .unlimited, .empty, .gone: .plain
        }
    }
}

extension DatasetStanding {
    /// - Parameter now: seconds since 1970.
    func condition(at now: UInt64) -> DatasetCondition {
        if brake != nil { return .held }
        switch outcome {
        case .stopped: return .stopped
        case .failed: return .failed
        case .done: break
        }
        if isGone { return .gone }
        guard let age = age(at: now).map({ Duration.seconds($0) }) else { return .empty }
        guard let limits = freshWithin else { return .unlimited }
        return age > limits.critical ? .overdue : age > limits.warn ? .late : .fresh
    }
}
