import Protocol
import SSH
import System

/// The exit codes of zpull-client. README.md has them, and they do not change their meaning.
enum ExitCode {
    static let success: Int32 = 0
    /// Something failed at a dataset, or sources failed in different ways.
    static let failed: Int32 = 1
    /// A person has to look: divergence, an occupied target.
    static let stopped: Int32 = 2
    /// Another run holds the lock of a target.
    static let locked: Int32 = 3
    static let unreachable: Int32 = 10
    static let hostKeyChanged: Int32 = 11
    static let hostKeyUnknown: Int32 = 12
    static let hostKeyMissing: Int32 = 13
    static let keyRefused: Int32 = 14
    static let notOurBanner: Int32 = 15
    static let connectionLost: Int32 = 16
    static let protocolViolation: Int32 = 17
    static let identityUnusable: Int32 = 18
    static let notSSH: Int32 = 19
    /// The source ended the session with an error.
    static let refusedBySource: Int32 = 20
    /// EX_USAGE: the command line.
    static let usage: Int32 = 64
    /// EX_CONFIG: the configuration.
    static let configuration: Int32 = 78
    /// 128 and the signal's number, as a shell has it.
    static func signalled(_ signal: Int32) -> Int32 { 128 + signal }

    /// The code for several failures: theirs, if they agree. What was left to another run has not failed, and hides nothing that
    /// has: `locked` is the code of that alone.
    static func combined(_ codes: [Int32]) -> Int32 {
        let failures = codes.filter { $0 != locked }
        guard let first = failures.first else { return codes.first ?? success }
        return failures.allSatisfy { $0 == first } ? first : failed
    }
}

extension SyncError {
    var exitCode: Int32 {
        switch self {
        case .obstacle, .held, .notSetAside: ExitCode.stopped
        case .source(let failure) where failure.code == .unacceptable: ExitCode.stopped
        case .locked: ExitCode.locked
        case .session(let error), .notReached(let error): error.exitCode
        case .staleState, .source, .stream, .receive, .readBack, .tool, .state, .cursor, .parentFailed: ExitCode.failed
        }
    }
}

extension SessionError {
    var exitCode: Int32 {
        switch self {
        case .ssh(let error): error.exitCode
        case .local: ExitCode.unreachable
        case .notOurBanner: ExitCode.notOurBanner
        case .silent, .stalled, .ended: ExitCode.connectionLost
        case .refused: ExitCode.refusedBySource
        case .violation: ExitCode.protocolViolation
        case .interrupted, .unrecorded: ExitCode.failed
        }
    }
}

extension SSHError {
    fileprivate var exitCode: Int32 {
        switch self {
        case .unresolved, .refused, .unreachable, .timedOut, .unusable: ExitCode.unreachable
        case .notSSH, .keyExchangeFailed: ExitCode.notSSH
        case .hostKeyChanged, .hostKeyRevoked: ExitCode.hostKeyChanged
        case .hostKeyUnknown, .hostKeyOfOtherType: ExitCode.hostKeyUnknown
        case .knownHostsUnreadable: ExitCode.hostKeyMissing
        case .identityMissing, .identityUnreadable, .identityExposed, .identityOfOtherOwner, .identityEncrypted,
            .identityInvalid:
            ExitCode.identityUnusable
        case .authenticationRefused, .authenticationIncomplete: ExitCode.keyRefused
        case .channelRefused, .channelClosed, .connectionLost: ExitCode.connectionLost
        }
    }
}
