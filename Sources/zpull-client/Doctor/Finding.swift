/// One line of `doctor`.
struct Finding: Equatable, Sendable {
    enum Level: String, Sendable {
        case fine = "ok   "
        case warning = "warn "
        case fault = "FAULT"
    }

    let level: Level
    /// What was looked at: `web1`, `backup/web1`.
    let subject: String
    /// What was found, and for all but `fine`, what mends it.
    let text: String

    var line: String { "\(level.rawValue) \(subject): \(text)" }

    static func fine(_ subject: String, _ text: String) -> Finding {
        Finding(level: .fine, subject: subject, text: text)
    }

    static func warning(_ subject: String, _ text: String) -> Finding {
        Finding(level: .warning, subject: subject, text: text)
    }

    static func fault(_ subject: String, _ text: String) -> Finding {
        Finding(level: .fault, subject: subject, text: text)
    }
}
