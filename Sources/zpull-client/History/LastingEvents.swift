/// What is kept of the history when the rest of it goes.
extension HistoryEvent {
    /// Of the last year, the last line of each kind and outcome about each source and dataset: when a backup was last found whole
    /// is asked for long after the lines of hourly runs have pushed it out. Of snapshots that could not be read each has its own
    /// line, until it was read. Those of datasets in runs go: without their run's own line they tell nothing.
    ///
    /// - Parameters:
    ///   - events: oldest first, and so is what is returned.
    ///   - now: seconds since 1970.
    static func lasting(of events: [HistoryEvent], at now: UInt64) -> [HistoryEvent] {
        struct Subject: Hashable {
            let event: Kind
            var outcome: Outcome
            let source: String
            let dataset: String?
        }
        var last: [Subject: Int] = [:]
        /// By the guids of the snapshots.
        var unread: [Subject: [String?: Int]] = [:]
        for (place, event) in events.enumerated() where event.event != .dataset {
            var subject = Subject(
                event: event.event, outcome: event.outcome, source: event.source, dataset: event.dataset)
            if event.event == .verify, event.outcome == .failed {
                unread[subject, default: [:]][event.newest?.guid] = place
                continue
            }
            last[subject] = place
            guard event.event == .verify, event.outcome == .done else { continue }
            subject.outcome = .failed
            unread[subject] = unread[subject]?.filter { !event.makesGood(.verify, at: events[$0.value].newest) }
        }
        let places = Array(last.values) + unread.values.flatMap(\.values)
        let year: UInt64 = 366 * 86_400
        return places.sorted().map { events[$0] }.filter { now < year || $0.time >= now - year }
    }
}
