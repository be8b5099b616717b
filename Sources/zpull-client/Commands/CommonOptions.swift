import ArgumentParser
import ZFS

/// What a look at one source may need besides the session.
struct Visit {
    let configuration: Configuration
    let interruption: Interruption
}

/// What all subcommands take.
struct CommonOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "The configuration file.")
    var config = ConfigurationFile.defaultPath

    @Option(help: "Only this source; again for more.")
    var source: [String] = []

    @Flag(help: "As JSON; docs/operations.md describes it.")
    var json = false

    /// The configuration, and those of its sources that are asked for.
    func load(files: FileChecks = .real) throws -> (configuration: Configuration, sources: [Source]) {
        let configuration = try ConfigurationFile.load(path: config, files: files)
        for name in source where !configuration.sources.contains(where: { $0.name == name }) {
            let known = configuration.sources.map(\.name).joined(separator: ", ")
            throw ValidationError("\(config) has no source \(name); it has: \(known)")
        }
        let chosen = configuration.sources.filter { source.isEmpty || source.contains($0.name) }
        return (configuration, chosen)
    }

    /// Opens a session with each source in turn and does something over it. A source that fails is told of on standard
    /// error, and does not keep the others from their turn.
    ///
    /// - Parameter body: returns the exit codes of what it found wrong.
    /// - Returns: the exit code for all of it.
    func visit(
        _ body: (Source, SourceConnection, Visit) throws -> [Int32]
    ) throws -> Int32 {
        let (configuration, sources) = try load()
        let interruption = try Interruption()
        try interruption.listen()
        var codes: [Int32] = []
        for source in sources where interruption.signal == nil {
            do {
                let connection = try SourceConnection.open(
                    source, zfs: ZFSTool(path: configuration.zfs), interruption: interruption)
                defer { connection.close() }
                codes += try body(
                    source, connection, Visit(configuration: configuration, interruption: interruption))
            } catch {
                let error = SyncError(sourceError: error)
                Output.complain("\(source.name): \(error)")
                codes.append(error.exitCode)
            }
        }
        return interruption.signal.map(ExitCode.signalled) ?? ExitCode.combined(codes)
    }
}
