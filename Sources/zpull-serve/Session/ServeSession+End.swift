import Ledger
import Protocol

extension ServeSession {
    /// Why a session came to its end.
    enum End: Equatable, CustomStringConvertible {
        /// The client closed its side between two frames.
        case clientDone
        /// The connection went away in the middle of something.
        case clientGone
        case idle
        case signalled
        case violation(ProtocolViolation)
        /// What was about to happen could not be recorded, so it did not.
        case unrecorded(LedgerError)

        /// For logs.
        var description: String {
            switch self {
            case .clientDone: "done"
            case .clientGone: "the client went away"
            case .idle:
                "no byte moved for too long (--idle); raise it if zfs send has to read for longer before it writes"
            case .signalled: "a signal"
            case .violation(let violation): "protocol violation: \(violation)"
            case .unrecorded(let error): error.description
            }
        }
    }
}
