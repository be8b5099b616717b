import Glibc
import Protocol
import Replication
import System
import ZFS

/// What all sources of a run share.
struct RunContext: Sendable {
    let configuration: Configuration
    let zfs: ZFSTool
    let state: StateFolder
    let interruption: Interruption
    let console: Console
}

/// How one source fared in a run.
struct SourceResult: Sendable {
    let source: String
    /// The datasets that the plan knew; empty when there was none.
    var datasets: [(plan: DatasetPlan, result: DatasetResult)] = []
    /// What ended or prevented the session, and what kept single targets out.
    var errors: [SyncError] = []

    /// All that was not done, and why, in order.
    var allErrors: [SyncError] { errors + datasets.compactMap(\.result.error) }
    /// The same without what was left to another run.
    var failures: [SyncError] { allErrors.filter { $0.lockedTarget == nil } }
    /// The targets that were left to another run.
    var locked: [DatasetName] { errors.compactMap(\.lockedTarget) }
}

/// The sync of one source: locks, session, plan, streams.
struct SourceRun {
    let source: Source
    let context: RunContext

    /// - Parameter begin: called once a lock is held, before anything else is done.
    func run(_ begin: () -> Void) -> SourceResult {
        var result = SourceResult(source: source.name)
        let reporter = SourceReporter(source.name, context.console)
        defer { reporter.close() }
        let locks = TargetLocks(source.datasets.map(\.local), in: context.state)
        for error in locks.errors {
            result.errors.append(error)
            reporter.failed(error)
        }
        let rules = source.datasets.filter { locks.targets.contains($0.local) }
        guard !rules.isEmpty else { return result }
        begin()
        do {
            let recorder = try SourceRecorder(source, in: context.configuration.auditLog)
            do {
                try pull(rules, recorder, reporter, into: &result)
            } catch { result.fail(error, reporter, recorder) }
            recorder.closed(result.failures.isEmpty ? "done" : "failed")
            if let problem = recorder.problem { result.fail(problem, reporter) }
        } catch { result.fail(error, reporter) }
        return result
    }

    /// One session, from its beginning to its end.
    private func pull(
        _ rules: [DatasetRule], _ recorder: SourceRecorder, _ reporter: SourceReporter, into result: inout SourceResult
    ) throws {
        let connection = try SourceConnection.open(source, zfs: context.zfs, interruption: context.interruption)
        defer { connection.close() }
        recorder.connected(connection)
        let plan = try SourcePlan.make(
            source.with(datasets: rules), over: connection, configuration: context.configuration,
            interruption: context.interruption)
        reporter.planned(plan)
        do throws(SystemError) {
            try context.state.note(plan, of: source, at: wallClockSeconds())
        } catch { throw SyncError.state(error) }
        let clearing = Clearing(
            zfs: context.zfs, state: context.state, source: source.name, mayDestroy: context.configuration.singleUser,
            interruption: context.interruption, reporter: reporter)
        let executor = Executor(
            plan, over: connection, zfs: context.zfs, clearing: clearing, interruption: context.interruption,
            reporter: reporter, recorder: recorder)
        result.datasets = Array(zip(plan.datasets, executor.run()))
        do throws(SystemError) {
            try note(result.datasets)
        } catch { result.fail(error, reporter, recorder) }
        guard !result.datasets.contains(where: \.result.endedSession) else { return }
        for error in try Cursors(connection: connection).move(after: result.datasets) {
            result.fail(error, reporter, recorder)
        }
    }
}

extension SourceRun {
    /// Writes down what `prune` has to know.
    private func note(_ datasets: [(plan: DatasetPlan, result: DatasetResult)]) throws(SystemError) {
        let now = wallClockSeconds()
        for (plan, result) in datasets {
            // One that cannot be read is written anew.
            let former = try? context.state.commonRecord(of: plan.local)
            guard let record = CommonRecord.after(plan, result, former: former, now: now) else { continue }
            try context.state.put(record, of: plan.local)
            if case .stop(let obstacle) = plan.action, obstacle.isRootMissing,
                let rule = source.datasets.first(where: { $0.local == plan.local })
            {
                try context.state.stopAll(below: rule, because: obstacle.problem)
            }
        }
    }
}

extension SourceResult {
    /// Something failed that is no dataset's own.
    fileprivate mutating func fail(
        _ error: any Error, _ reporter: SourceReporter, _ recorder: SourceRecorder? = nil
    ) {
        let error = SyncError(sourceError: error)
        errors.append(error)
        reporter.failed(error)
        recorder?.failed(nil, error)
    }
}

extension Source {
    /// The same source with other rules.
    fileprivate func with(datasets: [DatasetRule]) -> Source {
        Source(
            name: name, host: host, timeout: timeout, idle: idle, window: window, datasets: datasets,
            snapshots: snapshots, keep: keep, freshWithin: freshWithin, position: position)
    }
}

extension SyncError {
    /// What opening a session, listing or planning throws.
    init(sourceError error: any Error) {
        switch error {
        case let error as SyncError: self = error
        case let error as SessionError: self = .session(error)
        case ZFSToolError.notRun(_, let error) where error.number == ECANCELED: self = .session(.interrupted)
        case let error as ZFSToolError: self = .tool(error)
        case let error as SystemError: self = .state(error)
        case let error as Failure: self = .source(error)
        default: self = .state(SystemError("\(error)", number: EIO))
        }
    }
}
