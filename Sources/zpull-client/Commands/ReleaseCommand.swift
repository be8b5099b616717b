import ArgumentParser
import Foundation
import Logging
import System
import ZFS

/// `zpull-client release`: takes brakes off.
struct ReleaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release",
        abstract: "Let datasets go on that are held because something looked wrong.",
        discussion: """
            What was seen passes: the snapshots from the future, a source with as few snapshots, and from now on increments of up \
            to twice that size. Receives nothing; the next run does. Run it as the receiving user, or as root. Exit \
            code 0: all are released; 1: one was not held, or could not be released.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "Targets, by their names here. Without any, all that are held of the --source.")
    var datasets: [String] = []

    func validate() throws {
        guard !datasets.isEmpty || !common.source.isEmpty else {
            throw ValidationError(
                "name the datasets to release, as `run` did, or a --source for all that are held of it")
        }
    }

    func run() throws {
        let (configuration, sources) = try common.load(files: .skipped)
        let state = StateFolder(path: configuration.state)
        var released: [StateFolder.BrakeRecord] = []
        var isWhole = true
        do throws(SystemError) {
            let held = try state.brakes()
            let ofSources = held.filter { entry in sources.contains { $0.name == entry.value.source } }
            for name in datasets.isEmpty ? ofSources.keys.map(\.description).sorted() : datasets {
                guard let target = DatasetName(name), held[target] != nil,
                    common.source.isEmpty || ofSources[target] != nil, let record = try state.releaseBrake(on: target)
                else {
                    let others = held.keys.sorted().map(\.description).joined(separator: ", ")
                    Output.complain("\(name) is not held; \(others.isEmpty ? "nothing is" : "held: \(others)")")
                    isWhole = false
                    continue
                }
                try HistoryFile(in: state).append([
                    HistoryEvent(
                        time: wallClockSeconds(), event: .release, source: record.source, dataset: record.dataset,
                        outcome: .done, problem: record.reason)
                ])
                released.append(record)
            }
        } catch {
            Output.complain("\(SyncError.state(error))")
            isWhole = false
        }
        MetricsFile(configuration)?.write(telling: Console(style: Console.ownStyle, level: .info).logger("metrics"))
        if common.json {
            try Output.print(json: released.map(ReleaseJSON.init))
        } else if !released.isEmpty {
            Output.print(released.map { "\($0.dataset) is released; it was held: \($0.reason)" })
        }
        Foundation.exit(isWhole ? ExitCode.success : ExitCode.failed)
    }
}

/// A released dataset as `release --json` prints it; docs/operations.md describes it.
private struct ReleaseJSON: Encodable {
    let dataset: String
    let source: String
    let since: UInt64
    let reason: String

    init(_ record: StateFolder.BrakeRecord) {
        dataset = record.dataset
        source = record.source
        since = record.since
        reason = record.reason
    }
}
