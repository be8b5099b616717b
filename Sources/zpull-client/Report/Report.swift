import ZFS

/// What `zpull-client report` tells; docs/operations.md describes its JSON, `ReportPage` makes the page of it.
struct Report {
    let host: String
    /// When it was made: seconds since 1970.
    let time: UInt64
    let sources: [SourceStanding]
    /// What did not go well, newest first, at most `failureLimit`.
    let failures: [HistoryEvent]

    static let failureLimit = 30

    /// - Parameter history: oldest first.
    init(_ sources: [SourceStanding], history: [HistoryEvent], host: String, at time: UInt64) {
        (self.host, self.time, self.sources) = (host, time, sources)
        let names = Set(sources.map(\.name))
        failures = Array(
            history.filter { $0.outcome.isTrouble && $0.problem != nil && names.contains($0.source) }
                .suffix(Self.failureLimit).reversed())
    }

    /// The worst of all.
    var severity: Severity { sources.map(\.severity).max() ?? .fine }
}

extension SourceStanding {
    /// The worst of it and its datasets.
    var severity: Severity { status.datasets.map(severity).reduce(status.severity, max) }

    /// That of its status, and a warning where it could not be pruned.
    func severity(of dataset: DatasetStatus) -> Severity {
        let pruning = care(for: dataset.dataset).last[.prune]
        return max(dataset.severity, pruning.map { $0.outcome == .done ? .fine : .warning } ?? .fine)
    }
}

/// A report as `report --json` prints it.
struct ReportJSON: Encodable {
    let host: String
    let time: UInt64
    let sources: [StatusJSON]
    /// The last of each kind of each dataset.
    let care: [HistoryEvent]
    let failures: [HistoryEvent]

    init(_ report: Report) {
        (host, time, failures) = (report.host, report.time, report.failures)
        sources = report.sources.map { StatusJSON($0.status) }
        care = report.sources.flatMap { source in
            source.status.datasets.flatMap { dataset in
                SourceStanding.Care.kinds.compactMap { source.care(for: dataset.dataset).last[$0] }
            }
        }
    }
}
