import Protocol
import System
import ZFS

/// The status as people read it: a table, and below it what went wrong.
enum StatusText {
    /// - Parameter isColoured: the state by its severity, with the escape sequences of a terminal.
    static func lines(_ sources: [SourceStatus], isColoured: Bool) -> [String] {
        var table = TextTable(["DATASET", "LAST SNAPSHOT", "AGE", "LAG", "SIZE", "STATE"])
        for dataset in sources.flatMap(\.datasets) {
            let words = dataset.words
            table.add([
                "\(dataset.dataset)", dataset.newest.map { "@\($0.name)" } ?? "-",
                dataset.age.map(Amounts.age) ?? "-", dataset.lag.map { $0 == 0 ? "0" : Amounts.age($0) } ?? "-",
                dataset.used.map(Amounts.bytes) ?? "-",
                isColoured ? "\u{1B}[\(dataset.severity.colour)m\(words)\u{1B}[0m" : words,
            ])
        }
        let problems = sources.flatMap(problems)
        return table.lines + (problems.isEmpty ? [] : [""] + problems)
    }

    private static func problems(of source: SourceStatus) -> [String] {
        let own = [source.trouble?.words("failed"), source.pruning?.words("not pruned")]
        return own.compactMap(\.self).map { "\(source.source): \($0)" }
            + source.datasets.flatMap { dataset in
                [dataset.ownProblem(in: source)].compactMap(\.self)
                    + dataset.flaws.map { "\(dataset.dataset): \($0.words)" }
            }
    }
}

extension DatasetStatus {
    /// Its state in a few words, such as `failed since 2026-11-23T12:00:00+0100`.
    var words: String {
        let state =
            switch state {
            case .current: isRunning ? "" : "current"
            case .behind: "behind"
            case .failed(let trouble): "failed since \(LocalTime.text(trouble.since))"
            case .stopped(let trouble): "stopped since \(LocalTime.text(trouble.since))"
            case .held(let trouble): "held by a brake since \(LocalTime.text(trouble.since))"
            case .neverPulled: "never pulled"
            case .empty: "no snapshot at the source"
            case .gone: "gone from the source"
            }
        let failed = flaws.map { "\($0.event.rawValue) failed" }
        return ([isRunning ? "running" : "", state].filter { !$0.isEmpty } + Set(failed).sorted()).joined(
            separator: ", ")
    }

    /// What went wrong here and not with the source as a whole.
    func ownProblem(in source: SourceStatus) -> String? {
        guard let problem = trouble?.problem, !(source.isOutOfReach && problem == source.trouble?.problem) else {
            return nil
        }
        return "\(dataset): \(problem.onOneLine)"
    }
}

extension Flaw {
    /// `verify failed since 2026-11-23T12:00:00+0100: why`
    var words: String { trouble.words("\(event.rawValue) failed") }
}

extension Trouble {
    /// `failed since 2026-11-23T12:00:00+0100: why`
    func words(_ verb: String) -> String {
        "\(verb) since \(LocalTime.text(since))\(problem.map { ": \($0.onOneLine)" } ?? "")"
    }
}

extension Severity {
    /// In the words of monitoring plugins.
    var label: String {
        switch self {
        case .fine: "OK"
        case .warning: "WARNING"
        case .critical: "CRITICAL"
        }
    }

    /// Green, yellow, red: see console_codes(4).
    fileprivate var colour: Int {
        switch self {
        case .fine: 32
        case .warning: 33
        case .critical: 31
        }
    }
}

extension String {
    /// Without anything that could steer a terminal or begin a line of its own.
    var onOneLine: String {
        split(whereSeparator: \.isNewline).joined(separator: "; ").replacingControlCharacters()
    }
}
