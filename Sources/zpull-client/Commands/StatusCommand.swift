import ArgumentParser
import Glibc

/// `zpull-client status`: how each dataset here stands. It connects nowhere.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show each dataset here: newest snapshot, age, lag, size, state. Connects nowhere.",
        discussion: "The lag is as of the last run that compared both sides. Exit code 0, whatever it shows.")

    @OptionGroup var common: CommonOptions

    func run() throws {
        let (configuration, sources) = try common.load(files: .skipped)
        let decision = try StatusDecision(of: sources, in: configuration)
        let statuses = sources.map(decision.status)
        if common.json { return try Output.print(json: statuses.map(StatusJSON.init)) }
        Output.print(StatusText.lines(statuses, isColoured: Self.isColoured))
    }

    /// NO_COLOR: see no-color.org.
    private static var isColoured: Bool {
        isatty(STDOUT_FILENO) == 1 && (getenv("NO_COLOR").map { String(cString: $0) } ?? "").isEmpty
    }
}
