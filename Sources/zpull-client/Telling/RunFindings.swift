import Replication
import ZFS

/// What a run found out, as far as anybody is to be told of it.
struct RunFindings: Equatable, Sendable {
    let sources: [SourceFindings]

    /// What is wrong now, source by source.
    var concerns: [Concern] { sources.flatMap(\.concerns) }
    var hasFailed: Bool { concerns.contains(where: \.isOfRun) }
    /// Something was left to another run, which will tell what became of it.
    var hasLocked: Bool { sources.contains { !$0.locked.isEmpty } }
}

/// The same of one source.
struct SourceFindings: Equatable, Sendable {
    let source: String
    /// The targets of what was compared and is still at the source; `nil` when it did not come so far.
    let datasets: Set<String>?
    /// Targets that another run was working on.
    let locked: [DatasetName]
    /// Those of `datasets` whose turn did not come.
    let notReached: Set<String>
    let snapshots: Int
    /// Bytes of stream.
    let bytes: UInt64
    var concerns: [Concern]
    /// The targets whose age was looked at; `nil` when none was to be.
    var watched: Set<String>?
    /// The targets of which it was looked at how verifications and drills went; `nil` when none was to be.
    var proven: Set<String>?

    /// What became of something that was wrong before, and is not among `concerns` now.
    enum Fate { case over, forgotten, unknown }

    func fate(of concern: Concern) -> Fate {
        guard let dataset = concern.place.dataset.flatMap({ DatasetName($0) }) else {
            return datasets == nil ? .unknown : .over
        }
        let name = "\(dataset)"
        let known: Set<String>?
        switch concern.kind {
        case .behind: known = watched
        case .flaw: known = proven
        case .failure:
            let isOpen = notReached.contains(name) || locked.contains(where: dataset.isWithin)
            known = isOpen ? nil : datasets
        }
        return known.map { $0.contains(name) ? .over : .forgotten } ?? .unknown
    }
}

extension SourceFindings {
    /// - Parameter time: seconds since 1970.
    init(_ result: SourceResult, at time: UInt64) {
        let compared = result.datasets.filter { $0.result != .gone }
        self.init(
            source: result.source,
            datasets: result.datasets.isEmpty ? nil : Set(compared.map(\.plan.local.description)),
            locked: result.locked,
            notReached: Set(compared.filter { $0.result.error?.isOther == true }.map(\.plan.local.description)),
            snapshots: result.datasets.reduce(0) { $0 + $1.result.received.snapshots.count },
            bytes: result.datasets.reduce(0) { $0 + $1.result.received.bytes },
            concerns: Self.concerns(result, at: time))
    }

    /// One for all that is of the source, then one for each dataset that failed by itself.
    private static func concerns(_ result: SourceResult, at time: UInt64) -> [Concern] {
        let own = result.datasets.compactMap { plan, result in result.error.map { (plan, $0) } }
        let general = result.errors.filter { $0.lockedTarget == nil } + own.map(\.1).filter(\.isOfSession)
        var concerns: [Concern] = []
        if let first = general.first {
            let more = general.count == 1 ? "" : " (and \(general.count - 1) more)"
            let code = ExitCode.combined(general.map(\.exitCode))
            concerns.append(
                Concern(
                    place: .init(source: result.source), kind: .failure(exitCode: code, problem: "\(first)\(more)"),
                    since: time))
        }
        for (plan, error) in own where !error.isOther {
            concerns.append(
                Concern(
                    place: .init(source: result.source, dataset: "\(plan.local)"),
                    kind: .failure(exitCode: error.exitCode, problem: "\(error)"), since: time))
        }
        return concerns
    }
}

extension SourceFindings {
    /// Adds what is wrong with what is here, whether this run had to do with it or not, as `check` judges it.
    ///
    /// - Parameters:
    ///   - wanted: what people want to hear of.
    ///   - time: seconds since 1970.
    mutating func look(at status: SourceStatus, on wanted: Set<Notify.Event>, at time: UInt64) {
        func note(_ dataset: DatasetStatus, _ kind: Concern.Kind) {
            concerns.append(
                Concern(place: .init(source: source, dataset: "\(dataset.dataset)"), kind: kind, since: time))
        }
        if wanted.contains(.behind) {
            let aging = status.datasets.filter { $0.freshWithin != nil && $0.state != .gone }
            watched = Set(aging.filter { $0.newest != nil }.map(\.dataset.description))
            for dataset in aging {
                guard let newest = dataset.newest, let level = Concern.Level(dataset.severityOfAge) else { continue }
                note(dataset, .behind(level, newest: newest.creation))
            }
        }
        if wanted.contains(.failure) {
            proven = Set(status.datasets.map(\.dataset.description))
            for dataset in status.datasets where !dataset.flaws.isEmpty {
                note(dataset, .flaw(problem: dataset.flaws.map(\.words).joined(separator: "; ")))
            }
        }
    }
}

extension Concern.Level {
    fileprivate init?(_ severity: Severity) {
        switch severity {
        case .fine: return nil
        case .warning: self = .warn
        case .critical: self = .critical
        }
    }
}

extension SyncError {
    /// It came up at a dataset, and is of the source or of another dataset.
    fileprivate var isOther: Bool {
        switch self {
        case .session, .notReached, .parentFailed: true
        default: false
        }
    }

    fileprivate var isOfSession: Bool { if case .session = self { true } else { false } }
}
