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

    func run() throws {
        let (configuration, sources) = try common.load(files: .skipped)
        let report = try report(configuration, sources)
        let text = common.json ? try Output.text(json: ReportJSON(report)) + "\n" : ReportPage(report: report).html
        if let output {
            try AtomicFile.write(text.utf8, to: output, mode: 0o644)
        } else {
            try IO.writeAll(STDOUT_FILENO, text.utf8)
        }
    }

    private func report(_ configuration: Configuration, _ sources: [Source]) throws -> Report {
        let (standing, history) = try SourceStanding.all(sources, in: configuration)
        return Report(standing, history: history, host: hostName(), at: wallClockSeconds())
    }
}
