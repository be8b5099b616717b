import ArgumentParser
import Foundation
import System
import ZFS

/// `zpull-client doctor`: looks at everything that a run needs.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract:
            "Check configuration, connections, keys, versions, clocks, grants and space; say what mends each fault.",
        discussion:
            "Run it as the receiving user. Exit code 0: there is no fault, though maybe a warning; 1: there is one.")

    @OptionGroup var common: CommonOptions

    func run() throws {
        let (configuration, sources) = try common.load()
        let interruption = try Interruption()
        try interruption.listen()
        let findings =
            BackupHostCheck(configuration, sources).findings()
            + sources.flatMap {
                SourceCheck($0, in: configuration, interruption: interruption).findings()
            }
        if common.json { try Output.print(json: findings) } else { Output.print(findings.map(\.line)) }
        Foundation.exit(findings.contains { $0.level == .fault } ? ExitCode.failed : ExitCode.success)
    }
}
