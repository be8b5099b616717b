import System
import ZFS

extension SourceConnection {
    /// Opens a session with a source, over SSH or on this machine.
    ///
    /// - Parameter zfs: the program that a server of this machine shall use.
    static func open(
        _ source: Source, zfs: ZFSTool, interruption: Interruption
    ) throws(SessionError) -> SourceConnection {
        try SourceConnection(
            try transport(source, zfs, interruption), window: source.window, patience: source.timeout,
            idle: source.idle, id: hostName())
    }

    private static func transport(
        _ source: Source, _ zfs: ZFSTool, _ interruption: Interruption
    ) throws(SessionError) -> any Transport {
        switch source.host {
        case .remote(let remote):
            return try SSHTransport(remote, patience: source.timeout, interruption: interruption)
        case .local(let program):
            return try LocalTransport(
                serve: program, source.serveArguments + ["--zfs", zfs.path], patience: source.timeout,
                interruption: interruption)
        }
    }
}

extension Source {
    /// The options of `zpull-serve serve` that let it show and send what this source's rules want. What they exclude is left
    /// out here, as everywhere, by the plan.
    var serveArguments: [String] {
        ["--id", "local"] + datasets.flatMap { ["--dataset", $0.remote.description] }
            + (datasets.contains(where: \.recursive) ? ["--recursive"] : [])
    }
}
