import CLinux
import System
import ZFS

/// One scenario's share of the machine: the trees `tank/NAME` and `backup/NAME`, a key of its own with a forced command of
/// its own, and a configuration. Scenarios do not see one another, and several run at once.
final class Lab {
    let name: String
    let machine: Machine
    /// For the scenario's own files.
    let folder: String
    /// What lives until the scenario's end, and then puts right what it has changed.
    var keeps: [AnyObject] = []

    /// `tank/NAME`
    var source: String { "tank/\(name)" }
    /// `backup/NAME`
    var target: String { "backup/\(name)" }
    var configuration: String { "\(folder)/client.yaml" }
    var identity: String { "\(folder)/key" }

    /// - Parameter withGrants: `false` where both pools have them as a whole.
    init(_ name: String, on machine: Machine, withGrants: Bool = true) throws {
        self.name = name
        self.machine = machine
        folder = "\(Machine.folder)/\(name)"
        try Tool.run("install", "-d", "-m", "755", folder)
        try zfs("create", source)
        try zfs("create", "-o", "canmount=off", target)
        if withGrants {
            try zfs("allow", "-u", Machine.sourceUser, "send", source)
            try zfs("allow", "-u", Machine.receiveUser, "receive,create,mount", target)
        }
        try Tool.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", identity)
        try Tool.run("chown", Machine.receiveUser, identity)
    }

    // MARK: Given

    /// Runs `zfs` as root.
    @discardableResult
    func zfs(_ arguments: String...) throws -> String { try Tool.run("zfs", arguments) }

    /// Makes a dataset below the source's tree: `data`, `data/home`.
    func create(_ path: String, _ options: String...) throws { try create(path, options: options) }

    func create(_ path: String, options: [String]) throws {
        try Tool.run("zfs", ["create"] + options + ["\(source)/\(path)"])
    }

    /// Writes a file of so many bytes, which do not compress, into a mounted dataset of the source.
    func write(_ file: String, in path: String, bytes: Int = 64 << 10) throws {
        try Tool.run("dd", "if=/dev/urandom", "of=/\(source)/\(path)/\(file)", "bs=\(bytes)", "count=1", "status=none")
    }

    /// Takes snapshots at the source, one after another, with something written before each.
    func snapshot(_ path: String, _ names: String..., bytes: Int = 64 << 10) throws {
        for name in names {
            try write(name, in: path, bytes: bytes)
            try zfs("snapshot", "\(source)/\(path)@\(name)")
        }
    }

    /// Installs the scenario's key with the line that `zpull-serve keyline` prints for these options of `serve`.
    ///
    /// - Parameters:
    ///   - from: the address that the key may come from.
    ///   - program: what the forced command runs in the place of zpull-serve.
    func allow(_ serveOptions: [String], from: String = "127.0.0.1", program: String = Machine.serve) throws {
        let line = try Tool.run(
            Machine.serve,
            ["keyline", "--from", from, "--program", program, "--id", name] + serveOptions + ["\(identity).pub"])
        try Tool.append(line, to: "\(Machine.folder)/keys/authorized_keys.\(Machine.sourceUser)")
    }

    func allow(_ serveOptions: String...) throws { try allow(serveOptions) }

    /// Writes the configuration: one source with these datasets, each a YAML mapping such as
    /// `{ remote: tank/x, local: backup/x }`.
    func configure(
        datasets: String..., user: String = Machine.sourceUser, source: String = "", top: String = ""
    ) throws {
        try configure(
            sources: """
                  - name: \(name)
                    host: 127.0.0.1
                    port: \(Machine.port)
                    user: \(user)
                    identity: \(identity)
                    host_key: "\(machine.hostKey)"
                    \(source)
                    datasets:
                \(datasets.map { "      - \($0)" }.joined(separator: "\n"))
                """, top: top)
    }

    /// Writes the configuration with whole sources.
    func configure(sources: String, top: String = "") throws {
        try Tool.write("state: \(Machine.state)\n\(top)\nsources:\n\(sources)\n", to: configuration)
    }

    /// Source `data` and target `data`, the key for it, and the configuration: what most scenarios begin with.
    func pair(recursive: Bool = false, serve: String..., dataset: String = "", snapshots: [String] = []) throws {
        try create("data")
        for snapshot in snapshots { try self.snapshot("data", snapshot) }
        try allow(["--dataset", "\(source)/data"] + (recursive ? ["--recursive"] : []) + serve)
        try configure(
            datasets: "{ remote: \(source)/data, local: \(target)/data, recursive: \(recursive)\(dataset) }")
    }

    // MARK: When

    /// Runs zpull-client as the receiving user, with nothing but its grants.
    func client(_ arguments: String..., user: String = Machine.receiveUser) throws -> ClientRun {
        try client(arguments, user: user)
    }

