import ZFS

/// How a source stands, by the configuration, the history and what is in the pool: what metrics and report are made of.
///
/// Only what the configuration names is told of, so that what is backed up no more raises no alarm for ever.
struct SourceStanding: Sendable {
    let name: String
    /// All its runs that the history still has, oldest first.
    let runs: [HistoryEvent]
    /// Ordered by name.
    let datasets: [DatasetStanding]

    var lastRun: HistoryEvent? { runs.last }
    var lastSuccess: HistoryEvent? { runs.last { $0.outcome == .done } }
}

/// How a dataset here stands.
struct DatasetStanding: Sendable {
    let name: String
    let freshWithin: FreshWithin?
    /// Its last line of a run; `nil` while nothing was received since the history began.
    let last: HistoryEvent?
    /// The outcome of `last`, or done since: a later run that compared the datasets had nothing to tell of this one.
    let outcome: HistoryEvent.Outcome
    /// Whether the source had it no more at the last run that found that out.
    let isGone: Bool
    let newest: Newest?
    /// By how many seconds the newest snapshot here is older than the newest wanted one that the source had at the last run.
    let behind: UInt64
    /// The event that holds it, while nobody has released it.
    let brake: HistoryEvent?
    /// The last of each kind.
    let maintenance: [HistoryEvent.Kind: HistoryEvent]
    /// The last of each kind that succeeded.
    let maintained: [HistoryEvent.Kind: HistoryEvent]

    /// The newest snapshot here.
    struct Newest: Equatable, Encodable, Sendable {
        let name: String
        /// Seconds since 1970.
        let creation: UInt64
    }

    /// Seconds between a snapshot and `now`; 0 for one from the future.
    func age(at now: UInt64) -> UInt64? { newest.map { now > $0.creation ? now - $0.creation : 0 } }

    /// What `maintenance` and `maintained` tell of.
    static let maintenanceKinds: [HistoryEvent.Kind] = [.prune, .verify, .drill]
}

extension SourceStanding {
    /// - Parameters:
    ///   - history: oldest first.
    ///   - pool: what is here, if that could be listed: it knows the newest snapshots best. Without it, the history does.
    static func all(_ sources: [Source], history: [HistoryEvent], pool: Listing?) -> [SourceStanding] {
        let events = Dictionary(grouping: history, by: \.source)
        return sources.map { SourceStanding($0, events[$0.name] ?? [], pool) }
    }

    private init(_ source: Source, _ events: [HistoryEvent], _ pool: Listing?) {
        name = source.name
        runs = events.filter { $0.event == .run }
        let lastComparison = runs.last { $0.datasets != nil }
        var own: [DatasetName: [HistoryEvent]] = [:]
        for event in events {
            if let dataset = event.dataset.flatMap({ DatasetName($0) }) { own[dataset, default: []].append(event) }
        }
        let here = pool.map { $0.datasets.filter { !$0.snapshots.isEmpty }.map(\.name) } ?? []
        datasets = Set(here).union(own.keys).sorted().compactMap { dataset in
            source.rule(of: dataset).map {
                DatasetStanding(dataset, $0, own[dataset] ?? [], lastComparison, pool?[dataset]?.snapshots.last)
            }
        }
    }
}

extension DatasetStanding {
    fileprivate init(
        _ dataset: DatasetName, _ rule: DatasetRule, _ events: [HistoryEvent], _ comparison: HistoryEvent?,
        _ snapshot: Snapshot?
    ) {
        name = dataset.description
        freshWithin = rule.freshWithin
        let last = events.last { $0.event == .dataset }
        let isMended = comparison.map { $0.time > last?.time ?? 0 && !$0.leftToAnother(dataset) } ?? false
        self.last = last
        isGone = comparison?.gone?.contains(dataset.description) ?? false
        outcome = isMended ? .done : last?.outcome ?? .done
        let noted = events.last { $0.event == .dataset && $0.newest != nil }?.newest
        let newest =
            snapshot.map { Newest(name: $0.name.description, creation: $0.creation) }
            ?? noted.map { Newest(name: $0.name, creation: $0.creation) }
        self.newest = newest
        if !isMended, let theirs = last?.sourceNewest, let newest {
            behind = theirs.creation > newest.creation ? theirs.creation - newest.creation : 0
        } else {
            behind = 0
        }
        let held = events.last { $0.event == .brake || $0.event == .release }
        brake = held?.event == .brake ? held : nil
        let cared = events.filter { Self.maintenanceKinds.contains($0.event) }
        maintenance = cared.lastOfEachKind
        maintained = cared.filter { $0.outcome == .done }.lastOfEachKind
    }
}

extension HistoryEvent {
    /// Whether another run was at work on the dataset, so that this one found nothing out about it.
    fileprivate func leftToAnother(_ dataset: DatasetName) -> Bool {
        locked?.contains { DatasetName($0).map(dataset.isWithin) ?? false } ?? false
    }
}

extension [HistoryEvent] {
    fileprivate var lastOfEachKind: [HistoryEvent.Kind: HistoryEvent] {
        Dictionary(map { ($0.event, $0) }, uniquingKeysWith: { _, later in later })
    }
}

extension Source {
    /// The rule that brings a dataset here, if one does.
    fileprivate func rule(of local: DatasetName) -> DatasetRule? {
        datasets.first { rule in
            guard local.isWithin(rule.local), let path = local.path(below: rule.local),
                let remote = path.isEmpty ? rule.remote : rule.remote.appending(path)
            else { return false }
            return rule.selection.contains(remote)
        }
    }
}
