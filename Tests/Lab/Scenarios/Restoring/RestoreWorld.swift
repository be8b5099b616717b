import CLinux
import System

/// The hosts of docs/restore.md, in one machine: the names there lead here, by files that an administrator has as well.
final class RestoreWorld {
    let lab: Lab
    private let document: RestoreDocument
    private let clock: Clock
    /// Files at the source, by path.
    private var written: [String: [UInt8]] = [:]
    private var folder: String { "\(lab.folder)/administrator" }

    static let datasets = ["data", "data/home", "secret"]
    static let passphrase = "correct horse battery"
    /// What the document names, and a machine that is not the lab's own must not have.
    private static let paths = ["/mnt/key", "/mnt/restore", "/var/lib/zpull"]

    /// Both datasets of the source have been pulled, the snapshots of one and of three o'clock.
    init(_ lab: Lab) throws {
        self.lab = lab
        document = try RestoreDocument()
        for path in Self.paths where access(path, F_OK) == 0 { throw Unmet("this machine has \(path)") }
        clock = lab.clock()
        try makeAdministrator()
        try makeSource()
        try lab.allow("--dataset", "tank/data", "--dataset", "tank/secret", "--recursive")
        try lab.configure(
            datasets: "{ remote: tank/data, local: backup/web1/data, recursive: true }",
            "{ remote: tank/secret, local: backup/web1/secret, raw: true }", top: "drill: backup/drill")
        try shell(["zpull-client permissions | sh -e"])
        try lab.pull()
        try makeSecondCopy()
    }

    deinit {
        for pool in ["tank", "backup"] {
            for tree in ["data", "secret", "web1", "drill"] {
                _ = try? Tool.capture("zfs", ["destroy", "-R", "\(pool)/\(tree)"])
            }
        }
        _ = try? Tool.capture("zpool", ["destroy", "-f", "second"])
        _ = try? Tool.capture("rm", ["-rf", "/dev/shm/second"] + Self.paths)
    }

    // MARK: What is there

    /// A key of his own for root, and names: `ssh` and `zpull-client` find theirs in files of the lab's.
    private func makeAdministrator() throws {
        try Tool.run("mkdir", "-p", "\(folder)/bin", "/mnt/key")
        try Tool.write("\(Self.passphrase)\n", to: "/mnt/key/web1.key")
        try Tool.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(folder)/key")
        try Tool.run("cp", "\(folder)/key.pub", "\(Machine.folder)/keys/authorized_keys.root")
        try Tool.write(
            """
            Host web1.example.net backup2.example.net
                HostName 127.0.0.1
                Port \(Machine.port)
                IdentityFile \(folder)/key
                StrictHostKeyChecking no
                UserKnownHostsFile /dev/null
                LogLevel ERROR
                BatchMode yes

            """, to: "\(folder)/ssh_config")
        for (name, command) in [
            ("ssh", "/usr/bin/ssh -F \(folder)/ssh_config \"$@\""),
            ("zpull-client", "\(Machine.client) \"$@\" --config \(lab.configuration)"),
        ] {
            try Tool.write("#!/bin/sh\nexec \(command)\n", to: "\(folder)/bin/\(name)", mode: 0o755)
        }
    }

    private func makeSource() throws {
        try lab.zfs("create", "-o", "recordsize=16K", "tank/data")
        try lab.zfs("create", "tank/data/home")
        try lab.zfs(
            "create", "-o", "encryption=on", "-o", "keyformat=passphrase", "-o", Lab.iterations, "-o",
            "keylocation=file:///mnt/key/web1.key", "tank/secret")
        for dataset in ["tank/data", "tank/secret"] { try lab.zfs("allow", "-u", Machine.sourceUser, "send", dataset) }
        for hour in [13, 15] {
            clock.set(Self.midnight + hour * 3600)
            for dataset in Self.datasets {
                let folder = "/tank/\(dataset)/letters"
                try Tool.run("mkdir", "-p", folder)
                try Tool.run("dd", "if=/dev/urandom", "of=\(folder)/\(hour)", "bs=1M", "count=1", "status=none")
                written["\(folder)/\(hour)"] = try Tool.read("\(folder)/\(hour)")
            }
            for dataset in ["tank/data", "tank/secret"] {
                try lab.zfs("snapshot", "-r", "\(dataset)@autosnap_2026-11-20_\(hour):00")
            }
        }
    }

    /// 2026-11-20, in UTC, as the machine has it.
    private static let midnight = 1_795_132_800

    private func makeSecondCopy() throws {
        try Tool.run("truncate", "-s", "128M", "/dev/shm/second")
        try Tool.run("zpool", "create", "-O", "mountpoint=none", "second", "/dev/shm/second")
        try lab.zfs("create", "second/web1")
        for name in ["data", "secret"] {
            try shell([
                "zfs send -R -w backup/web1/\(name)@autosnap_2026-11-20_15:00 | zfs receive -u second/web1/\(name)"
            ])
        }
    }

    // MARK: What is done

    /// Runs the commands of chapters as they stand in the document, and returns what they printed.
    @discardableResult
    func follow(_ headings: String...) throws -> String {
        let commands = try headings.flatMap(document.commands)
        let output = try shell(commands)
        // What is printed to be run is what the document says.
        for line in output.split(separator: "\n") where line.hasPrefix("zfs send") || line.hasPrefix("diff ") {
            try lab.expect(commands.contains(String(line)), "\(headings): “\(line)” is not what the document has")
        }
        return output
    }

    /// As root's shell has it; the first command that fails is the last.
    @discardableResult
    private func shell(_ commands: [String]) throws -> String {
        try Tool.write(commands.joined(separator: "\n") + "\n", to: "\(folder)/commands")
        let path = "PATH=\(folder)/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        let captured = try Tool.capture(
            "env", ["-C", folder, path, "bash", "-xeu", "-o", "pipefail", "\(folder)/commands"])
        let output = String(decoding: captured.output, as: UTF8.self)
        try lab.log("\(output)\(captured.error)\n")
        guard captured.ending.isSuccess else { throw Unmet("\(captured.ending): \(output)\(captured.error)") }
        return output
    }

    // MARK: What must be so

    /// Both sides have the same snapshots of each dataset, by name and guid.
    func expectSame() throws {
        for dataset in Self.datasets {
            let (theirs, ours) = (try lab.snapshots("tank/\(dataset)"), try lab.snapshots("backup/web1/\(dataset)"))
            try lab.expect(theirs.count >= 2 && theirs == ours, "\(dataset): source \(theirs), backup \(ours)")
        }
    }

    /// The next snapshot comes as an increment. It goes again, so that the chapter after finds what its text says.
    func expectIncrement() throws {
        for dataset in ["data", "secret"] { try lab.zfs("snapshot", "-r", "tank/\(dataset)@next") }
        let plan = try lab.client("plan")
        try lab.expect(plan, code: 0, saying: "increment @autosnap_2026-11-20_15:00 → @next")
        try lab.expect(!plan.output.contains("full "), plan.output)
        try lab.pull()
        try expectSame()
        for dataset in Self.datasets {
            try lab.zfs("destroy", "tank/\(dataset)@next")
            try lab.zfs("rollback", "-r", "backup/web1/\(dataset)@autosnap_2026-11-20_15:00")
        }
    }

    /// The files of a dataset at the source are what they were.
    func expectFiles(of dataset: String) throws {
        for (path, content) in written where path.hasPrefix("/tank/\(dataset)/letters/") {
            try lab.expect(try Tool.read(path) == content, "\(path) is not what it was")
        }
    }
}
