import System

/// One message, for all that there is to tell of a run.
struct Notice: Sendable {
    /// This machine.
    let host: String
    /// Seconds since 1970.
    let time: UInt64
    let sources: [SourceFindings]
    let news: News
    /// Sent by hand, to see whether it arrives.
    var isTest = false

    static func test(host: String, time: UInt64) -> Notice {
        Notice(host: host, time: time, sources: [], news: News(concerns: [], over: []), isTest: true)
    }

    /// What is named of each list; the rest is counted. Hundreds of datasets that failed make no better message.
    static let longestList = 15

    /// `zpull on backup1: FAILED: web1 (2 of 14 datasets)`: the worst first.
    var subject: String { "zpull on \(host): \(headline)" }

    private var headline: String {
        if isTest { return "test message" }
        let failed = news.concerns.filter(\.concern.isOfRun)
        let flawed = news.concerns.filter(\.concern.isFlaw)
        let behind = news.concerns.filter { $0.concern.event == .behind }
        let parts = [
            part(failed.contains(where: \.isNew) ? "FAILED" : "still FAILED", failed.map(\.concern), ofAll: true),
            part(flawed.contains(where: \.isNew) ? "NOT VERIFIED" : "still NOT VERIFIED", flawed.map(\.concern)),
            part(behind.contains(where: \.isCritical) ? "BEHIND (critical)" : "BEHIND", behind.map(\.concern)),
            part("recovered", news.over),
        ].compactMap { $0 }
        return parts.isEmpty ? "done: \(amounts)" : parts.joined(separator: "; ")
    }

    /// `FAILED: web1 (2 of 14 datasets), web2`; `nil` for nothing.
    private func part(_ word: String, _ concerns: [Concern], ofAll: Bool = false) -> String? {
        guard !concerns.isEmpty else { return nil }
        var names: [String] = []
        for concern in concerns where !names.contains(concern.place.source) { names.append(concern.place.source) }
        let shown = names.prefix(3).map { name in
            let own = concerns.filter { $0.place.source == name }
            // What is wrong with the source is wrong with all of it.
            if own.contains(where: { $0.place.dataset == nil }) { return name }
            let all = ofAll ? sources.first { $0.source == name }?.datasets?.count : nil
            return
                "\(name) (\(all.map { "\(own.count) of " + Amounts.count($0, "dataset") } ?? Amounts.count(own.count, "dataset")))"
        }
        let more = names.count > 3 ? " and \(names.count - 3) more" : ""
        return "\(word): \(shown.joined(separator: ", "))\(more)"
    }

    /// `14 datasets of 3 sources, 5 snapshots received, 1.3 GiB`
    var amounts: String {
        "\(Amounts.count(sources.reduce(0) { $0 + ($1.datasets?.count ?? 0) }, "dataset")) of "
            + "\(Amounts.count(sources.count, "source")), \(Amounts.count(snapshots, "snapshot")) received, "
            + Amounts.bytes(bytes)
    }

    var snapshots: Int { sources.reduce(0) { $0 + $1.snapshots } }
    var bytes: UInt64 { sources.reduce(0) { $0 + $1.bytes } }
}

extension News.Current {
    fileprivate var isCritical: Bool { if case .behind(.critical, _) = concern.kind { true } else { false } }
}
