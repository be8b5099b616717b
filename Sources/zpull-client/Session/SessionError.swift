import Protocol
import SSH
import System

/// Why there is no session with a source, or none any more.
enum SessionError: Error, Equatable, CustomStringConvertible {
    case ssh(SSHError)
    /// The local server could not be started, or its socket failed.
    case local(SystemError)
    /// Something else than zpull-serve answered.
    case notOurBanner(peer: String, noise: String, RemoteEnding?)
    /// Not a byte for too long, not even in answer to a PING.
    case silent(peer: String, Duration)
    /// It answers PINGs, or says a byte now and then, and what was asked for does not come.
    case stalled(peer: String, Duration)
    /// The server went away.
    case ended(peer: String, RemoteEnding)
    /// The server ended the session with an error.
    case refused(peer: String, Failure)
    case violation(peer: String, ProtocolViolation)
    case interrupted

    var description: String {
        switch self {
        case .ssh(let error): error.description
        case .local(let error):
            "cannot use zpull-serve on this machine: \(error); install it, or name it with `serve` in the configuration"
        case .notOurBanner(let peer, let noise, let ending):
            "\(peer) answered, but not as zpull-serve\(noise.isEmpty ? "" : ": “\(noise)”")\(Self.tail(ending)); check that "
                + "the key's line in authorized_keys there has command=\"…/zpull-serve serve …\", and that no start-up "
                + "file of the account's shell prints anything"
        case .silent(let peer, let time):
            "\(peer) has been silent for \(Int(time.seconds)) s; the connection counts as dead. What was received is kept, "
                + "and the next run goes on from there"
        case .stalled(let peer, let time):
            "\(peer) is there, and for \(Int(time.seconds)) s nothing has come of what was asked for; see what it is doing. "
                + "What was received is kept, and the next run goes on from there"
        case .ended(let peer, let ending):
            "\(peer) ended the session\(Self.tail(ending)); what was received is kept, and the next run goes on from there"
        case .refused(let peer, let failure): "\(peer) ended the session: \(failure)"
        case .violation(let peer, let violation):
            "\(peer) broke the protocol: \(violation); install the same release of zpull at both ends"
        case .interrupted: "interrupted; what was received is kept, and the next run goes on from there"
        }
    }

    private static func tail(_ ending: RemoteEnding?) -> String {
        guard let ending else { return "" }
        return " (\(ending.state)\(ending.complaint.isEmpty ? "" : ": \(ending.complaint)"))"
    }
}
