import ArgumentParser
import Foundation
import ZFS

/// `zpull-client restore files`: a folder that shows a snapshot.
struct RestoreFilesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "files", abstract: "Show a snapshot's files in a folder, read-only, through a clone.",
        discussion: "Prints what it would do; --go does it. `restore done` takes the clone away again.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Dataset and snapshot, as `restore find` prints them.")
    var snapshot: SnapshotName

    @Option(help: "The folder: one that is not there yet, or is empty.")
    var at: MountFolder

    @Flag(help: "Do it.")
    var go = false

    func run() throws {
        let (configuration, sources) = try common.load(files: .skipped)
        let zfs = ZFSTool(path: configuration.zfs)
        guard let plan = FilesPlan(snapshot, at: at, targets: sources.flatMap(\.datasets).map(\.local)) else {
            throw RestoreRefusal("\(snapshot) is too long a name for a clone beside it; `zfs clone` it yourself")
        }
        try check(plan, zfs)
        try RestoreCommand.carryOut(
            RestoreSteps(plan.commands), go: go, json: common.json, zfs: zfs,
            then: "copy from \(at), then `zpull-client restore done`")
    }

    /// Everything that would end half-way, or put something in the place of what is there.
    private func check(_ plan: FilesPlan, _ zfs: ZFSTool) throws {
        guard let dataset = try zfs.list([snapshot.dataset], isRecursive: false)[snapshot.dataset],
            dataset.snapshots.contains(where: { $0.name == snapshot.snapshot })
        else { throw RestoreRefusal("there is no \(snapshot); `zpull-client restore find` prints those there are") }
        guard dataset.kind == .filesystem else {
            let clone = "zfs clone -o readonly=on -o volmode=dev \(snapshot.quoted) \(plan.clone.quoted)"
            throw RestoreRefusal(
                "\(snapshot.dataset) is a volume, without files of its own; `\(clone)` makes a device of it")
        }
        if try zfs.heads([plan.clone])[plan.clone] != nil {
            throw RestoreRefusal("\(plan.clone) is there already; `zpull-client restore done` takes it away")
        }
        if dataset.isEncrypted, let root = try zfs.lockedEncryptionRoot(of: dataset.name) {
            throw RestoreRefusal(
                "\(snapshot.dataset) is encrypted, and its key is not loaded; `zfs load-key -L prompt \(root.quoted)`, then again"
            )
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: at.description)) ?? []
        guard names.isEmpty, at.isFreeToMount else {
            throw RestoreRefusal("\(at) is not an empty folder; name one that is, or one that is not there yet")
        }
    }
}

extension MountFolder: ExpressibleByArgument {
    /// A folder on the command line.
    init?(argument: String) { self.init(argument) }

    /// Nothing is there, or a folder.
    fileprivate var isFreeToMount: Bool {
        var isFolder: ObjCBool = false
        return !FileManager.default.fileExists(atPath: description, isDirectory: &isFolder) || isFolder.boolValue
    }
}
