import Protocol
import System
import ZFS

/// One CONFIRM being carried out: the `zfs` that it takes, one after another.
final class CursorJob {
    /// What has come of it.
    enum Result: Equatable {
        /// The cursor is at the snapshot, or further on.
        case done(CursorMemory)
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
    private var memory: CursorMemory
    private var move: CursorMove?
    private var steps: [Step] = []
    private var process: CapturedProcess?

    /// - Parameter memory: of the session so far.
    init(to snapshot: Snapshot, in dataset: Dataset, _ policy: Policy, _ memory: CursorMemory, log: SessionLog) {
        (self.snapshot, self.dataset, self.policy, self.log) = (snapshot, dataset, policy, log)
        self.memory = memory
        if policy.cursor == .hold, memory.held == nil { steps = [.counts] }
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
            memory.held = []
            // A property is asked for by tree, which may have more in it than this key may see.
            let any = Holds.held(in: captured.output).filter(policy.shows)
            steps = stride(from: 0, to: any.count, by: ZFSTool.namesPerCall).map {
                .tags(Array(any[$0..<min($0 + ZFSTool.namesPerCall, any.count)]))
            }
        // One may have been destroyed meanwhile: what was printed holds all the same.
        case .tags: memory.held?.formUnion(Holds.snapshots(with: Cursor.tag(policy.id), in: captured.output))
        case .make(let arguments) where captured.ending.isSuccess:
            if let move { memory.held?.insert(move.place) }
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
                let move = try CursorMove(
                    to: snapshot, in: dataset, policy.cursor, id: policy.id, held: memory.held ?? [])
                steps = (move.make.map { [.make($0)] } ?? []) + (memory.canDrop ? move.drop.map { .drop($0) } : [])
                self.move = move
            } catch { return .failed(error) }
        }
        guard let step = steps.first else {
            memory.note(snapshot, of: dataset.name)
            return .done(memory)
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
            if let name = arguments.last.flatMap({ SnapshotName($0) }) { memory.held?.remove(name) }
        } else {
            log.notice("older cursors stay: \(failure(arguments, captured).text)")
            memory.canDrop = false
            steps.removeAll()
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
