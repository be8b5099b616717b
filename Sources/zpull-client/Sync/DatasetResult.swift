import Replication
import ZFS

/// A snapshot that has been received.
struct ReceivedSnapshot: Hashable, Sendable {
    let name: SnapshotName
    let guid: Guid
}

/// What a dataset has received in this run.
struct Received: Hashable, Sendable {
    var snapshots: [ReceivedSnapshot] = []
    /// Bytes of stream, those of a cut one included.
    var bytes: UInt64 = 0
}

/// How one dataset fared in a run.
enum DatasetResult: Equatable, Sendable {
    case upToDate(ShortName)
    /// The source's dataset has no snapshot that is wanted.
    case empty
    /// The source no longer has the dataset.
    case gone
    case received(Received)
    /// What had been received before the failure stays.
    case failed(SyncError, Received)

    /// The result of what needs no doing; `nil` for a transfer.
    init?(known plan: DatasetPlan) {
        switch plan.action {
        case .upToDate(let base): self = .upToDate(base.localName)
        case .empty: self = .empty
        case .gone: self = .gone
        case .stop(let obstacle): self = .failed(.obstacle(obstacle), Received())
        case .stale(let state): self = .failed(.staleState(local: plan.local, state), Received())
        case .transfer: return nil
        }
    }

    /// The session has ended with it: nothing more can be said to the source.
    var endedSession: Bool {
        switch error {
        case .session, .notReached: true
        default: false
        }
    }

    /// What came, whatever followed.
    var received: Received {
        switch self {
        case .received(let received), .failed(_, let received): received
        case .upToDate, .empty, .gone: Received()
        }
    }

    var error: SyncError? {
        if case .failed(let error, _) = self { error } else { nil }
    }
}
