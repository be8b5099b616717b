/// One line of `doctor`, and one object of `doctor --json`, which docs/operations.md describes.
struct Finding: Equatable, Sendable, Encodable {
    enum Level: String, Sendable, Encodable {
        case fine = "ok"
        case warning, fault

        fileprivate var label: String {
            switch self {
            case .fine: "ok   "
            case .warning: "warn "
            case .fault: "FAULT"
            }
        }
    }

    let level: Level
    /// What was looked at: `web1`, `backup/web1`.
    let subject: String
    /// What was found.
    let text: String
    /// What mends it; `nil` where that is part of what another layer says in `text`, or nothing is wrong.
    var mend: String?

    var line: String { "\(level.label) \(subject): \(text)\(mend.map { "; \($0)" } ?? "")" }

    static func fine(_ subject: String, _ text: String) -> Finding {
        Finding(level: .fine, subject: subject, text: text)
    }

    static func warning(_ subject: String, _ text: String, mend: String? = nil) -> Finding {
        Finding(level: .warning, subject: subject, text: text, mend: mend)
    }

    static func fault(_ subject: String, _ text: String, mend: String? = nil) -> Finding {
        Finding(level: .fault, subject: subject, text: text, mend: mend)
    }
}
