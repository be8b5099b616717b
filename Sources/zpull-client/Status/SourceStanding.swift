import ZFS

/// What metrics and report tell of a source: its status, and what the history knows beside it.
struct SourceStanding: Sendable {
    let status: SourceStatus
    /// All its runs that the history still has, oldest first, but for those that left all to another one.
    let runs: [HistoryEvent]
    private let care: [String: Care]

    /// What was done for a dataset after it had come: the last of each kind, and the last that succeeded.
    struct Care: Sendable {
        static let kinds: [HistoryEvent.Kind] = [.prune, .verify, .drill]
        fileprivate(set) var last: [HistoryEvent.Kind: HistoryEvent] = [:]
        fileprivate(set) var lastGood: [HistoryEvent.Kind: HistoryEvent] = [:]

        fileprivate mutating func forgetFailed(_ kind: HistoryEvent.Kind) {
            if last[kind]?.outcome.isTrouble == true { last[kind] = lastGood[kind] }
        }
    }

    var name: String { status.source }
    var lastRun: HistoryEvent? { runs.last }
    var lastSuccess: HistoryEvent? { runs.last { $0.outcome == .done } }

    func care(for dataset: DatasetName) -> Care { care[dataset.description] ?? Care() }

    /// - Parameter history: oldest first.
    static func all(_ statuses: [SourceStatus], history: [HistoryEvent]) -> [SourceStanding] {
        let events = Dictionary(grouping: history, by: \.source)
        return statuses.map { SourceStanding($0, events[$0.source] ?? []) }
    }

    private init(_ status: SourceStatus, _ events: [HistoryEvent]) {
        self.status = status
        runs = events.filter { $0.event == .run && !$0.isLeftToAnother }
        var care: [String: Care] = [:]
        for event in events where Care.kinds.contains(event.event) {
            guard let dataset = event.dataset else {
                // A pass in which nothing failed has no lines of those that failed before, and had nothing more to destroy.
                if event.outcome == .done { care.keys.forEach { care[$0]?.forgetFailed(event.event) } }
                continue
            }
            care[dataset, default: Care()].last[event.event] = event
            if event.outcome == .done { care[dataset, default: Care()].lastGood[event.event] = event }
        }
        self.care = care
    }
}

extension SourceStanding {
    /// Looks at pools, locks and history of this machine.
    static func all(
        _ sources: [Source], in configuration: Configuration, until cancellation: Int32? = nil
    ) throws -> (standing: [SourceStanding], history: [HistoryEvent]) {
        let history = try HistoryFile.events(in: configuration)
        let decision = try StatusDecision(of: sources, in: configuration, history: history, until: cancellation)
        return (all(sources.map(decision.status), history: history), history)
    }
}
