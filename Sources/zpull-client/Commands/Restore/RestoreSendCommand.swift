import ArgumentParser
import ZFS

/// `zpull-client restore send`: prints how a dataset goes back.
struct RestoreSendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Print the commands that send a dataset, and all below it, back to a host.",
        discussion: """
            Runs nothing: a source's account for zpull may not receive, so this takes your own ssh, as somebody who may. \
            The target must not exist.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "The dataset here; with @SNAPSHOT, up to that one instead of the newest.")
    var dataset: SendBackOrigin

    @Option(help: "Where to: root@web1.example.net:tank/data; without a host, this machine.")
    var to: SendBackTarget

    func run() throws {
        let (configuration, _) = try common.load(files: .skipped)
        let tree = try ZFSTool(path: configuration.zfs).list([dataset.dataset], isRecursive: true)
        let version = ZFSTool.moduleVersion.flatMap { OpenZFSVersion($0) } ?? .oldest
        guard let plan = SendBackPlan(dataset.dataset, dataset.snapshot, in: tree, to: to, on: version) else {
            let wanted =
                dataset.snapshot.map { "snapshot \(dataset.dataset)@\($0)" } ?? "snapshot of \(dataset.dataset)"
            throw RestoreRefusal("there is no \(wanted); `zpull-client restore find` prints those there are")
        }
        if common.json { return try Output.print(json: SendBackJSON(plan)) }
        Output.print(plan.lines)
    }
}

/// A dataset, or a snapshot of it, on the command line.
struct SendBackOrigin: ExpressibleByArgument {
    let dataset: DatasetName
    let snapshot: ShortName?

    init?(argument: String) {
        if let name = SnapshotName(argument) {
            (dataset, snapshot) = (name.dataset, name.snapshot)
        } else if let name = DatasetName(argument) {
            (dataset, snapshot) = (name, nil)
        } else {
            return nil
        }
    }
}

extension SendBackTarget: ExpressibleByArgument {
    init?(argument: String) { self.init(argument) }
}

/// As `restore send --json` prints it; docs/operations.md describes it.
private struct SendBackJSON: Encodable {
    let snapshot: String
    let send: String
    let compare: String
    let leftOut: [String]
    let along: [String]

    init(_ plan: SendBackPlan) {
        snapshot = plan.snapshot.description
        send = plan.sending
        compare = plan.comparing
        leftOut = plan.leftOut.map(\.dataset.description)
        along = plan.along.map(\.description)
    }
}
