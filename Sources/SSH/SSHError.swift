/// Why there is no session, or none any more. Each description says what failed, on what, and what mends it.
package enum SSHError: Error, Equatable {
    // The way there.
    case unresolved(SSHEndpoint, reason: String)
    case refused(SSHEndpoint, reason: String)
    case unreachable(SSHEndpoint, reason: String)
    /// Nothing came in time. `waitingFor` completes "waited for": `the key exchange`.
    case timedOut(SSHEndpoint, waitingFor: String, after: Duration)
    /// No SSH banner came.
    case notSSH(SSHEndpoint, detail: String)
    case keyExchangeFailed(SSHEndpoint, detail: String)

    // Who the server is.
    /// - Parameter expected: the pins, or the file that holds another key of the same type.
    case hostKeyChanged(SSHEndpoint, offered: HostKey, expected: String)
    case hostKeyUnknown(SSHEndpoint, offered: HostKey, knownHosts: String)
    /// The file knows the host by keys of other types only.
    case hostKeyOfOtherType(SSHEndpoint, offered: HostKey, knownHosts: String)
    /// The file has the key in an `@revoked` line.
    case hostKeyRevoked(SSHEndpoint, offered: HostKey, knownHosts: String)
    case knownHostsUnreadable(path: String, reason: String)

    // Who we are.
    case identityMissing(path: String)
    case identityUnreadable(path: String, reason: String)
    /// Others can read the private key. `mode` holds the permission bits.
    case identityExposed(path: String, mode: UInt32)
    case identityOfOtherOwner(path: String, owner: UInt32)
    case identityEncrypted(path: String)
    case identityInvalid(path: String)
    /// - Parameters:
    ///   - fingerprint: of the key that we offered.
    ///   - methods: what the server would have gone on with; empty when it did not say.
    case authenticationRefused(SSHEndpoint, fingerprint: String, methods: [String])
    /// The key was right, and the server wants another proof besides.
    case authenticationIncomplete(SSHEndpoint, methods: [String])

    // The session.
    case channelRefused(SSHEndpoint, detail: String)
    /// The remote command has gone, and cannot be written to.
    case channelClosed(SSHEndpoint)
    case connectionLost(SSHEndpoint, detail: String)
    /// Something in libssh or the kernel that should not fail: out of memory or descriptors, mostly.
    case unusable(SSHEndpoint, detail: String)
}

extension SSHError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unresolved(let endpoint, let reason):
            "cannot find the address of \(endpoint.host): \(reason); check the name and this machine's name servers"
        case .refused(let endpoint, let reason):
            "\(endpoint) refused the connection (\(reason)); check that sshd runs there and listens on this port"
        case .unreachable(let endpoint, let reason):
            "cannot reach \(endpoint) (\(reason)); check the route and the firewalls between"
        case .timedOut(let endpoint, let waitingFor, let time):
            "\(endpoint) was silent: waited \(time.inWords) for \(waitingFor); "
                + "check that the machine is up and that no firewall drops the packets"
        case .notSSH(let endpoint, let detail):
            "\(endpoint) did not answer as an SSH server (\(detail)); check the port, and whether sshd there turns us "
                + "away (MaxStartups, PerSourcePenalties, a firewall)"
        case .keyExchangeFailed(let endpoint, let detail):
            "the key exchange with \(endpoint) failed (\(detail)); if no method matched, the server is too old, or has "
                + "no host key of the pinned type"
        case .hostKeyChanged(let endpoint, let offered, let expected):
            "the host key of \(endpoint) is not the expected one: it offered \(offered), expected was \(expected); "
                + "either the host has a new key or several (compare on its console: "
                + "ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub, and pin the whole key), or someone is in between. "
                + "Nothing was sent"
        case .hostKeyUnknown(let endpoint, let offered, let file):
            "\(file) has no usable entry for \(endpoint.knownHostsName), which offered \(offered); compare that "
                + "fingerprint with the host's own by another way (its console: ssh-keygen -lf "
                + "/etc/ssh/ssh_host_*_key.pub; `ssh-keyscan -p \(endpoint.port) \(endpoint.host)` proves nothing by "
                + "itself), and only then add the line: \(offered.knownHostsLine(for: endpoint))"
        case .hostKeyOfOtherType(let endpoint, let offered, let file):
            "\(file) knows \(endpoint.knownHostsName) by other types of key only, and it offered \(offered); "
                + "compare the fingerprint by another way, then add the line: \(offered.knownHostsLine(for: endpoint))"
        case .hostKeyRevoked(let endpoint, let offered, let file):
            "\(endpoint) offered \(offered), which \(file) marks as @revoked; give the host a new key"
        case .knownHostsUnreadable(let path, let reason):
            "cannot read the host keys in \(path): \(reason); create it with the host's key, "
                + "or pin the key with host_key"
        case .identityMissing(let path):
            "the private key \(path) does not exist; create it: ssh-keygen -t ed25519 -N '' -f \(path)"
        case .identityUnreadable(let path, let reason):
            "cannot read the private key \(path): \(reason); it must be a file that this user may read"
        case .identityExposed(let path, let mode):
            "others may use the private key \(path) (mode 0\(String(mode, radix: 8))); chmod 600 it, and replace the "
                + "key if others could log in here"
        case .identityOfOtherOwner(let path, let owner):
            "the private key \(path) belongs to user id \(owner), who may replace it; chown it to this user or to root"
        case .identityEncrypted(let path):
            "the private key \(path) has a passphrase, which nobody is here to type; use a key of its own without one"
        case .identityInvalid(let path):
            "\(path) holds no private key in a form that we know; was the .pub file meant? "
                + "Create one: ssh-keygen -t ed25519"
        case .authenticationRefused(let endpoint, let fingerprint, let methods):
            "\(endpoint) refused the key \(fingerprint) for user \(endpoint.user)\(Self.list(methods)); check that "
                + "this key stands in the user's authorized_keys, with a from= that allows this machine, "
                + "and the log of sshd"
        case .authenticationIncomplete(let endpoint, let methods):
            "\(endpoint) accepted the key of user \(endpoint.user) and wants more\(Self.list(methods)); set "
                + "AuthenticationMethods publickey for this user in sshd_config"
        case .channelRefused(let endpoint, let detail):
            "\(endpoint) let \(endpoint.user) in and did not run the command (\(detail)); check MaxSessions, the "
                + "account's shell, and the log of sshd"
        case .channelClosed(let endpoint):
            "the command on \(endpoint) has ended and reads no more; its exit status and messages say why"
        case .connectionLost(let endpoint, let detail):
            "the connection to \(endpoint) was lost (\(detail)); what was received so far is kept, the next run resumes"
        case .unusable(let endpoint, let detail):
            "cannot use an SSH session to \(endpoint): \(detail)"
        }
    }

    private static func list(_ methods: [String]) -> String {
        methods.isEmpty ? "" : " (it takes: \(methods.joined(separator: ", ")))"
    }
}
