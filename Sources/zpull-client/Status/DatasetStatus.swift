import ZFS

/// How bad it is, as monitoring has it.
enum Severity: Int32, Comparable, Sendable {
    case fine = 0, warning, critical

    static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}

/// How a dataset here stands.
struct DatasetStatus: Equatable, Sendable {
    enum State: Equatable, Sendable {
        /// All that the source had is here, and it is as fresh as it shall be.
        case current
        /// The source had more when it was last looked at, or the newest snapshot is older than it shall become.
        case behind
        case failed(Trouble)
        /// A person has to look.
        case stopped(Trouble)
        /// By a brake.
        case held(Trouble)
        case neverPulled
        /// Nothing is here, as the source has no snapshot of it that is wanted; what lies below it comes.
        case empty
        /// The source no longer has it.
        case gone

        /// As JSON and metrics have it.
        var word: String {
            switch self {
            case .current: "current"
            case .behind: "behind"
            case .failed: "failed"
            case .stopped: "stopped"
            case .held: "held"
            case .neverPulled: "never-pulled"
            case .empty: "empty"
            case .gone: "gone"
            }
        }

        /// Each of them.
        static let words = ["current", "behind", "failed", "stopped", "held", "never-pulled", "empty", "gone"]
    }

    let dataset: DatasetName
    let remote: DatasetName
    /// The newest snapshot here.
    let newest: Snapshot?
    /// Seconds from the time that the newest snapshot was taken until now; a clock that is behind makes it zero.
    let age: UInt64?
    /// Seconds from the newest snapshot here to the newest that was wanted at the source, when it was last looked at; `nil`
    /// when it never was.
    let lag: UInt64?
    /// Bytes, snapshots included (property `used`), without those of datasets below.
    let used: UInt64?
    let freshWithin: FreshWithin?
    /// A run, or the pruning, holds the lock of its target.
    let isRunning: Bool
    let state: State
    /// Verifications and drills of it that failed, the first of them first.
    let flaws: [Flaw]

    /// By age alone.
    var severityOfAge: Severity {
        if state == .gone || state == .empty { return .fine }
        guard let freshWithin else { return age == nil ? .warning : .fine }
        // A first stream may take days.
        return age.map(freshWithin.severity) ?? (isRunning ? .warning : .critical)
    }

    /// As far as it is about what came, and when. One failure is no alarm where the age of the data will be one in time.
    var severityOfPulls: Severity {
        let ofState: Severity =
            switch state {
            case .current, .behind, .neverPulled, .empty, .gone: .fine
            case .failed: freshWithin == nil ? .critical : .warning
            case .stopped, .held: .critical
            }
        return max(ofState, severityOfAge)
    }

    /// What came in time and cannot be read is no backup.
    var severity: Severity { flaws.isEmpty ? severityOfPulls : .critical }

    var trouble: Trouble? {
        switch state {
        case .failed(let trouble), .stopped(let trouble), .held(let trouble): trouble
        case .current, .behind, .neverPulled, .empty, .gone: nil
        }
    }
}

/// How a source stands, and each of its datasets here.
struct SourceStatus: Equatable, Sendable {
    let source: String
    let lastRun: HistoryEvent?
    let lastLook: UInt64?
    /// What went wrong with the source as a whole.
    let trouble: Trouble?
    let isOutOfReach: Bool
    /// What keeps it from being pruned. It makes nothing worse here: what is behind it tells for itself.
    let pruning: Trouble?
    let datasets: [DatasetStatus]

    /// Of its own. Where no dataset could be compared, that of the datasets tells.
    var severity: Severity {
        guard trouble != nil else { return .fine }
        return isOutOfReach ? datasets.map(\.severityOfPulls).max() ?? .warning : .warning
    }
}

extension FreshWithin {
    /// - Parameter age: seconds.
    func severity(ofAge age: UInt64) -> Severity {
        let age = Duration.seconds(Int64(clamping: age))
        return age > critical ? .critical : age > warn ? .warning : .fine
    }
}
