import ArgumentParser
import ZFS

/// `zpull-client verify`: whether what was received can be read.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read backups through, so that every checksum is checked.",
        discussion: """
            Runs as the pruning user, who has `send` (from OpenZFS 2.4.0 on, `send:raw`) on the parents of the targets. Of \
            each dataset it reads the newest snapshot, or as many as told, by `zfs send -w` to nowhere. Exit code 0: all \
            could be read; 1: something could not.
            """)

    @OptionGroup var common: CommonOptions

    @OptionGroup var logs: LogOptions

    @Option(help: "Only this dataset here and those below it; again for more.")
    var dataset: [DatasetName] = []

    @Option(help: "The so many newest snapshots of each dataset.")
    var last = 1

    @Flag(help: "All snapshots of each dataset.")
    var all = false

    func validate() throws {
        guard last > 0 else { throw ValidationError("--last takes a number above zero") }
    }

    func run() throws {
        try BackupTour(common: common, logs: logs, datasets: dataset).run("verified") { configuration, interruption in
            let verifier = Verifier(
                zfs: ZFSTool(path: configuration.zfs), interruption: interruption, user: configuration.pruneUser)
            return { dataset, source in
                VerifyReading(dataset, newest: all ? nil : last).map {
                    verifier.verify(dataset.name, $0, of: source)
                } ?? .nothing
            }
        }
    }
}
