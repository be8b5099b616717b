import ArgumentParser
import ZFS

/// `zpull-client drill`: a restore for no reason but to have done one.
struct DrillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Restore each dataset's newest snapshot to a scratch dataset, compare guids, and take it away again.",
        discussion: """
            Runs as the pruning user, below the dataset that `drill` names in the configuration; `permissions` prints what \
            it needs there. One dataset at a time: there has to be room for the largest. Exit code 0: all came back; 1: \
            something did not.
            """)

    @OptionGroup var common: CommonOptions

    @OptionGroup var logs: LogOptions

    @Option(help: "Only this dataset here and those below it; again for more.")
    var dataset: [DatasetName] = []

    func run() throws {
        try BackupTour(common: common, logs: logs, datasets: dataset).run("restored") { configuration, interruption in
            guard let place = configuration.drill else {
                throw ValidationError("\(configuration.path) does not say where to: `drill: backup/drill`")
            }
            let drill = Drill(zfs: ZFSTool(path: configuration.zfs), interruption: interruption, place: place)
            return drill.restore
        }
    }
}
