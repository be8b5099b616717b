import ArgumentParser
import ZFS

/// `zpull-client restore`: the way back.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Find a snapshot by time, read files from it, send a dataset back.",
        discussion: """
            For root, on the backup host; docs/restore.md goes through the bad days one by one. Nothing that exists is \
            ever overwritten. What changes something prints its commands, and runs them with --go only.
            """,
        subcommands: [
            RestoreFindCommand.self, RestoreFilesCommand.self, RestoreDoneCommand.self, RestoreSendCommand.self,
        ])

    func run() throws { throw ValidationError("a subcommand is missing: find, files, done or send") }
}

extension RestoreCommand {
    /// Prints commands, and runs them if told to.
    static func carryOut(_ steps: RestoreSteps, go: Bool, json: Bool, zfs: ZFSTool, then: String) throws {
        var steps = steps
        if !json { Output.print(steps.commands) }
        if go { try steps.go(zfs) }
        if json { return try Output.print(json: steps) }
        Output.print([go ? "# done; \(then)" : "# nothing is done yet: read the above, then add --go"])
    }
}

extension SnapshotName: ExpressibleByArgument {
    /// A snapshot on the command line.
    public init?(argument: String) { self.init(argument) }
}
