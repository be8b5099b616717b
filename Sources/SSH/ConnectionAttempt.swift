import CLibSSH
import CLinux
import System

/// The steps from nothing to a session that is logged in, all within one deadline.
struct ConnectionAttempt {
    let endpoint: SSHEndpoint
    let timeout: Duration
    let interrupter: SSHInterrupter
    private let deadline: Monotonic

    init(endpoint: SSHEndpoint, timeout: Duration, interrupter: SSHInterrupter) {
        self.endpoint = endpoint
        self.timeout = timeout
        self.interrupter = interrupter
        deadline = .now + timeout
    }

    /// A connected socket, of which the interrupter has a descriptor too.
    func connectTCP(unacknowledged: Duration) throws(SSHError) -> FileDescriptor {
        let socket: FileDescriptor
        do {
            socket = try TCPConnection.open(
                host: endpoint.host, port: endpoint.port, timeout: deadline - .now, unacknowledged: unacknowledged
            ) { (number) throws(SystemError) in
                // From here on, so that a wait for an answer to the first packet ends too.
                let copy = try retrying("fcntl") { zpull_fcntl_int(number, F_DUPFD_CLOEXEC, 0) }
                guard interrupter.attach(FileDescriptor(owning: copy)) else {
                    throw SystemError("connect", number: ECANCELED)
                }
            }
        } catch {
            interrupter.detach()
            if interrupter.isInterrupted { throw .connectionLost(endpoint, detail: "interrupted") }
            throw switch error.kind {
            case .unresolved: .unresolved(endpoint, reason: error.reason)
            case .refused: .refused(endpoint, reason: error.reason)
            case .unreachable: .unreachable(endpoint, reason: error.reason)
            case .timedOut: .timedOut(endpoint, waitingFor: "a TCP connection", after: timeout)
            }
        }
        return socket
    }

    /// A session with every option set that would otherwise come from files, the environment or a default that we do
    /// not want.
    func makeSession(_ check: HostKeyCheck) throws(SSHError) -> LibsshSession {
        guard let libssh = LibsshSession(interrupter) else {
            interrupter.detach()
            throw .unusable(endpoint, detail: "out of memory")
        }
        // ssh_config could turn the host key check off or start a ProxyCommand.
        guard zpull_option_bool(libssh.raw, SSH_OPTIONS_PROCESS_CONFIG, false) == 0,
            zpull_option_int(libssh.raw, SSH_OPTIONS_STRICTHOSTKEYCHECK, 1) == 0,
            zpull_option_port(libssh.raw, UInt32(endpoint.port)) == 0
        else { throw .unusable(endpoint, detail: libssh.error) }
        // A name that libssh 0.11 finds odd (one with `_`) matters only where libssh looks it up.
        let isNamed = libssh.set(SSH_OPTIONS_HOST, endpoint.host)
        guard isNamed || check.knownHostsPath == nil && libssh.set(SSH_OPTIONS_HOST, "pinned") else {
            throw .unusable(endpoint, detail: "libssh does not take this host name; use host_key, not known_hosts")
        }
        let strings: [(ssh_options_e, String)] = [
            (SSH_OPTIONS_USER, endpoint.user),
            // No home directory is asked for: the account may have none.
            (SSH_OPTIONS_SSH_DIR, "/nonexistent"),
            (SSH_OPTIONS_KNOWNHOSTS, check.knownHostsPath ?? "/dev/null"),
            (SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null"),
            // Streams are compressed by ZFS, or not worth it.
            (SSH_OPTIONS_COMPRESSION, "no"),
            (SSH_OPTIONS_CIPHERS_C_S, Self.ciphers),
            (SSH_OPTIONS_CIPHERS_S_C, Self.ciphers),
            (SSH_OPTIONS_HMAC_C_S, Self.authenticators),
            (SSH_OPTIONS_HMAC_S_C, Self.authenticators),
        ]
        for (option, value) in strings where !libssh.set(option, value) {
            throw .unusable(endpoint, detail: libssh.error)
        }
        if let algorithms = check.hostKeyAlgorithms, !libssh.set(SSH_OPTIONS_HOSTKEYS, algorithms) {
            throw .unusable(endpoint, detail: libssh.error)
        }
        return libssh
    }

    /// With AES in hardware, GCM is half as fast again as libssh's own first choice, ChaCha20.
    private static let ciphers =
        "aes128-gcm@openssh.com,aes256-gcm@openssh.com,chacha20-poly1305@openssh.com,aes256-ctr,aes192-ctr,aes128-ctr"
    /// For the ctr ciphers; the others authenticate by themselves.
    private static let authenticators = "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com"

    func exchangeKeys(_ libssh: LibsshSession, over socket: consuming FileDescriptor) throws(SSHError) {
        libssh.setTimeout(until: deadline)
        let (isConnected, error) = libssh.connect(over: socket)
        if isConnected { return }
        if libssh.isInterrupted { throw .connectionLost(endpoint, detail: "interrupted") }
        let hasBanner = ssh_get_serverbanner(libssh.raw) != nil
        // libssh measures the time by itself and may be a millisecond early.
        if deadline.hasPassed || error.hasPrefix("Timeout") {
            throw .timedOut(endpoint, waitingFor: hasBanner ? "the key exchange" : "an SSH banner", after: timeout)
        }
        throw hasBanner ? .keyExchangeFailed(endpoint, detail: error) : .notSSH(endpoint, detail: error)
    }

    func authenticate(_ libssh: LibsshSession, _ identity: Identity) throws(SSHError) {
        libssh.setTimeout(until: deadline)
        let result = ssh_userauth_publickey(libssh.raw, nil, identity.key)
        switch result {
        case SSH_AUTH_SUCCESS.rawValue: return
        case SSH_AUTH_DENIED.rawValue:
            throw .authenticationRefused(endpoint, fingerprint: identity.fingerprint, methods: methods(libssh))
        case SSH_AUTH_PARTIAL.rawValue: throw .authenticationIncomplete(endpoint, methods: methods(libssh))
        default:
            if libssh.isInterrupted { throw .connectionLost(endpoint, detail: "interrupted") }
            if !libssh.isLost || deadline.hasPassed {
                throw .timedOut(endpoint, waitingFor: "the answer to our key", after: timeout)
            }
            throw .connectionLost(endpoint, detail: libssh.error)
        }
    }

    /// The server's own list, which comes with its refusal.
    private func methods(_ libssh: LibsshSession) -> [String] {
        let offered = ssh_userauth_list(libssh.raw, nil)
        let names: [(UInt32, String)] = [
            (SSH_AUTH_METHOD_PUBLICKEY, "publickey"), (SSH_AUTH_METHOD_PASSWORD, "password"),
            (SSH_AUTH_METHOD_INTERACTIVE, "keyboard-interactive"), (SSH_AUTH_METHOD_HOSTBASED, "hostbased"),
            (SSH_AUTH_METHOD_GSSAPI_MIC, "gssapi-with-mic"),
        ]
        return names.filter { UInt32(bitPattern: offered) & $0.0 != 0 }.map(\.1)
    }
}
