import ArgumentParser
import Foundation
import System

/// The program.
@main
struct ZpullClient: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zpull-client",
        abstract: "Pull backups of ZFS datasets from hosts that run zpull-serve.",
        discussion: "README.md explains the configuration and the exit codes, docs/operations.md the rest.",
        version: Release.software,
        subcommands: [
            RunCommand.self, PlanCommand.self, ListCommand.self, PermissionsCommand.self, DoctorCommand.self,
            StatusCommand.self, CheckCommand.self, HistoryCommand.self, ReportCommand.self, NotifyCommand.self,
            PruneCommand.self, VerifyCommand.self, DrillCommand.self, RestoreCommand.self, ReleaseCommand.self,
            QuarantineCommand.self, AuditCommand.self,
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
        } catch  where exitCode(for: error) == .failure {
            Output.complain("zpull-client: \(error)")
            Foundation.exit(ExitCode.failed)
        } catch {
            // The command line, or a call for help.
            exit(withError: error)
        }
    }
}
