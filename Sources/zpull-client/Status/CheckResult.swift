import Protocol
import System

/// What `check` tells a monitoring system, by the guidelines for Nagios plugins: a line with the state, what it is about and
/// the performance data, then a line for each problem.
struct CheckResult: Equatable {
    /// Something that is not as it should be, the worst first.
    struct Problem: Equatable {
        let severity: Severity
        let text: String
    }

    let problems: [Problem]
    private let praise: String
    private let performance: [String]

    init(_ sources: [SourceStatus]) {
        let found = sources.flatMap { source in source.problem + source.datasets.compactMap { $0.problem(in: source) } }
        problems = [Severity.critical, .warning].flatMap { severity in found.filter { $0.severity == severity } }
        let datasets = sources.flatMap(\.datasets).filter { $0.state != .gone && $0.state != .empty }
        let oldest = datasets.max { $0.age ?? 0 < $1.age ?? 0 }.flatMap { oldest in
            oldest.age.map { ", the oldest \(Amounts.age($0)) old (\(oldest.dataset))" }
        }
        let gone = sources.flatMap(\.datasets).count { $0.state == .gone }
        praise =
            "\(Amounts.count(datasets.count, "dataset"))\(oldest ?? "")"
            + (gone == 0 ? "" : ", \(gone) more gone from the source")
        performance = datasets.map(\.performance)
    }

    var severity: Severity { problems.first?.severity ?? .fine }

    var summary: String {
        guard let first = problems.first else { return praise }
        return first.text + (problems.count == 1 ? "" : " (and \(problems.count - 1) more)")
    }

    var lines: [String] {
        ["ZPULL \(severity.label) - \(summary)|\(performance.joined(separator: " "))"]
            + problems.map { "\($0.severity.label) \($0.text)" }
    }

    /// The line for when nothing can be told.
    static func unknown(_ reason: String) -> String { "ZPULL UNKNOWN - \(reason.withoutBars)" }
}

extension SourceStatus {
    fileprivate var problem: [CheckResult.Problem] {
        guard let trouble else { return [] }
        return [.init(severity: severity, text: "\(source): \(trouble.words("failed"))".withoutBars)]
    }
}

extension DatasetStatus {
    /// Where the source is out of reach, the source tells of it, and the datasets of their age alone.
    fileprivate func problem(in source: SourceStatus) -> CheckResult.Problem? {
        let isOwn = trouble != nil && (!source.isOutOfReach || ownProblem(in: source) != nil)
        let age = severityOfAge == .fine ? nil : wordsOfAge
        guard isOwn || age != nil || !flaws.isEmpty else { return nil }
        let words = (flaws.map(\.words) + [isOwn ? wordsOfTrouble : nil, age].compactMap { $0 }).joined(separator: "; ")
        return .init(severity: severity, text: "\(dataset): \(words)".withoutBars)
    }

    private var wordsOfTrouble: String? {
        switch state {
        case .failed(let trouble): trouble.words("failed")
        case .stopped(let trouble): trouble.words("stopped")
        case .held(let trouble): trouble.words("held by a brake")
        case .current, .behind, .neverPulled, .empty, .gone: nil
        }
    }

    private var wordsOfAge: String {
        guard let age else { return isRunning ? "never pulled yet, a run is at work" : "never pulled" }
        let limit = severityOfAge == .critical ? freshWithin?.critical : freshWithin?.warn
        let limitText = limit.map { ", more than \(Amounts.age(UInt64(clamping: $0.components.seconds)))" } ?? ""
        return "the newest snapshot is \(Amounts.age(age)) old\(limitText)"
    }

    /// `'backup/web1/data_age'=3600s;93600;180000`; `U` when there is no age to tell.
    fileprivate var performance: String {
        let limits = freshWithin.map { ";\($0.warn.components.seconds);\($0.critical.components.seconds)" } ?? ""
        return "'\(dataset)_age'=\(age.map { "\($0)s" } ?? "U")\(limits)"
    }
}

extension String {
    /// A bar would begin the performance data.
    fileprivate var withoutBars: String { onOneLine.replacing("|", with: "/") }
}
