import ArgumentParser
import Foundation

/// `zpull-client check`: for a monitoring system. Whatever keeps it from an answer, its own command line too, is UNKNOWN.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Tell a monitoring system how the datasets here stand, as a Nagios plugin does. Connects nowhere.",
        discussion: """
            Exit code 0: all is well; 1: warning; 2: critical; 3: unknown, such as with a configuration that cannot be read. \
            How old a snapshot may become, `fresh_within` in the configuration says.
            """)

    @OptionGroup var common: CommonOptions

    private struct Answer: Encodable {
        let status: String
        let code: Int32
        let summary: String
        let sources: [StatusJSON]
    }

    func run() throws {
        let (configuration, sources) = try common.load(files: .skipped)
        let decision = try StatusDecision(of: sources, in: configuration)
        let statuses = sources.map(decision.status)
        let result = CheckResult(statuses)
        if common.json {
            try Output.print(
                json: Answer(
                    status: result.severity.label, code: result.severity.rawValue, summary: result.summary,
                    sources: statuses.map(StatusJSON.init)))
        } else {
            Output.print(result.lines)
        }
        Foundation.exit(result.severity.rawValue)
    }

    /// Whether this is the subcommand of the program's own command line, however wrong the rest of it is.
    static var isAsked: Bool { CommandLine.arguments.dropFirst().first == configuration.commandName }

    static func giveUp(_ reason: String) -> Never {
        Output.print([CheckResult.unknown(reason)])
        Foundation.exit(3)
    }
}
