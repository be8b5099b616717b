/// What people have been told, from which follows what is news to them.
struct Told: Codable, Equatable, Sendable {
    /// What was wrong when they were told last.
    var concerns: [Concern] = []
    /// When they were last told that something is wrong: seconds since 1970.
    var reminded: UInt64 = 0

    /// Seconds until what lasts is told again: less than a day, so that a daily run that begins a little earlier than the
    /// day before tells it too.
    static let reminderInterval: UInt64 = 20 * 3600

    /// Decides what a run's findings are worth telling.
    ///
    /// - Parameters:
    ///   - wanted: what people want to hear of.
    ///   - configured: the names of all sources, of which a run may have looked at some only.
    ///   - time: seconds since 1970.
    /// - Returns: the news, and what is to be remembered once they are told.
    func next(
        _ findings: RunFindings, on wanted: Set<Notify.Event>, configured: Set<String>, at time: UInt64
    ) -> (news: News, told: Told) {
        let known = Dictionary(concerns.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let now = findings.concerns.map { concern in
            let before = known[concern.key]
            let lasting = Concern(place: concern.place, kind: concern.kind, since: before?.since ?? concern.since)
            return News.Current(concern: lasting, isNew: before.map { !concern.isKnown(from: $0) } ?? true)
        }
        let present = Set(now.map(\.concern.key))
        let sources = Dictionary(findings.sources.map { ($0.source, $0) }, uniquingKeysWith: { first, _ in first })
        var (over, unknown): ([Concern], [Concern]) = ([], [])
        for old in concerns where !present.contains(old.key) && configured.contains(old.place.source) {
            switch sources[old.place.source]?.fate(of: old) ?? .unknown {
            case .over: if wanted.contains(old.event) { over.append(old) }
            case .unknown: unknown.append(old)
            case .forgotten: break
            }
        }

        var news = News(concerns: now, over: over)
        let isReminder = time < reminded || time - reminded >= Self.reminderInterval
        for current in news.concerns where current.isNew || isReminder { news.events.insert(current.concern.event) }
        if !news.over.isEmpty { news.events.insert(.recovery) }
        if !findings.hasFailed, !findings.hasLocked { news.events.insert(.success) }
        news.events.formIntersection(wanted)

        var told = self
        told.concerns = now.map(\.concern) + unknown
        if !news.events.isDisjoint(with: [.failure, .behind]) { told.reminded = time }
        return (news, told)
    }

    /// This, with what `newer` has of other sources, which other runs may have told of meanwhile.
    func with(_ others: Set<String>, of newer: Told) -> Told {
        Told(
            concerns: concerns.filter { !others.contains($0.place.source) }
                + newer.concerns.filter { others.contains($0.place.source) },
            reminded: max(reminded, newer.reminded))
    }
}

/// What there is to tell.
struct News: Equatable, Sendable {
    struct Current: Equatable, Sendable {
        let concern: Concern
        /// Whether nobody has been told of it yet.
        let isNew: Bool
    }

    /// Why it is told; without any, it is not.
    var events: Set<Notify.Event> = []
    /// What is wrong now.
    let concerns: [Current]
    /// What was, and no longer is.
    let over: [Concern]
}
