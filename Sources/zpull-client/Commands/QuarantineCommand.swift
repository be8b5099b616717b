import ArgumentParser
import Foundation
import Logging
import System
import ZFS

/// `zpull-client quarantine`: sets a target aside, so that the next run takes it anew.
struct QuarantineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: "Set a target aside under a name beside it, with all below it; the next run takes it anew.",
        discussion: """
            Nothing is destroyed: all snapshots stay, under the new name, and zpull does not touch them any more. There must be \
            room for the new one. Needs root, or the grants rename, create and mount. Exit code 0: all are set aside; 1: one \
            could not be; 3: another run works on one.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "Targets, or datasets below them, by their names here.")
    var datasets: [String]

    func run() throws {
        let (configuration, sources) = try common.load(files: .skipped)
        let quarantine = Quarantine(
            zfs: ZFSTool(path: configuration.zfs), state: StateFolder(path: configuration.state),
            targets: configuration.sources.flatMap(\.datasets).map(\.local))
        var done: [QuarantineJSON] = []
        var codes: [Int32] = []
        for name in datasets {
            do {
                guard let target = DatasetName(name), !target.isQuarantined,
                    let (source, rule) = sources.rule(reaching: target)
                else {
                    Output.complain("\(name) is no target of \(configuration.path)")
                    codes.append(ExitCode.failed)
                    continue
                }
                guard let aside = target.quarantined(at: wallClockSeconds()) else {
                    Output.complain(
                        "\(name): a name beside it would be longer than ZFS takes; `zfs rename` it to a shorter one")
                    codes.append(ExitCode.failed)
                    continue
                }
                try quarantine.setAside(target, as: aside, of: rule, source: source)
                done.append(QuarantineJSON(dataset: name, source: source, quarantine: aside.description))
            } catch {
                let error = SyncError(sourceError: error)
                Output.complain("\(name): \(error)")
                codes.append(error.exitCode)
            }
        }
        MetricsFile(configuration)?.write(telling: Console(style: Console.ownStyle, level: .info).logger("metrics"))
        if common.json {
            try Output.print(json: done)
        } else if !done.isEmpty {
            Output.print(done.map { "\($0.dataset) is called \($0.quarantine) now; the next run takes it anew" })
        }
        Foundation.exit(ExitCode.combined(codes))
    }
}

/// The rename, under the locks of the rule that reaches the dataset and of all whose targets it takes along.
private struct Quarantine {
    let zfs: ZFSTool
    let state: StateFolder
    /// Those of all rules, whatever their source.
    let targets: [DatasetName]

    func setAside(_ target: DatasetName, as name: DatasetName, of rule: DatasetRule, source: String) throws {
        let below = targets.filter { $0 != rule.local && $0.isWithin(target) }
        try state.holding([rule.local] + below) {
            try zfs.rename(target, to: name)
            do throws(SystemError) {
                try state.noteQuarantine(of: target, as: name, source: source, because: "by hand")
            } catch { throw SyncError.state(error) }
        }
    }
}

/// A dataset that was set aside, as `quarantine --json` prints it; docs/operations.md describes it.
private struct QuarantineJSON: Encodable {
    let dataset: String
    let source: String
    let quarantine: String
}

extension [Source] {
    /// The rule that pulls into a dataset, or would.
    fileprivate func rule(reaching target: DatasetName) -> (source: String, rule: DatasetRule)? {
        flatMap { source in source.datasets.map { (source.name, $0) } }
            .filter { target == $0.1.local || $0.1.recursive && target.isWithin($0.1.local) }
            .max { $0.1.local.description.count < $1.1.local.description.count }
    }
}
