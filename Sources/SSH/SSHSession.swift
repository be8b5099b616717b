import CLibSSH
import System

/// An authenticated SSH connection.
///
/// It and its channels belong to the thread that made them; several sessions in several threads are fine. The only
/// thing that another thread may touch is the `SSHInterrupter`. Every call waits at most for the time it is given.
package final class SSHSession {
    package let endpoint: SSHEndpoint
    /// The key by which the server was recognised.
    package let hostKey: HostKey
    /// The cipher of what we receive.
    package let cipher: String
    let libssh: LibsshSession

    /// Connects, recognises the server, and only then logs in with the key in `identity` and with nothing else: no
    /// agent, no password, no prompt. No ssh_config is read.
    ///
    /// - Parameters:
    ///   - identity: path of a private key without a passphrase that only this user or root can read.
    ///   - timeout: for everything together, name servers excepted (see `TCPConnection`).
    ///   - unacknowledged: how long the other end may leave packets unacknowledged later on.
    ///   - interrupter: cuts the session, and the way to it, from another thread. Only a name server is waited for.
    package static func connect(
        to endpoint: SSHEndpoint, hostKeys: HostKeyPolicy, identity: String, timeout: Duration = .seconds(30),
        unacknowledged: Duration = .seconds(90), interrupter: SSHInterrupter = SSHInterrupter()
    ) throws(SSHError) -> SSHSession {
        let attempt = ConnectionAttempt(endpoint: endpoint, timeout: timeout, interrupter: interrupter)
        // What can be known without the network first.
        let identity = try Identity(loading: identity)
        let check = try HostKeyCheck(hostKeys)
        let socket = try attempt.connectTCP(unacknowledged: unacknowledged)
        let libssh = try attempt.makeSession(check)
        try attempt.exchangeKeys(libssh, over: socket)
        let hostKey = try check.verify(libssh, endpoint)
        try attempt.authenticate(libssh, identity)
        return SSHSession(endpoint, hostKey, libssh)
    }

    private init(_ endpoint: SSHEndpoint, _ hostKey: HostKey, _ libssh: LibsshSession) {
        self.endpoint = endpoint
        self.hostKey = hostKey
        self.libssh = libssh
        cipher = ssh_get_cipher_in(libssh.raw).map { String(cString: $0) } ?? "unknown"
    }

    /// Opens a channel and asks for `command` in it. A forced command runs in its stead and finds the text in
    /// `SSH_ORIGINAL_COMMAND`.
    package func exec(_ command: String, timeout: Duration = .seconds(30)) throws(SSHError) -> SSHChannel {
        try SSHChannel(in: self, command: command, timeout: timeout)
    }

    /// The error to throw once a call of libssh has failed or its time has passed.
    func failure(waitingFor: String, after timeout: Duration) -> SSHError {
        libssh.isLost ? lost : .timedOut(endpoint, waitingFor: waitingFor, after: timeout)
    }

    var lost: SSHError { .connectionLost(endpoint, detail: libssh.isInterrupted ? "interrupted" : libssh.error) }
}
