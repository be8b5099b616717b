import Replication
import System
import ZFS

extension StatusDecision {
    /// Looks at the pools, the locks and the history: two `zfs list` in all, whatever the number of datasets.
    init(of sources: [Source], in configuration: Configuration) throws {
        let (zfs, state) = (ZFSTool(path: configuration.zfs), StateFolder(path: configuration.state))
        let rules = sources.flatMap(\.datasets)
        let targets = rules.map(\.local)
        let history: HistoryFile.Contents
        do {
            history = try HistoryFile(in: state).read(skipsSuccesses: true)
        } catch { throw HistoryUnreadable(error: error) }
        self.init(
            local: try zfs.list(targets, isRecursive: rules.contains(where: \.recursive)),
            used: try zfs.sizes(targets),
            histories: SourceHistory.all(in: history.events),
            held: try state.brakes().mapValues(Trouble.init),
            running: Set(targets.filter(state.isLocked)), now: wallClockSeconds())
    }
}

extension Trouble {
    init(_ brake: StateFolder.BrakeRecord) {
        self.init(since: brake.since, outcome: .stopped, problem: brake.reason)
    }
}
