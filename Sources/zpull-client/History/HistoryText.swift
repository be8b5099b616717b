import System

/// The history as people read it.
enum HistoryText {
    static func lines(_ events: [HistoryEvent]) -> [String] {
        var table = TextTable(["TIME", "EVENT", "SUBJECT", "OUTCOME", "SNAPSHOTS", "BYTES", "TOOK", ""])
        for event in events {
            table.add([
                LocalTime.text(event.time), event.event.rawValue, (event.dataset ?? event.source).onOneLine,
                event.outcome.rawValue, event.snapshots.map { "\($0)" } ?? "", event.bytes.map(Amounts.bytes) ?? "",
                event.seconds.map { Amounts.duration(.milliseconds(Int64(min(max($0, 0), 1e9) * 1000))) } ?? "",
                note(event),
            ])
        }
        return table.lines
    }

    /// What went wrong, or how far it came.
    private static func note(_ event: HistoryEvent) -> String {
        if let problem = event.problem { return problem.onOneLine }
        if let locked = event.locked { return "left to another run: \(locked.joined(separator: ", "))".onOneLine }
        return event.newest.map { "up to @\($0.name)".onOneLine } ?? ""
    }
}
