import ZFS

extension Dataset {
    /// It holds the beginning of a first receive and nothing else, so that dropping that drops the dataset.
    var isUnfinished: Bool { resumeToken != nil && snapshots.isEmpty }
}

/// What a first receive that was cut, and does not go on in this run, means for what is to come below it: ZFS would
/// receive it there, and could then never drop the beginning.
extension Planner {
    /// Whether datasets lie below one that is unfinished.
    func isOccupied(_ unfinished: Dataset) -> Bool {
        local.datasets.contains { $0.name != unfinished.name && $0.name.isWithin(unfinished.name) }
    }

    /// Datasets that are not here yet wait until what they would lie in is finished, or gone.
    func holdBackBelowUnfinished(_ plans: [DatasetPlan]) -> [DatasetPlan] {
        let unfinished = plans.filter { plan in
            if case .transfer = plan.action { return false }
            return local[plan.local]?.isUnfinished ?? false
        }.map(\.local)
        guard !unfinished.isEmpty else { return plans }
        return plans.map { plan in
            guard case .transfer = plan.action, local[plan.local] == nil,
                let parent = unfinished.first(where: plan.local.isWithin)
            else { return plan }
            return DatasetPlan(
                remote: plan.remote, local: plan.local,
                action: .stop(.parentUnfinished(local: plan.local, parent: parent)), gap: plan.gap)
        }
    }
}
