import Replication
import ZFS

@testable import zpull_client

/// A history of `web1`, an event a line: `100 data done`, `100 run failed - cannot reach it`. The number is the time; of a
/// run, the word after the outcome is `compared` or `-`, or `locked`, of a dataset what the source has newer (`+60`, seconds
/// after the newest here) or `-`; the rest is the problem. `verify` and `drill` are of the newest here (`-`), of what came later
/// (`+60`), or of both (`all`).
func history(_ lines: String...) -> SourceHistory? {
    let events = lines.map { line in
        let words = line.split(separator: " ").map(String.init)
        let problem = words.count > 4 ? words[4...].joined(separator: " ") : nil
        let detail = words.count > 3 ? words[3] : "-"
        let outcome = HistoryEvent.Outcome(rawValue: words[2]) ?? .done
        var event = HistoryEvent(
            time: UInt64(words[0]) ?? 0, event: .init(rawValue: words[1]) ?? .dataset, source: "web1", outcome: outcome)
        event.problem = problem
        switch event.event {
        case .run:
            event.datasets = detail == "compared" ? 1 : nil
            event.locked = detail == "locked" ? ["backup/data"] : nil
            event.gone = problem?.hasPrefix("gone ") == true ? [String(problem?.dropFirst(5) ?? "")] : nil
            event.empty = problem?.hasPrefix("empty ") == true ? [String(problem?.dropFirst(6) ?? "")] : nil
            if event.gone != nil || event.empty != nil { event.problem = nil }
        case .dataset:
            event.dataset = words[1] == "data" ? "backup/data" : "backup/data/\(words[1])"
            event.sourceNewest =
                detail.hasPrefix("+")
                ? .init(name: "new", guid: "9", creation: 1000 + (UInt64(detail.dropFirst()) ?? 0)) : nil
        case .verify, .drill:
            event.dataset = "backup/data"
            let newest = HistoryEvent.Snapshot(name: "auto", guid: "2", creation: 1000)
            let later = HistoryEvent.Snapshot(name: "new", guid: "9", creation: 1060)
            (event.oldest, event.newest) = (detail == "+60" ? later : newest, detail == "-" ? newest : later)
        default: event.dataset = "backup/data"
        }
        return event
    }
    return SourceHistory.all(in: events)["web1"]
}

/// The status of a source `web1` whose `tank/data` goes to `backup/data` with all below it, and whose newest snapshots here
/// were taken at 1000.
func status(
    _ history: SourceHistory?, now: UInt64 = 1060, here: [String] = ["backup/data"], running: Bool = false,
    fresh: String? = "{ warn: 100s, critical: 200s }", exclude: String = "[]", recursive: Bool = true,
    held: Trouble? = nil
) throws -> SourceStatus {
    let yaml = """
        sources:
          - name: web1
            host: local
            datasets:
              - remote: tank/data
                local: backup/data
                recursive: \(recursive)
                \(recursive ? "exclude: \(exclude)" : "")
                \(fresh.map { "fresh_within: \($0)" } ?? "")

        """
    let source = try parse(yaml).sources[0]
    let datasets = try here.map { name in
        Dataset(
            name: try datasetName(name), kind: .filesystem, guid: try guid(1),
            snapshots: [
                Snapshot(
                    name: try shortName("auto"), guid: try guid(2), createTxg: 5, creation: 1000, referenced: 0,
                    written: 0)
            ])
    }
    return StatusDecision(
        local: Listing(datasets: datasets),
        used: Dictionary(uniqueKeysWithValues: try here.map { (try datasetName($0), 5 << 20) }),
        histories: history.map { ["web1": $0] } ?? [:],
        held: try held.map { [try datasetName("backup/data"): $0] } ?? [:],
        running: running ? [try datasetName("backup/data")] : [], now: now
    ).status(of: source)
}
