import Protocol
import System
import ZFS

/// One CONFIRM being carried out: the `zfs` that it takes, one after another.
final class CursorJob {
    /// What has come of it.
    enum Result: Equatable {
        /// The cursor is at the snapshot, or was there already or further on (`isMove` false).
        case done(SnapshotName, isMove: Bool, held: Set<SnapshotName>)
        case failed(Failure)
    }

    private enum Step {
        /// Ask which snapshots have holds; then, of these, which have ours.
        case counts, tags([SnapshotName])
        case make([String]), drop([String])
    }

    private let snapshot: Snapshot
    private let dataset: Dataset
    private let policy: Policy
    private let log: SessionLog
    private var held: Set<SnapshotName>
    private var move: CursorMove?
    private var steps: [Step] = []
    private var process: CapturedProcess?

    /// - Parameter held: the snapshots with this id's hold, as known from an earlier CONFIRM of the session; `nil` to ask.
    init(to snapshot: Snapshot, in dataset: Dataset, _ policy: Policy, held: Set<SnapshotName>?, log: SessionLog) {
        (self.snapshot, self.dataset, self.policy, self.log) = (snapshot, dataset, policy, log)
        self.held = held ?? []
        if policy.cursor == .hold, held == nil { steps = [.counts] }
    }

    /// What to poll; nothing before `start`.
    var pollEntries: [PollEntry] { process?.pollEntries ?? [] }

    /// Starts the first program; a result when none is needed.
    func start() throws(SystemError) -> Result? { try next() }

    /// Goes on with what has come.
    func advance(_ entries: ArraySlice<PollEntry>) throws(SystemError) -> Result? {
        guard let process, let step = steps.first, let captured = try process.advance(entries) else { return nil }
        self.process = nil
        steps.removeFirst()
        switch step {
        case .counts where captured.ending.isSuccess:
            let any = Holds.held(in: captured.output)
            steps = stride(from: 0, to: any.count, by: ZFSTool.namesPerCall).map {
                .tags(Array(any[$0..<min($0 + ZFSTool.namesPerCall, any.count)]))
            }
        // One may have been destroyed meanwhile: what was printed holds all the same.
        case .tags: held.formUnion(Holds.snapshots(with: Cursor.tag(policy.id), in: captured.output))
        case .make(let arguments) where captured.ending.isSuccess:
            if let move, policy.cursor == .hold { held.insert(move.place) }
            log.notice("cursor: zfs \(arguments.joined(separator: " "))")
        case .drop(let arguments): dropped(arguments, captured)
        case .counts: return .failed(failure(["get", "userrefs"], captured))
        case .make(let arguments): return .failed(failure(arguments, captured))
        }
        return try next()
    }

    private func next() throws(SystemError) -> Result? {
        if steps.isEmpty, move == nil {
            do {
                let move = try CursorMove(to: snapshot, in: dataset, policy.cursor, id: policy.id, held: held)
                steps = (move.make.map { [.make($0)] } ?? []) + move.drop.map { .drop($0) }
                self.move = move
            } catch { return .failed(error) }
        }
        guard let step = steps.first else {
            return move.map { .done($0.place, isMove: $0.make != nil, held: held) }
        }
        let arguments =
            switch step {
            case .counts: ZFSCommand.holdCounts(policy.roots, isRecursive: policy.isRecursive)
            case .tags(let snapshots): ZFSCommand.holds(of: snapshots)
            case .make(let arguments), .drop(let arguments): arguments
            }
        process = try CapturedProcess(policy.zfs.path, arguments)
        return nil
    }

    private func dropped(_ arguments: [String], _ captured: Captured) {
        if captured.ending.isSuccess {
            if let name = arguments.last.flatMap({ SnapshotName($0) }) { held.remove(name) }
        } else {
            log.notice("an older cursor stays: \(failure(arguments, captured).text)")
        }
    }

    private func failure(_ arguments: [String], _ captured: Captured) -> Failure {
        let error = ZFSToolError.failed("zfs \(arguments.joined(separator: " "))", captured.ending, captured.error)
        let grants = "zfs allow -u USER \(policy.cursor.grants.joined(separator: ",")) \(dataset.name)"
        return Failure(
            .serverError, "\(error); --cursor needs its grant: `\(grants)` as root, USER being the source's account",
            isRetryable: true)
    }
}
