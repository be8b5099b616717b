import CLibSSH
import Encoding
import System

/// Owns an `ssh_session`, and the traps that go with it. It belongs to one thread.
final class LibsshSession {
    let raw: OpaquePointer
    private let interrupter: SSHInterrupter

    /// Once for the process: libssh's shared library does it by itself, its static one does not.
    private static let isInitialized = ssh_init() == SSH_OK

    /// `nil` when memory is out.
    ///
    /// - Parameter interrupter: what holds the other descriptor of the socket; told to let go of it at the end.
    init?(_ interrupter: SSHInterrupter) {
        guard Self.isInitialized, let raw = ssh_new() else { return nil }
        self.raw = raw
        self.interrupter = interrupter
        // libssh logs to stderr when somebody has turned that on in this thread; what it has to say is in its errors.
        ssh_set_log_callback { _, _, _, _ in }
        // Refuse whatever channel the server wants to open. Without a callback, libssh keeps each such request in a
        // list that nobody empties, and a server could fill our memory.
        ssh_set_message_callback(raw, { _, _, _ in 1 }, nil)
    }

    deinit {
        ssh_disconnect(raw)
        ssh_free(raw)
        interrupter.detach()
    }

    var isInterrupted: Bool { interrupter.isInterrupted }

    /// What libssh has to say about the last failure. Some of it comes from the server.
    var error: String { zpull_session_error(raw).map { String(cString: $0).printable } ?? "no reason given" }

    /// Whether the connection has ended, by either side or by an error.
    var isLost: Bool { ssh_is_connected(raw) == 0 || ssh_get_status(raw) & (SSH_CLOSED | SSH_CLOSED_ERROR) != 0 }

    /// How long each following call may wait: libssh takes zero for ten seconds, so it is at least a millisecond.
    func setTimeout(until deadline: Monotonic) {
        let milliseconds = Int(max(1, deadline.millisecondsLeft))
        _ = zpull_option_long(raw, SSH_OPTIONS_TIMEOUT, milliseconds / 1000)
        _ = zpull_option_long(raw, SSH_OPTIONS_TIMEOUT_USEC, milliseconds % 1000 * 1000)
    }

    /// - Returns: whether libssh took it.
    func set(_ option: ssh_options_e, _ value: String) -> Bool { zpull_option_string(raw, option, value) == 0 }

    /// Does the key exchange over a connected socket, which libssh owns from here on. Returns whether it succeeded.
    func connect(over socket: consuming FileDescriptor) -> (isConnected: Bool, error: String) {
        // libssh keeps only 16 bits of a descriptor's number (options.c).
        guard socket.number <= 0xffff, zpull_option_fd(raw, socket.number) == 0 else {
            return (false, "descriptor \(socket.number) is out of libssh's range")
        }
        _ = socket.release()
        let result = ssh_connect(raw)
        let error = self.error
        // As long as this option is set, libssh closes the socket in some versions and cases, and not in others.
        // Without it, the socket is its own: closed once, by the first error or at the latest by ssh_free.
        _ = zpull_option_fd(raw, -1)
        return (result == SSH_OK, error)
    }

    /// The key that the server has just proved to have.
    var hostKey: HostKey? {
        var key: OpaquePointer?
        guard ssh_get_server_publickey(raw, &key) == SSH_OK, let key else { return nil }
        defer { ssh_key_free(key) }
        var text: UnsafeMutablePointer<CChar>?
        guard ssh_pki_export_pubkey_base64(key, &text) == SSH_OK, let text else { return nil }
        defer { ssh_string_free_char(text) }
        let base64 = String(cString: text)
        guard let blob = Base64.decode(base64), let type = HostKey.type(ofBlob: blob),
            let fingerprint = sha256Fingerprint(of: key)
        else { return nil }
        return HostKey(type: type, fingerprint: fingerprint, base64: base64)
    }
}
