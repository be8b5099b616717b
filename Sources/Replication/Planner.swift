package import ZFS

/// Decides from two listings what a run does. It changes nothing and asks nothing.
package struct Planner: Sendable {
    let source: Listing
    let local: Listing
    let policy: SourcePolicy
    let mayDrop: Bool
    private let parents: TargetParents?
    let brakes: Brakes

    /// - Parameters:
    ///   - source: what the source shows.
    ///   - local: the targets of all rules, as far as they exist, and what was set aside beside them.
    ///   - parents: what lies above the targets that do not exist; `nil` takes it for granted.
    ///   - brakes: what holds back what looks wrong.
    ///   - mayDrop: whether this user may drop interrupted receives (the grant `destroy`).
    package init(
        source: Listing, local: Listing, policy: SourcePolicy, parents: TargetParents? = nil,
        brakes: Brakes, mayDrop: Bool = true
    ) {
        self.brakes = brakes
        self.mayDrop = mayDrop
        self.source = source
        self.local = local
        self.policy = policy
        self.parents = parents
    }

    /// The plans of each rule's datasets, parents before their children; then those of datasets here that the source no
    /// longer has.
    package func plan(_ rules: [SyncRule]) -> [DatasetPlan] {
        holdBackBelowUnfinished(rules.flatMap { setAside(plan(of: $0), $0) })
    }

    private func plan(of rule: SyncRule) -> [DatasetPlan] {
        let selected = source.datasets.filter { rule.selection.contains($0.name) }
        if let obstacle = obstacle(to: rule, selected) {
            return [DatasetPlan(remote: rule.selection.root, local: rule.target, action: .stop(obstacle))]
        }
        let gone = gone(rule)
        let orphans = Orphans(gone.map(\.here))
        // Local datasets that are there or will be, so that children find their parents.
        var expected: Set<DatasetName> = []
        let plans = selected.map { dataset in
            guard let path = dataset.name.path(below: rule.selection.root), let target = rule.target.appending(path)
            else {
                return DatasetPlan(
                    remote: dataset.name, local: rule.target,
                    action: .stop(.nameTooLong(remote: dataset.name, target: rule.target)))
            }
            if target.isQuarantined {
                return DatasetPlan(
                    remote: dataset.name, local: target,
                    action: .stop(.quarantineName(remote: dataset.name, local: target)))
            }
            var action = held(action(for: dataset, local[target], target, rule), dataset, target, rule)
            if case .transfer = action, target != rule.target, local[target] == nil, let parent = target.parent,
                local[parent] == nil, !expected.contains(parent)
            {
                action = .stop(.parentMissing(local: target, parent: parent))
            }
            if case .transfer(let transfer) = action {
                let names = transfer.hops.map(\.name) + (transfer.resume.map { [$0.name] } ?? [])
                if names.contains(where: { SnapshotName(target, $0) == nil }) {
                    action = .stop(.nameTooLong(remote: dataset.name, target: target))
                } else {
                    expected.insert(target)
                }
            }
            return DatasetPlan(
                remote: dataset.name, local: target, action: action,
                hint: hint(for: dataset, target, action, orphans, rule),
                gap: Gap(of: dataset, local[target], wanted: rule.wanted(of: dataset)))
        }
        return plans + gone.map { DatasetPlan(remote: $0.remote, local: $0.here.name, action: .gone) }
    }

    // MARK: A rule as a whole

    /// What keeps all of a rule from being done.
    private func obstacle(to rule: SyncRule, _ selected: [Dataset]) -> Obstacle? {
        let root = rule.selection.root
        guard selected.first?.name == root else {
            let now = local[rule.target]?.snapshots.last.flatMap { newest in
                source.datasets.first { $0.snapshots.contains { $0.guid == newest.guid } }
            }
            return now.map { .sourceRenamed(root, to: $0.name) } ?? .sourceMissing(root)
        }
        return local[rule.target] == nil ? parents?.obstacle(to: rule.target) : nil
    }

    /// Datasets of a tree here that the source no longer has, or no longer shows. One without snapshots is not from it.
    private func gone(_ rule: SyncRule) -> [(here: Dataset, remote: DatasetName)] {
        guard rule.selection.isRecursive else { return [] }
        return local.datasets.compactMap { here in
            guard let path = here.name.path(below: rule.target), let remote = rule.selection.root.appending(path),
                source[remote] == nil, !here.snapshots.isEmpty, !here.name.isQuarantined
            else { return nil }
            return (here, remote)
        }
    }

    /// Whether a rename here would do instead of a full stream. Where the parent is yet to come, it is the parent that is
    /// to be renamed, or nothing.
    private func hint(
        for dataset: Dataset, _ target: DatasetName, _ action: DatasetPlan.Action, _ orphans: Orphans, _ rule: SyncRule
    ) -> RenameHint? {
        guard case .transfer = action, local[target] == nil, target.parent.map({ local[$0] != nil }) ?? false,
            let former = orphans.former(of: dataset)
        else { return nil }
        // Not where the next run would stop at it, as at what was set aside because it could not go on.
        switch self.action(for: dataset, former, target, rule) {
        case .transfer, .upToDate: return RenameHint(from: former.name, to: target)
        case .empty, .gone, .stale, .stop, .held: return nil
        }
    }

    /// What a brake makes of it. Where a person has to look anyway, there is nothing to be held back.
    private func held(
        _ action: DatasetPlan.Action, _ dataset: Dataset, _ target: DatasetName, _ rule: SyncRule
    ) -> DatasetPlan.Action {
        var transfer: Transfer?
        if case .transfer(let wanted) = action { transfer = wanted }
        let wanted = rule.wanted(of: dataset).count
        guard let hold = brakes.hold(dataset, wanted: wanted, on: local[target], target, transfer, rule.brakes) else {
            return action
        }
        if case .stop(let obstacle) = action, case .now = hold, !(rule.quarantines && hasParted(target, obstacle)) {
            return action
        }
        return .held(hold)
    }
}
