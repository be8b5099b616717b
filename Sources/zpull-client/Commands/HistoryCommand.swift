import ArgumentParser
import ZFS

/// `zpull-client history`: what was done, and what went wrong.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show what runs and other commands have done, newest last.")

    @OptionGroup var common: CommonOptions

    @Option(help: "Only this dataset here, and what is below it; again for more.")
    var dataset: [String] = []

    @Flag(help: "Only what failed or stopped.")
    var failed = false

    @Option(help: "Only the last so many of them.")
    var last: Int?

    func validate() throws {
        if let last, last < 1 { throw ValidationError("--last takes a number from 1") }
        for name in dataset where DatasetName(name) == nil {
            throw ValidationError("--dataset \(name): that is not a dataset's name")
        }
    }

    func run() throws {
        let configuration = try common.load(files: .skipped).configuration
        let contents: HistoryFile.Contents
        do {
            contents = try HistoryFile(in: StateFolder(path: configuration.state)).read()
        } catch { throw HistoryUnreadable(error: error) }
        let selection = HistorySelection(
            sources: Set(common.source), datasets: dataset.compactMap { DatasetName($0) }, isFailed: failed, last: last)
        let events = selection.choose(from: contents.events)
        if common.json { return try Output.print(json: events) }
        Output.print(HistoryText.lines(events))
        if contents.damagedLines > 0 {
            Output.complain(
                "\(Amounts.count(contents.damagedLines, "line")) of the history cannot be read, as after a crash in the middle of one; passed over"
            )
        }
    }
}
