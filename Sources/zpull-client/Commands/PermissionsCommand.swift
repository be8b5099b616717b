import ArgumentParser
import ZFS

/// `zpull-client permissions`: the exact `zfs allow` lines, from the configuration.
struct PermissionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permissions", abstract: "Print the `zfs allow` lines that both ends need, as root.",
        discussion: """
            It connects nowhere, so it does not know the sources' versions of OpenZFS; without --source-openzfs its lines \
            work on every version. docs/permissions.md says what each grant is for, and why no more are needed. \
            --json has the grants alone.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: "The version of OpenZFS of this machine, such as 2.4.4, in place of the loaded module's.")
    var openzfs: OpenZFSVersion?

    @Option(help: "The version of OpenZFS of the sources.")
    var sourceOpenzfs: OpenZFSVersion?

    @Option(help: "What the keys' lines on the sources have as --cursor: none, bookmark or hold.")
    var cursor: CursorKind = .none

    func run() throws {
        let (configuration, sources) = try common.load(files: .skipped)
        let text = PermissionsText(
            configuration: configuration, sources: sources,
            here: openzfs ?? ZFSTool.moduleVersion.flatMap { OpenZFSVersion($0) }, there: sourceOpenzfs, cursor: cursor)
        if common.json { try Output.print(json: text.allowances) } else { Output.print(text.lines) }
    }
}

extension CursorKind: ExpressibleByArgument {}

extension OpenZFSVersion: ExpressibleByArgument {
    /// A version on the command line.
    public init?(argument: String) { self.init(argument) }
}
