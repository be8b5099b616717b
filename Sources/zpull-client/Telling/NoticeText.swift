import System

/// What a person reads.
extension Notice {
    var text: String {
        if isTest { return "This is a test of `notify` in zpull's configuration on \(host). Nothing is wrong.\n" }
        let failed = news.concerns.filter(\.concern.isOfRun)
        let flawed = news.concerns.filter(\.concern.isFlaw)
        let behind = news.concerns.filter { $0.concern.event == .behind }
        let sections = [
            section("Failed:", failed.map(line)), section("Not verified:", flawed.map(line)),
            section("Behind:", behind.map(line)),
            section("Over:", news.over.map { "\($0.place): \($0.past), since \(LocalTime.text($0.since))" }),
        ].compactMap { $0 }
        let mend =
            news.concerns.isEmpty
            ? "" : "\nWhere to look: `journalctl -u zpull-run`, `zpull-client status`.\n"
        return "\(LocalTime.text(time)), \(host): \(amounts).\n" + sections.map { "\n\($0)" }.joined() + mend
    }

    private func section(_ title: String, _ lines: [String]) -> String? {
        guard !lines.isEmpty else { return nil }
        let more = lines.count - Self.longestList
        return ([title] + lines.prefix(Self.longestList).map { "  \($0)" } + (more > 0 ? ["  and \(more) more"] : []))
            .map { "\($0)\n" }.joined()
    }

    /// `web1 backup/web1/data, since …: what failed and what mends it`
    private func line(_ current: News.Current) -> String {
        let concern = current.concern
        let since = current.isNew ? "" : ", since \(LocalTime.text(concern.since))"
        switch concern.kind {
        case .failure(_, let problem), .flaw(let problem):
            return "\(concern.place)\(since): \(problem.printableParagraph)"
        case .behind(let level, let newest):
            return "\(concern.place)\(since): the newest snapshot here is of \(LocalTime.text(newest)), "
                + "\(Self.age(time - min(newest, time))) old, which is more than fresh_within has as `\(level.rawValue)`"
        }
    }

    /// `50 minutes`, `26 hours`, `4 days`
    private static func age(_ seconds: UInt64) -> String {
        let (unit, noun) = seconds < 7200 ? (60, "minute") : seconds < 3 * 86_400 ? (3600, "hour") : (86_400, "day")
        return Amounts.count(Int(clamping: seconds) / unit, noun)
    }
}

extension Concern {
    fileprivate var past: String { event == .behind ? "was behind" : isFlaw ? "was not verified" : "had failed" }
}

extension String {
    /// At most so many bytes of UTF-8, with an ellipsis where something was cut off.
    func limited(to count: Int) -> String {
        guard utf8.count > count else { return self }
        let ellipsis = "…"
        var kept = String.UnicodeScalarView()
        var length = ellipsis.utf8.count
        for scalar in unicodeScalars {
            length += UTF8.width(scalar)
            if length > count { break }
            kept.append(scalar)
        }
        return String(kept) + ellipsis
    }
}
