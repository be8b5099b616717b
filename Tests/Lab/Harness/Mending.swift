import CLinux
import System

// What scenarios of stops have in common: nothing changes, and what the message names is carried out and mends it.

extension Lab {
    /// `run`, which must end with this code and say these words, and leave the backup as it is.
    func refused(code: Int32 = 2, saying words: String...) throws -> ClientRun {
        let before = try backup()
        let run = try client("run")
        try expect(run.code == code, "exit code \(run.code), where \(code) was expected: \(run.error)")
        for word in words { try expect(run.error.contains(word), "“\(word)” is missing in: \(run.error)") }
        let after = try backup()
        try expect(before == after, "the backup changed from\n\(before)to\n\(after)")
        return run
    }

    /// Every dataset and snapshot of the backup, with its guid.
    private func backup() throws -> String {
        try zfs("list", "-Hp", "-r", "-t", "all", "-o", "name,guid,receive_resume_token", target)
    }

    /// Carries out, as root, the command that a message names.
    func mend(_ run: ClientRun, with beginning: String, environment: String = "") throws {
        let command = try run.quoted(beginning)
        try log("# \(command)\n")
        try Tool.run("/bin/sh", "-c", "\(environment) \(command)")
    }

    /// Writes into a local dataset, as an administrator who mounts it would.
    func writeIntoBackup(_ path: String) throws {
        let (dataset, place) = ("\(target)/\(path)", "/run/zpull-lab/\(name)/written")
        // To set a mountpoint mounts, as canmount is on.
        try zfs("set", "readonly=off", "mountpoint=\(place)", dataset)
        try Tool.write("mine", to: "\(place)/mine")
        try zfs("unmount", dataset)
        for property in ["readonly", "mountpoint"] { try zfs("inherit", property, dataset) }
    }

    /// The content of a file in a snapshot of the backup, by a clone beside it.
    ///
    /// - Parameter path: dataset and snapshot: `data@one`.
    func restored(_ file: String, from path: String) throws -> [UInt8] {
        let (clone, place) = ("\(target)/restored", "/run/zpull-lab/\(name)/restored")
        try zfs("clone", "-o", "mountpoint=\(place)", "-o", "canmount=noauto", "\(target)/\(path)", clone)
        try zfs("mount", clone)
        defer { _ = try? Tool.capture("zfs", ["destroy", "-f", clone]) }
        return try Tool.read("\(place)/\(file)")
    }

    /// A pool of the scenario's own, on a file, where the receiving user may receive. It goes with the scenario's end.
    ///
    /// - Parameter options: of `zpool create`.
    func ownPool(_ options: String..., tell: (_ pool: String) throws -> Void) throws {
        let pool = "\(name)-pool"
        try Tool.run("mkdir", "-p", poolFolder)
        defer {
            _ = try? Tool.capture("zpool", ["destroy", "-f", pool])
            _ = try? Tool.capture("rm", ["-r", poolFolder])
        }
        try Tool.run("truncate", "-s", "64M", "\(poolFolder)/disk")
        let properties = ["mountpoint=none", "canmount=off", "readonly=on"].flatMap { ["-O", $0] }
        try Tool.run("zpool", ["create"] + options + properties + [pool, "\(poolFolder)/disk"])
        try zfs("allow", "-u", Machine.receiveUser, "receive,create,mount", pool)
        try tell(pool)
    }

    /// Where zpool(8) looks for the scenario's own pool.
    var poolFolder: String { "/dev/shm/\(name)-pool" }

    // MARK: While a run is under way

    /// Starts `run`, does something meanwhile, and waits for its end.
    func whileRunning(_ body: () throws -> Void) throws -> ClientRun {
        let client = try start("run")
        try body()
        let run = try client.wait(within: .seconds(120))
        try log("zpull-client run: \(run.code)\n\(run.output)\(run.error)\n")
        return run
    }

    /// Waits until the stream of a snapshot of the source is being sent.
    func awaitStream(of snapshot: String) throws {
        try Tool.run(
            "timeout", "60", "/bin/sh", "-c",
            "until pgrep -f '[z]fs send.* \(source)/\(snapshot)$' >/dev/null; do :; done")
    }
}

extension ClientRun {
    /// The first text between backticks in what was printed that begins so.
    func quoted(_ beginning: String) throws -> String {
        let parts = (output + error).split(separator: "`", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() where index % 2 == 1 && part.hasPrefix(beginning) {
            return String(part)
        }
        throw Unmet("no `\(beginning)…` in: \(output)\(error)")
    }
}
