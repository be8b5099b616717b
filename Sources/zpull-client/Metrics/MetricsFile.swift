import Glibc
import Logging
import System

/// The file for node_exporter's textfile collector, written anew at the end of each command that changes what it says.
struct MetricsFile {
    private let configuration: Configuration
    private let path: String

    /// `nil` when the configuration wants none.
    init?(_ configuration: Configuration) {
        guard let path = configuration.metrics else { return nil }
        self.configuration = configuration
        self.path = path
    }

    /// Writes it, with all that the configuration names, whatever the command was about. That it cannot be written is a warning:
    /// the backups are as they are, and an alert rule sees that the file grows old.
    ///
    /// - Parameter interruption: after a signal nothing is written, and what is being looked at is left.
    func write(telling logger: Logger, unless interruption: Interruption? = nil) {
        do {
            try write(unless: interruption?.descriptor)
        } catch {
            guard interruption?.signal == nil else { return }
            logger.warning(
                "the metrics are as before: \(error); both users must be able to write to the folder and read \(configuration.state)"
            )
        }
    }

    private func write(unless cancellation: Int32?) throws {
        let state = StateFolder(path: configuration.state)
        // Of two that are done at a time, the one that writes last has read last.
        let lock = try state.waitForLock("metrics", unless: cancellation)
        defer { extendLifetime(lock) }
        let standing = try SourceStanding.all(configuration.sources, in: configuration, until: cancellation).standing
        try AtomicFile.write(MetricsText(standing).text.utf8, to: path, mode: 0o644)
    }
}
