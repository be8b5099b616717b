import ArgumentParser
import Foundation
import Glibc
import System

/// The program.
@main
struct ZpullClient: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zpull-client",
        abstract: "Pull backups of ZFS datasets from hosts that run zpull-serve.",
        discussion: "The configuration is explained in README.md, the exit codes in docs/operations.md.",
        version: Release.software,
        subcommands: [
            RunCommand.self, PlanCommand.self, ListCommand.self, PermissionsCommand.self, DoctorCommand.self,
            PruneCommand.self, AuditCommand.self, HistoryCommand.self, StatusCommand.self, CheckCommand.self,
            ReportCommand.self,
        ])

    func run() throws { throw ValidationError("a subcommand is missing; `zpull-client --help` lists them") }

    static func main() {
        Signals.ignoreBrokenPipes()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch  where CheckCommand.isAsked && exitCode(for: error) != .success {
            CheckCommand.giveUp(message(for: error))
        } catch let error as ConfigurationError {
            Output.complain("\(error)")
            Foundation.exit(ExitCode.configuration)
        } catch {
            exit(withError: error)
        }
    }
}

/// Standard output and error, for whole texts.
enum Output {
    static func print(_ lines: [String]) {
        try? IO.writeAll(STDOUT_FILENO, Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    static func complain(_ text: String) { try? IO.writeAll(STDERR_FILENO, Array((text + "\n").utf8)) }

    /// One JSON document, with sorted keys, so that two outputs can be compared.
    static func print(json value: some Encodable) throws { print([try text(json: value)]) }

    static func text(json value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
