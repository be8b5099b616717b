import System
import ZFS

extension StateFolder {
    /// Notes that a dataset was set aside, with all below it. What was known of it is forgotten: the old one is nobody's, and the
    /// target is a new one, of which the brake, what a person let pass, and what was common say nothing.
    func noteQuarantine(
        of target: DatasetName, as name: DatasetName, source: String, because problem: String
    ) throws(SystemError) {
        for kind in ["brake", "released", "look", "common", "stale"] {
            for known in try targets(of: kind) where known.isWithin(target) { try remove(kind, known) }
        }
        try HistoryFile(in: self).append([
            HistoryEvent(
                time: wallClockSeconds(), event: .quarantine, source: source, dataset: target.description,
                outcome: .done,
                problem: "set aside as \(name): \(problem)")
        ])
    }
}
