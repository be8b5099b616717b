/// What is kept of the history when the rest of it goes.
extension HistoryEvent {
    /// Of the last year, the last line of each kind and outcome about each source and dataset: when a backup was last found whole
    /// is asked for long after the lines of hourly runs have pushed it out. Those of datasets in runs go: without their run's own
    /// line they tell nothing.
    ///
    /// - Parameters:
    ///   - events: oldest first, and so is what is returned.
    ///   - now: seconds since 1970.
    static func lasting(of events: [HistoryEvent], at now: UInt64) -> [HistoryEvent] {
        struct Subject: Hashable {
            let event: Kind
            let outcome: Outcome
            let source: String
            let dataset: String?
        }
        var places: [Subject: Int] = [:]
        for (place, event) in events.enumerated() where event.event != .dataset {
            let subject = Subject(
                event: event.event, outcome: event.outcome, source: event.source, dataset: event.dataset)
            places[subject] = place
        }
        let year: UInt64 = 366 * 86_400
        return places.values.sorted().map { events[$0] }.filter { now < year || $0.time >= now - year }
    }
}
