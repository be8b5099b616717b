/// Something that did not go well, and since when it has not.
struct Trouble: Equatable, Sendable {
    /// Of the first of the failures in a row: seconds since 1970.
    var since: UInt64
    var outcome: HistoryEvent.Outcome
    /// Of the last of them.
    var problem: String?
}

/// What the history says of one source as it stands now.
struct SourceHistory: Equatable, Sendable {
    struct Dataset: Equatable, Sendable {
        var trouble: Trouble?
        /// What the source had that was wanted and is not here, when it was last looked at.
        var sourceNewest: HistoryEvent.Snapshot?
    }

    private(set) var lastRun: HistoryEvent?
    /// When both sides were last compared: seconds since 1970.
    private(set) var lastLook: UInt64?
    /// What went wrong with the source as a whole.
    private(set) var trouble: Trouble?
    /// The last run could not compare the sides, so that its trouble is that of every dataset.
    private(set) var isOutOfReach = false
    /// What kept the last pass of `prune` from pruning all of it.
    private(set) var pruning: Trouble?
    private(set) var datasets: [String: Dataset] = [:]
    /// Datasets here that the source no longer has.
    private(set) var gone: Set<String> = []

    /// - Parameter events: oldest first. Lines of datasets that received may be left out: the run's line says as much.
    static func all(in events: [HistoryEvent]) -> [String: SourceHistory] {
        var histories: [String: SourceHistory] = [:]
        var told: [String: [String: HistoryEvent]] = [:]
        for event in events {
            histories[event.source, default: SourceHistory()].note(event, told: &told[event.source, default: [:]])
        }
        return histories
    }

    /// - Parameter told: the lines of datasets that wait for that of their run.
    private mutating func note(_ event: HistoryEvent, told: inout [String: HistoryEvent]) {
        switch event.event {
        case .run:
            if !event.isLeftToAnother { close(event, told) }
            told = [:]
        case .dataset: if let name = event.dataset { told[name] = event }
        // Whether a brake is on, its file says.
        case .brake, .release, .verify, .drill, .quarantine: break
        // A pass, not one of its datasets.
        case .prune:
            guard event.dataset == nil, event.outcome != .locked else { break }
            pruning = event.outcome.isTrouble ? Trouble(event, after: pruning) : nil
        }
    }

    /// A run's own line comes last, and says what to make of datasets without one.
    private mutating func close(_ run: HistoryEvent, _ told: [String: HistoryEvent]) {
        let locked = run.locked ?? []
        func isLocked(_ name: String) -> Bool { locked.contains { name == $0 || name.hasPrefix($0 + "/") } }
        lastRun = run
        for (name, event) in told {
            var dataset = datasets[name] ?? Dataset()
            dataset.sourceNewest = event.sourceNewest
            dataset.trouble = event.outcome == .done ? nil : Trouble(event, after: dataset.trouble)
            datasets[name] = dataset
        }
        let isCompared = run.datasets != nil
        if isCompared {
            lastLook = run.time
            for name in datasets.keys where told[name] == nil && !isLocked(name) {
                datasets[name]?.trouble = nil
                datasets[name]?.sourceNewest = nil
            }
            gone = gone.filter(isLocked).union(run.gone ?? [])
        }
        if run.problem != nil {
            trouble = Trouble(run, after: trouble)
            isOutOfReach = !isCompared
        } else if isCompared {
            trouble = nil
            isOutOfReach = false
        }
    }
}

extension Trouble {
    /// - Parameter earlier: what went wrong already.
    fileprivate init(_ event: HistoryEvent, after earlier: Trouble?) {
        self.init(since: earlier?.since ?? event.time, outcome: event.outcome, problem: event.problem)
    }
}
