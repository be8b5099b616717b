import Glibc
import Protocol
import Replication
import System
import ZFS

/// Why a dataset, or all of a source, was not synced.
enum SyncError: Error, Equatable, CustomStringConvertible {
    /// A person has to look first.
    case obstacle(Obstacle)
    /// Something looks wrong; a person has to release it.
    case held(local: DatasetName, Hold)
    /// The dataset has parted from its source, and could not be set aside.
    case notSetAside(DatasetName, Obstacle, ZFSToolError)
    /// An interrupted receive that nothing can go on with, and that this user may not drop.
    case staleState(local: DatasetName, StaleState)
    /// The source answered with an error.
    case source(Failure)
    /// The stream was not what was agreed on.
    case stream(StreamGateError)
    case receive(ReceiveFailure)
    /// After `zfs receive` had succeeded, the snapshot was not there, or was another.
    case readBack(SnapshotName, expected: Guid, found: Guid?)
    case tool(ZFSToolError)
    case session(SessionError)
    /// The session ended before it came to this dataset.
    case notReached(SessionError)
    /// Another run works on the same target.
    case locked(local: DatasetName, holder: LockHolder?)
    /// The folder for locks and records cannot be used.
    case state(SystemError)
    /// The dataset is here, and the source has not kept its cursor.
    case cursor(DatasetName, Failure)
    /// An ancestor failed, without which this dataset cannot be received.
    case parentFailed(DatasetName)

    /// Whether it is not only what another dataset's error brought along.
    var isOwn: Bool { if case .parentFailed = self { false } else { true } }

    /// The target that was left to another run: nothing failed there, and nothing was found out.
    var lockedTarget: DatasetName? { if case .locked(let local, _) = self { local } else { nil } }

    var description: String {
        switch self {
        case .obstacle(let obstacle): obstacle.description
        case .held(let local, let hold): "held, \(hold.reason); \(hold.mend(local))"
        case .notSetAside(let local, let obstacle, let error):
            "\(obstacle.problem), and it could not be set aside: \(error); as root: `zpull-client quarantine "
                + "\(local.quoted)`, or the lines that `zpull-client permissions` prints"
        case .staleState(let local, let state):
            "\(local) holds an interrupted receive that cannot go on (\(state.reason)), and only `destroy` may drop it; "
                + "`zpull-client prune` does so as the pruning user, and the next run starts afresh"
        case .source(let failure): "the source says: \(failure)\(failure.isOfChange ? Self.changed : "")"
        case .stream(let error): "\(error)"
        case .receive(let failure): failure.description
        case .readBack(let snapshot, let expected, let found):
            "\(snapshot) was received, and reading it back found \(found.map { "guid \($0)" } ?? "nothing") where guid "
                + "\(expected) was expected; look at the pool (`zpool status`) and run again"
        case .tool(let error): error.description
        case .session(let error): error.description
        case .notReached: "not reached: the session had ended; the next run goes on here"
        case .locked(let local, let holder):
            "another run\(holder.map { " (\("\($0)".replacingControlCharacters()))" } ?? "") is working on \(local); it is left to it"
        case .state(let error) where error.number == EBADMSG:
            "\(error.subject) is damaged; delete it, the next run writes it anew"
        case .state(let error):
            "cannot use the state folder: \(error); it must exist and be writable for the receiving user (`state` in "
                + "the configuration)"
        case .cursor(let remote, let failure):
            "\(remote) is up to date here, but the source keeps no cursor for it: \(failure); until it does, the base of the "
                + "next increment may be pruned there"
        case .parentFailed(let parent): "skipped, because \(parent) failed"
        }
    }

    private static let changed =
        "; it was destroyed or renamed there while the run went on; run again: the next plan knows"
}

extension Failure {
    /// Whether what was planned has gone from the source since.
    fileprivate var isOfChange: Bool {
        switch code {
        case .noSuchDataset, .noSuchSnapshot: true
        // In the words of `zfs send`.
        case .sendFailed: text.contains("does not exist")
        default: false
        }
    }
}
