import ZFS

/// One line of the history: what became of a source, or of one dataset. docs/operations.md describes its JSON.
struct HistoryEvent: Codable, Equatable, Sendable {
    enum Kind: String, Codable, CaseIterable, Sendable {
        /// A whole source, in one run.
        case run
        /// A dataset in such a run. One with nothing newer, and nothing else to tell, has no line of its own.
        case dataset
        /// A whole source, in one pass, and before it each dataset that lost snapshots or failed.
        case prune
        case verify, drill, quarantine
        /// A dataset was held because something looked wrong, or let go by a person.
        case brake, release
    }

    enum Outcome: String, Codable, CaseIterable, Sendable {
        case done, failed
        /// A person has to look before anything more is done.
        case stopped
        /// Nothing failed, and some or all was left to another run or to the pruning, which was at work there.
        case locked

        /// Whether something is wrong.
        var isTrouble: Bool { self == .failed || self == .stopped }
    }

    /// A snapshot here, and when it was taken at the source.
    struct Snapshot: Codable, Equatable, Sendable {
        let name: String
        /// A string, since JSON's numbers are too short.
        let guid: String
        /// Seconds since 1970.
        let creation: UInt64
    }

    /// When it was over: seconds since 1970.
    var time: UInt64
    var event: Kind
    var source: String
    /// The target's name here.
    var dataset: String?
    var outcome: Outcome
    /// How long it took.
    var seconds: Double?
    /// Received, destroyed or verified.
    var snapshots: Int?
    /// Bytes of stream; of `prune` those that were freed.
    var bytes: UInt64?
    /// Datasets that the source's rules reach, of `run`; missing when the run did not come so far as to compare them. Of `prune`
    /// those with `keep`, and snapshots here.
    var datasets: Int?
    /// Datasets, or sessions, that failed, of `run`; of `prune` also those of which nothing may go.
    var failures: Int?
    /// The newest snapshot here afterwards. Of `verify` and `drill` the newest that was read; where that failed, the one that could
    /// not be.
    var newest: Snapshot?
    /// The oldest snapshot that was read, of `verify`.
    var oldest: Snapshot?
    /// The newest at the source that is wanted here, when it is another one.
    var sourceNewest: Snapshot?
    /// Targets here that the source no longer has, of `run`.
    var gone: [String]?
    /// Targets of whose datasets the source has no snapshot that is wanted, of `run`.
    var empty: [String]?
    /// Rules' targets that another process was working on, of `run` and `prune`: nothing was found out about them and what lies
    /// below.
    var locked: [String]?
    /// What failed or was noticed, and what mends it.
    var problem: String?
}

extension HistoryEvent {
    /// A run that left all to another one: it has done nothing, and nothing follows from it.
    var isLeftToAnother: Bool { event == .run && outcome == .locked && datasets == nil }
}

extension HistoryEvent.Snapshot {
    init(_ snapshot: ZFS.Snapshot) {
        self.init(name: "\(snapshot.name)", guid: "\(snapshot.guid)", creation: snapshot.creation)
    }
}
