import System
import ZFS

extension StateFolder {
    /// Notes that a dataset was set aside. A brake does not go along: the target is a new one, and the old one is nobody's.
    func noteQuarantine(
        of target: DatasetName, as name: DatasetName, source: String, because problem: String
    ) throws(SystemError) {
        for held in try targets(of: "brake") where held.isWithin(target) { try remove("brake", held) }
        try HistoryFile(in: self).append([
            HistoryEvent(
                time: wallClockSeconds(), event: .quarantine, source: source, dataset: target.description,
                outcome: .done,
                problem: "set aside as \(name): \(problem)")
        ])
    }
}
