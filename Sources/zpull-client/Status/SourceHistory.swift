/// Something that did not go well, and since when it has not.
struct Trouble: Equatable, Sendable {
    /// Of the first of the failures in a row: seconds since 1970.
    var since: UInt64
    var outcome: HistoryEvent.Outcome
    /// Of the last of them.
    var problem: String?
}

/// A verification or a drill that failed, and that none has made good since.
struct Flaw: Equatable, Sendable {
    /// `verify` or `drill`.
    let event: HistoryEvent.Kind
    let trouble: Trouble
    /// What could not be read, or not be restored.
    let snapshot: HistoryEvent.Snapshot?

    /// Whether a later event about the same dataset is about this: that of a drill is about all drills.
    fileprivate func isSame(as later: HistoryEvent) -> Bool {
        event == later.event && (event == .drill || snapshot?.guid == later.newest?.guid)
    }
}

extension HistoryEvent {
    /// Whether this verification or drill, which went well, has looked at what an earlier one of the dataset failed at. One that
    /// failed without having come to a snapshot is made good by any.
    func makesGood(_ failed: Kind, at snapshot: Snapshot?) -> Bool {
        guard event == failed, let snapshot, event == .verify else { return event == failed }
        let newest = newest ?? snapshot
        let oldest = oldest ?? newest
        return (oldest.creation...max(oldest.creation, newest.creation)).contains(snapshot.creation)
    }
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
    /// Targets of whose datasets the source has no snapshot that is wanted.
    private(set) var empty: Set<String> = []
    /// By the names of datasets here, oldest first.
    private(set) var flaws: [String: [Flaw]] = [:]

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
        case .verify, .drill: if let name = event.dataset { noteProof(event, of: name) }
        // What is there by that name from now on is another one.
        case .quarantine:
            if let name = event.dataset {
                flaws = flaws.filter { $0.key != name && !$0.key.hasPrefix(name + "/") }
            }
        // Whether a brake is on, its file says.
        case .brake, .release: break
        // A pass, not one of its datasets.
        case .prune:
            guard event.dataset == nil, event.outcome != .locked else { break }
            pruning = event.outcome.isTrouble ? Trouble(event, after: pruning) : nil
        }
    }

    private mutating func noteProof(_ event: HistoryEvent, of name: String) {
        var flaws = flaws[name] ?? []
        if event.outcome == .done {
            flaws.removeAll { event.makesGood($0.event, at: $0.snapshot) }
        } else {
            let same = flaws.firstIndex { $0.isSame(as: event) }
            let earlier = same.map { flaws.remove(at: $0).trouble }
            flaws.append(Flaw(event: event.event, trouble: Trouble(event, after: earlier), snapshot: event.newest))
        }
        self.flaws[name] = flaws.sorted { $0.trouble.since < $1.trouble.since }
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
            empty = empty.filter(isLocked).union(run.empty ?? [])
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
