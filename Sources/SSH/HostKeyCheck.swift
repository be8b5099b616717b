import CLibSSH

/// A policy with its file read, ready to judge the server's key.
enum HostKeyCheck {
    case pinned([HostKeyPin])
    case knownHosts(KnownHostsFile)

    init(_ policy: HostKeyPolicy) throws(SSHError) {
        switch policy {
        case .pinned(let pins): self = .pinned(pins)
        case .knownHosts(let path): self = .knownHosts(try KnownHostsFile(reading: path))
        }
    }

    /// For libssh, which asks first for the types of key that this file has for the host.
    var knownHostsPath: String? {
        if case .knownHosts(let file) = self { file.pathForLibssh } else { nil }
    }

    /// What to ask the server for; `nil` leaves the choice to libssh and the server.
    var hostKeyAlgorithms: String? {
        if case .pinned(let pins) = self { HostKeyPin.hostKeyAlgorithms(for: pins) } else { nil }
    }

    /// Returns the server's key if it is one to trust. It throws before a byte about us has been sent.
    func verify(_ libssh: LibsshSession, _ endpoint: SSHEndpoint) throws(SSHError) -> HostKey {
        guard let key = libssh.hostKey else { throw .unusable(endpoint, detail: "cannot read the server's host key") }
        switch self {
        case .pinned(let pins):
            if pins.contains(where: { $0.matches(key) }) { return key }
            let expected = pins.isEmpty ? "none at all" : pins.map(\.description).joined(separator: " or ")
            throw .hostKeyChanged(endpoint, offered: key, expected: expected)
        case .knownHosts(let file):
            if file.revokes(key) { throw .hostKeyRevoked(endpoint, offered: key, knownHosts: file.path) }
            switch ssh_session_is_known_server(libssh.raw) {
            case SSH_KNOWN_HOSTS_OK: return key
            case SSH_KNOWN_HOSTS_CHANGED:
                throw .hostKeyChanged(endpoint, offered: key, expected: "another \(key.type) key, in \(file.path)")
            case SSH_KNOWN_HOSTS_OTHER:
                throw .hostKeyOfOtherType(endpoint, offered: key, knownHosts: file.path)
            case SSH_KNOWN_HOSTS_UNKNOWN, SSH_KNOWN_HOSTS_NOT_FOUND:
                throw .hostKeyUnknown(endpoint, offered: key, knownHosts: file.path)
            default: throw .unusable(endpoint, detail: libssh.error)
            }
        }
    }
}