    /// - Parameter other: a configuration in the place of the scenario's.
    func client(
        _ arguments: [String], user: String = Machine.receiveUser, configuration other: String? = nil
    ) throws -> ClientRun {
        let captured = try Tool.capture(
            "setpriv", Self.as(user) + [Machine.client] + arguments + ["--config", other ?? configuration])
        let run = ClientRun(captured)
        try log("zpull-client \(arguments.joined(separator: " ")): \(captured.ending)\n\(run.output)\(run.error)\n")
        return run
    }

    /// `run`, which must succeed.
    @discardableResult
    func pull() throws -> ClientRun {
        let run = try client("run", "--verbose")
        guard run.code == 0 else { throw Unmet("run ended with \(run.code): \(run.error)") }
        return run
    }

    /// OpenSSH's own client with the scenario's key, at the machine's sshd.
    func ssh(
        _ command: [String], as account: String = Machine.sourceUser, options: [String] = []
    ) throws -> ClientRun {
        ClientRun(try Tool.capture("setpriv", sshCommand(command, as: account, options: options)))
    }

    /// The same, as arguments of setpriv(1).
    func sshCommand(
        _ command: [String], as account: String = Machine.sourceUser, options: [String] = []
    ) -> [String] {
        let settings = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "BatchMode=yes"]
        let fixed = ["ssh", "-F", "none", "-i", identity, "-p", "\(Machine.port)"] + settings.flatMap { ["-o", $0] }
        return Self.as(Machine.receiveUser) + fixed + options + ["\(account)@127.0.0.1"] + command
    }

    /// Arguments of setpriv(1) for a user with its groups and a fresh environment.
    static func `as`(_ user: String) -> [String] {
        ["--reuid", user, "--regid", user, "--init-groups", "--reset-env"]
    }

    // MARK: Then

    /// The snapshots of a dataset, name and guid, oldest first.
    func snapshots(_ dataset: String) throws -> [String] {
        let text = try Tool.run(
            "zfs", "list", "-Hp", "-d", "1", "-t", "snapshot", "-s", "createtxg", "-o", "name,guid", dataset)
        return text.split(separator: "\n").map { String($0.drop { $0 != "@" }) }
    }

    /// The names alone: `@one`.
    func names(of dataset: String) throws -> [String] {
        try snapshots(dataset).map { String($0.prefix { $0 != "\t" }) }
    }

    /// Both ends have the same snapshots of `data` (or another path), by name and guid, and there are some.
    func expectSynced(_ path: String = "data", as local: String? = nil) throws {
        let (theirs, ours) = (try snapshots("\(source)/\(path)"), try snapshots("\(target)/\(local ?? path)"))
        try expect(!theirs.isEmpty && theirs == ours, "source has \(theirs), backup has \(ours)")
    }

    func expect(_ condition: Bool, _ otherwise: @autoclosure () -> String) throws {
        if !condition { throw Unmet(otherwise()) }
    }

    /// The run failed with this code, and said this.
    func expect(_ run: ClientRun, code: Int32, saying words: String...) throws {
        try expect(run.code == code, "exit code \(run.code), where \(code) was expected: \(run.error)")
        for word in words {
            try expect(
                run.error.contains(word) || run.output.contains(word),
                "“\(word)” is missing in: \(run.output)\(run.error)")
        }
    }

    // MARK: Logs

    func log(_ text: String) throws {
        let file = try FileDescriptor(opening: "\(folder)/log", flags: O_WRONLY | O_CREAT | O_APPEND)
        try IO.writeAll(file.number, Array(text.utf8))
    }

    /// Everything that helps to understand a failure.
    func evidence() -> String {
        let log = (try? Tool.read("\(folder)/log")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let configuration = (try? Tool.read(self.configuration)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let lists = [source, target].map {
            (try? Tool.run("zfs", "list", "-r", "-t", "all", "-o", "name,guid,createtxg,receive_resume_token", $0))
                ?? ""
        }
        let server = (try? Tool.run("tail", "-n", "40", "\(Machine.folder)/log/sshd")) ?? ""
        return ([configuration, log] + lists + [server]).joined(separator: "\n----\n")
    }

    /// Gives the scenario's space back.
    func cleanUp() {
        for tree in [source, target] { _ = try? Tool.capture("zfs", ["destroy", "-R", "-f", tree]) }
    }
}

/// What a run of zpull-client printed, and its exit code.
struct ClientRun {
    let code: Int32
    let output: String
    let error: String

    init(_ captured: Captured) {
        self.init(
            captured.ending, output: String(decoding: captured.output, as: UTF8.self), error: captured.error)
    }

    init(_ ending: ChildProcess.Ending, output: String, error: String) {
        code = if case .exited(let code) = ending { code } else { -1 }
        self.output = output
        self.error = error
    }
}
