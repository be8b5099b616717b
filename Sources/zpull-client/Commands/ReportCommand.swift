import ArgumentParser
import Foundation
import System

/// `zpull-client report`: how the backups stand, on one page.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Make one HTML page of how the backups stand, and what went wrong.",
        discussion: "It connects nowhere: it tells what the history and the pool of this machine know.")

    @OptionGroup var common: CommonOptions

    @Option(help: "The file to write, readable by all; standard output without it.")
    var output: String?

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
        let (configuration, sources) = try common.load(files: .skipped)
        do {
            let report = try report(configuration, sources)
            let text = json ? try Output.text(json: report) + "\n" : ReportPage(report: report).html
            if let output {
                try AtomicFile.write(text, to: output, mode: 0o644)
            } else {
                try IO.writeAll(STDOUT_FILENO, text.utf8)
            }
        } catch let error as SystemError {
            Output.complain(
                "zpull-client: \(error); name a user that may read the state folder, and a file that it may write")
            Foundation.exit(ExitCode.failed)
        }
    }

    private func report(_ configuration: Configuration, _ sources: [Source]) throws(SystemError) -> Report {
        let state = StateFolder(path: configuration.state)
        return Report(
            try state.standing(configuration, sources), history: try HistoryFile(in: state).read().events,
            host: hostName(), at: wallClockSeconds())
    }
}
