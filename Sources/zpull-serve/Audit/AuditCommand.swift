import Audit
import CLinux
import Encoding
import Protocol
import System

/// `zpull-serve audit`: whether the keys of an account are confined as they should be.
enum AuditCommand {
    /// - Returns: 0 when all rules pass, 1 when there are findings, 2 when something could not be looked at.
    static func run(_ options: AuditOptions) throws -> Int32 {
        let machine = AuditedMachine(options)
        let facts = try machine.facts()
        let report = Report(facts, minimum: options.minimum, notes: ConfinementNotes.lines(facts.calls))
        let text =
            options.isJSON
            ? report.json.text : report.lines.map { $0.replacingControlCharacters() }.joined(separator: "\n")
        try IO.writeAll(STDOUT_FILENO, Array((text + "\n").utf8))
        return switch report.outcome {
        case .passed: ExitCode.success
        case .findings: ExitCode.auditFindings
        case .unknown: ExitCode.auditUnknown
        }
    }
}
