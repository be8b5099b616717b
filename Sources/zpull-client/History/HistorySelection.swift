import ZFS

/// Which events somebody wants to see.
struct HistorySelection {
    /// All, when empty.
    var sources: Set<String> = []
    /// These and what is below them; all, when empty.
    var datasets: [DatasetName] = []
    /// Only what failed or stopped.
    var isFailed = false
    /// Only the last so many of what is left; all, when `nil`.
    var last: Int?

    func choose(from events: [HistoryEvent]) -> [HistoryEvent] {
        events.filter(wants).suffix(last ?? .max)
    }

    private func wants(_ event: HistoryEvent) -> Bool {
        guard sources.isEmpty || sources.contains(event.source), !isFailed || event.outcome.isTrouble else {
            return false
        }
        guard !datasets.isEmpty else { return true }
        guard let name = event.dataset.flatMap({ DatasetName($0) }) else { return false }
        return datasets.contains(where: name.isWithin)
    }
}
