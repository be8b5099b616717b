import ArgumentParser
import ZFS

/// `zpull-client restore done`: takes away what `restore files` has made, and nothing else.
struct RestoreDoneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "done", abstract: "Take away the clones that `restore files` has made.",
        discussion: "Prints what it would do; --go does it. Snapshots, and all else, stay.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Only these clones.")
    var clone: [DatasetName] = []

    @Flag(help: "Do it.")
    var go = false

    func run() throws {
        let (configuration, _) = try common.load(files: .skipped)
        let zfs = ZFSTool(path: configuration.zfs)
        let all = try zfs.restoreClones()
        for name in clone where !all.contains(name) {
            throw RestoreRefusal(
                "\(name) is no clone of `restore files`; those are: \(all.map(\.description).joined(separator: ", "))"
            )
        }
        let chosen = clone.isEmpty ? all : clone
        if chosen.isEmpty, !common.json { return Output.print(["# there is none"]) }
        try RestoreCommand.carryOut(
            RestoreSteps(chosen.map { ZFSCommand.destroy($0) }), go: go, json: common.json, zfs: zfs,
            then: "the snapshots stay")
    }
}
