import System

/// One scenario's share of two machines: `tank/NAME` on the source, `backup/NAME` here, a key and a configuration.
struct Crossing {
    let name: String
    let source: SourceMachine
    private var folder: String { "\(Machine.folder)/\(name)" }
    private var configuration: String { "\(folder)/client.yaml" }
    var there: String { "tank/\(name)" }
    var here: String { "backup/\(name)" }

    init(_ name: String, from source: SourceMachine) throws {
        self.name = name
        self.source = source
        try Tool.run("install", "-d", "-m", "755", folder)
        try Tool.run("zfs", "create", "-o", "canmount=off", here)
        try Tool.run("zfs", "allow", "-u", Machine.receiveUser, "receive,create,mount", here)
        try source.shell("zfs create \(there) && zfs allow -u \(Machine.sourceUser) send \(there)")
        try Tool.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", "\(folder)/key")
        try Tool.run("chown", Machine.receiveUser, "\(folder)/key")
    }

    /// A key for the whole tree, and a rule for its `data`.
    func pair(serve: String = "", recursive: Bool = false, rule: String = "") throws {
        let line = try Tool.run(
            Machine.serve,
            ["keyline", "--from", "10.10.10.1", "--id", name, "--dataset", there, "--recursive"]
                + serve.split(separator: " ").map(String.init) + ["\(folder)/key.pub"])
        let encoded = line.replacing("'", with: "'\\''")
        try source.shell(
            "printf %s '\(encoded)' >> \(Machine.folder)/keys/authorized_keys.\(Machine.sourceUser)")
        try Tool.write(
            """
            state: \(Machine.state)
            sources:
              - name: \(name)
                host: \(SourceMachine.address)
                port: \(Machine.port)
                user: \(Machine.sourceUser)
                identity: \(folder)/key
                host_key: "\(source.hostKey)"
                datasets: [{ remote: \(there)/data, local: \(here)/data, recursive: \(recursive)\(rule) }]

            """, to: configuration)
    }

    func client(_ command: String) throws -> ClientRun {
        ClientRun(
            try Tool.capture(
                "setpriv", Lab.as(Machine.receiveUser) + [Machine.client, command, "--config", configuration]))
    }

    func pull() throws {
        let run = try client("run")
        guard run.code == 0 else { throw Unmet("run ended with \(run.code): \(run.error)") }
    }

    func expect(_ run: ClientRun, code: Int32, saying words: String...) throws {
        let missing = words.filter { !run.error.contains($0) && !run.output.contains($0) }
        guard run.code == code, missing.isEmpty else {
            throw Unmet("exit code \(run.code), \(missing) missing in: \(run.output)\(run.error)")
        }
    }

    /// Both ends have the same snapshots, by name and guid, and there are some.
    func expectSynced(_ path: String = "data") throws {
        let list = "zfs list -Hp -d 1 -t snapshot -s createtxg -o name,guid"
        let (theirs, ours) = (
            try source.shell("\(list) \(there)/\(path)"), try Tool.run("/bin/sh", "-c", "\(list) \(here)/\(path)")
        )
        guard !theirs.isEmpty, theirs.replacing(there, with: here) == ours else {
            throw Unmet("source has \(theirs), backup has \(ours)")
        }
    }

    /// The file at both ends is the same, in a snapshot.
    func expectSame(_ file: String, in snapshot: String, of path: String = "data") throws {
        let mountpoint = "\(folder)/restored"
        try Tool.run(
            "zfs", "clone", "-o", "mountpoint=\(mountpoint)", "-o", "canmount=noauto", "\(here)/\(path)@\(snapshot)",
            "\(here)/restored")
        try Tool.run("zfs", "mount", "\(here)/restored")
        defer { _ = try? Tool.run("zfs", "destroy", "-f", "\(here)/restored") }
        let theirs = try source.shell("sha256sum < /\(there)/\(path)/.zfs/snapshot/\(snapshot)/\(file)")
        let ours = try Tool.run("/bin/sh", "-c", "sha256sum < \(mountpoint)/\(file)")
        guard theirs == ours else { throw Unmet("\(file) differs: \(theirs) and \(ours)") }
    }
}
