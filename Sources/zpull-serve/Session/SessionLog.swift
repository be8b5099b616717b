import CLinux
import Protocol

/// Lines to the system log (facility daemon), each with the key's id.
///
/// Text from afar is cut and freed of control characters here.
struct SessionLog: Sendable {
    private let prefix: String

    /// openlog(3) keeps the address.
    nonisolated(unsafe) private static let name = strdup("zpull-serve")

    init(id: String, address: String) {
        prefix = "id=\(id) from=\(Self.clean(address, 64)) "
        openlog(Self.name, LOG_PID, LOG_DAEMON)
    }

    func notice(_ line: String) { zpull_syslog(LOG_NOTICE, prefix + Self.clean(line, 2000)) }
    func warning(_ line: String) { zpull_syslog(LOG_WARNING, prefix + Self.clean(line, 2000)) }

    private static func clean(_ text: String, _ limit: Int) -> String {
        text.truncated(toUTF8: limit).replacingControlCharacters()
    }
}
