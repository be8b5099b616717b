import Glibc
import Protocol
import SSH
import System

/// A zpull-serve behind sshd, started as the key's forced command.
final class SSHTransport: Transport {
    private let session: SSHSession
    private let channel: SSHChannel
    private let interrupter: SSHInterrupter
    private let patience: Duration

    /// What we ask sshd to run. The key's forced command runs in its stead; where there is none, this name says what was
    /// expected, and nothing of ours runs.
    private static let command = "zpull-serve"

    init(_ remote: Source.Remote, patience: Duration, interruption: Interruption) throws(SessionError) {
        guard interruption.signal == nil else { throw .interrupted }
        self.patience = patience
        let interrupter = SSHInterrupter()
        self.interrupter = interrupter
        interruption.whenInterrupted { interrupter.interrupt() }
        do {
            guard let endpoint = SSHEndpoint(host: remote.host, port: remote.port, user: remote.user) else {
                throw SessionError.local(SystemError("connect", remote.host, number: EINVAL))
            }
            session = try SSHSession.connect(
                to: endpoint, hostKeys: try remote.hostKey.policy(), identity: remote.identity,
                timeout: remote.connectTimeout, unacknowledged: patience, interrupter: interrupter)
            channel = try session.exec(Self.command, timeout: remote.connectTimeout)
        } catch let error as SSHError {
            throw interruption.signal == nil ? .ssh(error) : .interrupted
        } catch let error as SessionError {
            throw error
        } catch {
            throw .local(SystemError("connect", "\(error)", number: EINVAL))
        }
    }

    var peer: String { session.endpoint.description }
    /// The server's key and the cipher agreed on, for `doctor`.
    var security: String { "\(session.hostKey), \(session.cipher)" }

    func read(into buffer: inout [UInt8], timeout: Duration) throws(SessionError) -> ReadResult {
        let result = buffer.withUnsafeMutableBytes { bytes in
            Result { () throws(SSHError) in try channel.read(into: bytes, timeout: timeout) }
        }
        return try result.mapError(translated).get()
    }

    func write(_ bytes: [UInt8]) throws(SessionError) {
        do {
            try channel.write(bytes, timeout: patience)
        } catch { throw translated(error) }
    }

    func finish() -> RemoteEnding {
        let state = try? channel.finish(timeout: .seconds(5))
        return RemoteEnding(
            state: state?.description ?? ExitState.unknown.description, isSuccess: state == .exited(0),
            complaint: channel.standardError.text.printableParagraph)
    }

    private func translated(_ error: SSHError) -> SessionError {
        if interrupter.isInterrupted { return .interrupted }
        if case .channelClosed = error { return .ended(peer: peer, finish()) }
        return .ssh(error)
    }
}

extension Source.HostKey {
    /// As the SSH layer takes it.
    fileprivate func policy() throws(HostKeyPinError) -> HostKeyPolicy {
        switch self {
        case .knownHosts(let path): return .knownHosts(path)
        case .pinned(let texts):
            var pins: [HostKeyPin] = []
            for text in texts { pins.append(try HostKeyPin(text)) }
            return .pinned(pins)
        }
    }
}

extension String {
    /// Lines joined, and whatever could steer a terminal replaced: for text that came from the other side.
    var printableParagraph: String {
        split(whereSeparator: \.isNewline).joined(separator: "; ").replacingControlCharacters()
    }
}
