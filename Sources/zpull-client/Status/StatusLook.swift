import Replication
import System
import ZFS

extension StatusDecision {
    /// Looks at the pools, the locks and the brakes: two `zfs list` in all, whatever the number of datasets.
    ///
    /// - Parameters:
    ///   - history: oldest first; read from the state folder without the lines that do not matter, when `nil`.
    ///   - cancellation: a descriptor that ends it by becoming readable.
    init(
        of sources: [Source], in configuration: Configuration, history: [HistoryEvent]? = nil,
        until cancellation: Int32? = nil
    ) throws {
        let (zfs, state) = (ZFSTool(path: configuration.zfs), StateFolder(path: configuration.state))
        let rules = sources.flatMap(\.datasets)
        let targets = rules.map(\.local)
        let history = try history ?? HistoryFile.events(in: configuration, skipsSuccesses: true)
        self.init(
            local: try zfs.list(targets, isRecursive: rules.contains(where: \.recursive), until: cancellation),
            used: try zfs.sizes(targets, until: cancellation),
            // Where no drills are wanted any more, none will make the last one good.
            histories: SourceHistory.all(in: history.filter { $0.event != .drill || configuration.drill != nil }),
            held: try state.brakes().mapValues(Trouble.init),
            running: Set(targets.filter(state.isLocked)), now: wallClockSeconds())
    }
}

extension Trouble {
    init(_ brake: StateFolder.BrakeRecord) {
        self.init(since: brake.since, outcome: .stopped, problem: brake.reason)
    }
}
