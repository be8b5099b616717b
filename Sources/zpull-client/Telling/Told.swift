/// What people have been told, from which follows what is news to them.
struct Told: Codable, Equatable, Sendable {
    /// What was wrong when they were told last.
    var troubles: [Trouble] = []
    /// When they were last told that something is wrong: seconds since 1970.
    var reminded: UInt64 = 0
    /// For each source, the targets here that it no longer had when it was compared last.
    var gone: [String: Set<String>] = [:]

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
        let now = findings.troubles.map { trouble in
            var trouble = trouble
            trouble.since = troubles.first(where: trouble.isAtPlace)?.since ?? trouble.since
            return trouble
        }
        let fates = troubles.filter { old in
            !now.contains(where: old.isAtPlace) && configured.contains(old.place.source)
        }
        .map { old in (old, findings.sources.first { $0.source == old.place.source }?.fate(of: old) ?? .unknown) }
        var news = News(
            troubles: now.map { trouble in
                .init(
                    trouble: trouble, isNew: !troubles.contains { trouble.isAtPlace($0) && trouble.isKnown(from: $0) })
            },
            over: fates.filter { $0.1 == .over && wanted.contains($0.0.event) }.map(\.0))

        let isReminder = time < reminded || time - reminded >= Self.reminderInterval
        for current in news.troubles where current.isNew || isReminder { news.events.insert(current.trouble.event) }
        if !news.over.isEmpty { news.events.insert(.recovery) }
        if !findings.hasFailed, !findings.hasLocked { news.events.insert(.success) }
        news.events.formIntersection(wanted)

        var told = self
        told.troubles = now + fates.filter { $0.1 == .unknown }.map(\.0)
        if !news.events.isDisjoint(with: [.failure, .behind]) { told.reminded = time }
        for source in findings.sources where source.datasets != nil { told.gone[source.source] = source.gone }
        told.gone = told.gone.filter { configured.contains($0.key) }
        return (news, told)
    }

    /// This, with what `newer` has of other sources, which other runs may have told of meanwhile.
    func with(_ others: Set<String>, of newer: Told) -> Told {
        Told(
            troubles: troubles.filter { !others.contains($0.place.source) }
                + newer.troubles.filter { others.contains($0.place.source) },
            reminded: max(reminded, newer.reminded),
            gone: gone.filter { !others.contains($0.key) }.merging(newer.gone.filter { others.contains($0.key) }) { $1 }
        )
    }
}

/// What there is to tell.
struct News: Equatable, Sendable {
    struct Current: Equatable, Sendable {
        let trouble: Trouble
        /// Whether nobody has been told of it yet.
        let isNew: Bool
    }

    /// Why it is told; without any, it is not.
    var events: Set<Notify.Event> = []
    /// What is wrong now.
    let troubles: [Current]
    /// What was, and no longer is.
    let over: [Trouble]
}
