import Protocol
import Replication
import ZFS

/// Tells a source that keeps cursors (`--cursor` in the key's line) what is safely here: all that was read back, and what
/// was here before, in case an earlier run could not tell.
struct Cursors {
    let connection: SourceConnection

    /// Requests under way at once.
    private static let depth = 8

    /// - Returns: the datasets for which the source has not kept it, and why.
    func move(after results: [(plan: DatasetPlan, result: DatasetResult)]) throws(SessionError) -> [SyncError] {
        guard connection.hello.capabilities.contains(.confirm) else { return [] }
        var waiting = Self.confirmations(results)[...]
        var open: [(request: UInt32, confirmation: Confirmation)] = []
        var errors: [SyncError] = []
        while true {
            while open.count < Self.depth, let confirmation = waiting.popFirst() {
                open.append((try connection.confirm(confirmation), confirmation))
            }
            guard let (request, confirmation) = open.first else { return errors }
            switch try connection.nextEvent() {
            case .confirmed(request): break
            case .failed(request, let failure): errors.append(.cursor(confirmation.dataset, failure))
            default: throw connection.unexpected()
            }
            open.removeFirst()
        }
    }

    /// One for each dataset of the source. Where several targets come from one, they share its cursor: it moves only when
    /// all of them have the same.
    static func confirmations(_ results: [(plan: DatasetPlan, result: DatasetResult)]) -> [Confirmation] {
        var found: [DatasetName: Confirmation?] = [:]
        for (plan, result) in results {
            let confirmation = confirmation(plan, result)
            found[plan.remote] = .some(found[plan.remote, default: confirmation] == confirmation ? confirmation : nil)
        }
        return found.values.compactMap { $0 }.sorted { $0.dataset < $1.dataset }
    }

    /// What is safely here of a dataset, as far as the source still has it as a snapshot.
    static func confirmation(_ plan: DatasetPlan, _ result: DatasetResult) -> Confirmation? {
        switch (result, plan.action) {
        case (.upToDate, .upToDate(let base)) where !base.isBookmark:
            Confirmation(dataset: plan.remote, guid: base.guid)
        case (.received(let received), _), (.failed(.source, let received), _), (.failed(.receive, let received), _):
            received.snapshots.last.map { Confirmation(dataset: plan.remote, guid: $0.guid) }
        default: nil
        }
    }
}
