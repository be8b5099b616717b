import ZFS

@testable import zpull_client

/// 2026-11-23 12:00 UTC: now, in tests of what depends on it.
let noon: UInt64 = 1_795_435_200
let hour: UInt64 = 3600

/// Two sources: `web1` with a tree, of which `backup/web1/data/tmp` is left out, and `db1` with one dataset.
let twoSources = """
    sources:
      - name: web1
        host: web1.example.net
        identity: /etc/zpull/id
        known_hosts: /etc/zpull/known_hosts
        fresh_within: { warn: 26h, critical: 50h }
        datasets:
          - { remote: tank/data, local: backup/web1/data, recursive: true, exclude: [tmp] }
      - name: db1
        host: local
        datasets:
          - { remote: tank/db, local: backup/db1 }
    """

extension HistoryEvent {
    /// A run's own line.
    static func run(
        _ source: String, at time: UInt64, _ outcome: Outcome = .done, bytes: UInt64 = 0, seconds: Double = 2.5
    ) -> HistoryEvent {
        HistoryEvent(
            time: time, event: .run, source: source, outcome: outcome, seconds: seconds, snapshots: bytes == 0 ? 0 : 1,
            bytes: bytes, datasets: outcome == .done ? 1 : nil, failures: outcome == .done ? 0 : 1,
            problem: outcome == .done ? nil : "the source does not answer")
    }

    /// A dataset's line in a run: its newest snapshot was taken `age` seconds before, and the source's newest `ahead` later.
    static func dataset(
        _ source: String, _ dataset: String, at time: UInt64, _ outcome: Outcome = .done, age: UInt64 = 600,
        ahead: UInt64 = 0, problem: String? = nil
    ) -> HistoryEvent {
        let newest = Snapshot(name: "hourly", guid: "1", creation: time - age)
        return HistoryEvent(
            time: time, event: .dataset, source: source, dataset: dataset, outcome: outcome, snapshots: 1,
            bytes: 1 << 20,
            newest: newest,
            sourceNewest: ahead == 0 ? nil : Snapshot(name: "next", guid: "2", creation: time - age + ahead),
            problem: problem)
    }

    static func other(
        _ event: Kind, _ source: String, _ dataset: String, at time: UInt64, _ outcome: Outcome = .done,
        problem: String? = nil
    ) -> HistoryEvent {
        HistoryEvent(
            time: time, event: event, source: source, dataset: dataset, outcome: outcome, seconds: 60, snapshots: 3,
            bytes: 4096, problem: problem)
    }
}

/// How the sources of a configuration stand by a history; what it says was received is in the pool.
func standing(_ history: [HistoryEvent], yaml: String = twoSources, at now: UInt64 = noon) throws -> [SourceStanding] {
    var newest: [String: HistoryEvent.Snapshot] = [:]
    for event in history where event.event == .dataset { newest[event.dataset ?? ""] = event.newest }
    var held: [DatasetName: Trouble] = [:]
    for event in history where event.event == .brake {
        guard let name = event.dataset.flatMap({ DatasetName($0) }) else { continue }
        held[name] = Trouble(since: event.time, outcome: .stopped, problem: event.problem)
    }
    let decision = StatusDecision(
        local: Listing(
            datasets: newest.sorted { $0.key < $1.key }.compactMap { name, snapshot in
                guard let name = DatasetName(name), let guid = Guid(7), let short = ShortName(snapshot.name) else {
                    return nil
                }
                let taken = Snapshot(
                    name: short, guid: guid, createTxg: 1, creation: snapshot.creation, referenced: 0, written: 0)
                return Dataset(name: name, kind: .filesystem, guid: guid, snapshots: [taken])
            }),
        used: [:], histories: SourceHistory.all(in: history), held: held, running: [], now: now)
    return SourceStanding.all(try parse(yaml).sources.map(decision.status), history: history)
}
