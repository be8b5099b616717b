import Foundation
import System
import Testing
import ZFS

@testable import zfs_stand_in

/// A whole loop on this machine: a source's pool `tank` with a dataset `tank/data`, a backup host's pool `backup`, an sshd
/// with the key's line as `zpull-serve keyline` prints it, and a configuration. All of it goes with the test.
final class Ring {
    let folder: String
    let source: Pool
    let target: Pool
    let sourceEvents: PoolEvents
    let targetEvents: PoolEvents
    let server: SSHServer
    private var runs = 0

    var configurationPath: String { "\(folder)/client.yaml" }

    /// - Parameters:
    ///   - serve: options of `serve` for the key's line.
    ///   - keyline: options of `keyline` itself.
    ///   - options: further lines of sshd_config.
    init(
        serve: [String] = ["--dataset", "tank", "--recursive"], keyline: [String] = ["--from", "127.0.0.1"],
        options: [String] = []
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "zpull-ring-\(UUID().uuidString)").path
        try retrying("mkdir", folder) { [folder] in mkdir(folder, 0o755) }
        try retrying("mkdir") { [folder] in mkdir("\(folder)/state", 0o755) }
        source = try Pool.make(at: "\(folder)/source", root: "tank")
        target = try Pool.make(at: "\(folder)/target", root: "backup")
        try source.create("tank/data")
        sourceEvents = try PoolEvents(source)
        targetEvents = try PoolEvents(target)
        server = try SSHServer(folder: folder, options: options)
        try authorize(serve: serve, keyline: keyline)
        try configure()
    }

    deinit {
        // What a test has left at work, by its own process id and by what it runs.
        for pool in [source, target] {
            for call in (try? pool.calls()) ?? []
            where (try? text(ofFile: "/proc/\(call.process)/cmdline"))?.hasPrefix(pool.zfs) == true {
                kill(call.process, SIGKILL)
            }
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    // MARK: The key

    /// The options of `serve` with what every ring needs.
    func serveArguments(_ serve: [String]) -> [String] { ["--id", "loop", "--zfs", source.zfs] + serve }

    /// Installs the key with these options of `serve`.
    func authorize(serve: [String], keyline: [String] = []) throws {
        let program = try Programs.serve()
        let arguments = ["keyline", "--program", program] + keyline + serveArguments(serve)
        try server.authorize(try run(program, arguments + ["\(server.identity).pub"]))
    }

    /// Installs the key with a command of another kind: a script for /bin/sh.
    func authorize(script: String) throws {
        try write("#!/bin/sh\n\(script)\n", to: "\(folder)/forced", mode: 0o755)
        let key = try text(ofFile: "\(server.identity).pub")
        try server.authorize("restrict,command=\"\(folder)/forced\" \(key)")
    }

    /// As a word list for scripts: the real server.
    func serveCommand(_ serve: [String] = ["--dataset", "tank", "--recursive"]) throws -> String {
        ([try Programs.serve(), "serve"] + serveArguments(serve)).joined(separator: " ")
    }

    // MARK: The configuration

    /// A source that everything is right for.
    func sourceText() throws -> SourceText {
        SourceText(
            port: server.port, user: NSUserName(), identity: server.identity,
            hostKey: "host_key: \"\(try server.fingerprint())\"")
    }

    /// Writes the configuration with one source, changed.
    func configure(top: String..., change: (inout SourceText) throws -> Void = { _ in }) throws {
        var source = try sourceText()
        try change(&source)
        try configure(top: top, [source])
    }

    func configure(top: [String] = [], _ sources: [SourceText]) throws {
        let lines = ["state: \(folder)/state", "zfs: \(target.zfs)"] + top + ["sources:"] + sources.map(\.text)
        try write(lines.joined(separator: "\n") + "\n", to: configurationPath)
    }

    // MARK: Runs

    /// Starts `zpull-client` and lets it run.
    func start(_ arguments: String..., environment: [String] = []) throws -> RunningProgram {
        try start(arguments, environment: environment)
    }

    func start(_ arguments: [String], environment: [String] = []) throws -> RunningProgram {
        let files = nextFiles
        runs += 1
        return try RunningProgram(
            try Programs.client(), arguments + ["--config", configurationPath], files: files,
            environment: ChildProcess.plainEnvironment + environment)
    }

    private var nextFiles: String { "\(folder)/run-\(runs)" }

    /// What systemd would set, were standard error of the next run the journal: see systemd.exec(5).
    func journalStream() throws -> String {
        let file = try FileDescriptor(opening: nextFiles + ".err", flags: O_WRONLY | O_CREAT)
        var status = stat()
        try retrying("fstat") { [number = file.number] in fstat(number, &status) }
        return "JOURNAL_STREAM=\(status.st_dev):\(status.st_ino)"
    }

    /// Runs `zpull-client` to its end. Whatever it was told to do, the source must be as before.
    func client(_ arguments: String..., environment: [String] = []) throws -> FinishedProgram {
        let before = try source.datasets()
        let finished = try start(arguments, environment: environment).wait()
        #expect(try source.datasets() == before, "the source was changed")
        #expect(try source.calls().allSatisfy { ["list", "send"].contains($0.verb) }, "what was run on the source")
        return finished
    }

    /// `run`, which must succeed and bring `tank/data` to `backup/data`.
    func pull(at location: SourceLocation = #_sourceLocation) throws {
        try client("run").expect(code: 0, at: location)
        try expectSynced(at: location)
    }

    // MARK: Then

    /// Both ends have the same snapshots, with the same bytes in them, and nothing is left half done.
    func expectSynced(
        _ remote: String = "tank/data", as local: String = "backup/data",
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let theirs = try source.snapshots(remote)
        #expect(!theirs.isEmpty, sourceLocation: location)
        try expectReceived(theirs.map(\.name), remote, as: local, at: location)
        #expect(try target.dataset(local)?.partial == nil, "an interrupted receive is left", sourceLocation: location)
    }

    /// The target has exactly these snapshots, each the same as the source's.
    func expectReceived(
        _ names: [String], _ remote: String = "tank/data", as local: String = "backup/data",
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let (theirs, ours) = (try source.snapshots(remote), try target.snapshots(local))
        #expect(ours.map(\.name) == names, sourceLocation: location)
        for snapshot in ours {
            #expect(
                theirs.contains { $0.isCopy(of: snapshot) }, "\(local)@\(snapshot.name) differs",
                sourceLocation: location)
        }
    }

    /// Nothing was begun at the backup host: no `zfs receive`, no new dataset.
    func expectNothingReceived(at location: SourceLocation = #_sourceLocation) throws {
        #expect(try target.calls(of: "receive").isEmpty, sourceLocation: location)
        #expect(try target.datasets().map(\.name.description) == ["backup"], sourceLocation: location)
    }
}
