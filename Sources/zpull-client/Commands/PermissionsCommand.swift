import ArgumentParser
import ZFS

/// `zpull-client permissions`: the exact `zfs allow` lines, from the configuration.
struct PermissionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permissions", abstract: "Print the `zfs allow` lines that both ends need, as root.",
        discussion: "docs/permissions.md says what each grant is for, and why no more are needed.")

    @OptionGroup var common: CommonOptions

    func run() throws {
        let (configuration, sources) = try common.load(files: .skipped)
        Output.print(Grants.lines(configuration, sources))
    }
}
