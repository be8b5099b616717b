import ZFS

/// `on_divergence: quarantine`: what has parted from its source is set aside, and taken anew.
extension Planner {
    /// Whole trees only: a rename takes along what lies below, so a dataset is left to a person where something below it could go
    /// on. And one at a time: a source that parts from its backup every hour would fill the pool with full streams.
    func setAside(_ plans: [DatasetPlan], _ rule: SyncRule) -> [DatasetPlan] {
        guard rule.quarantines else { return plans }
        let parted = Dictionary(
            plans.compactMap { plan -> (DatasetName, Obstacle)? in
                guard case .stop(let obstacle) = plan.action, hasParted(plan.local, obstacle) else { return nil }
                return (plan.local, obstacle)
            }, uniquingKeysWith: { first, _ in first })
        var (moved, left): ([DatasetName], [DatasetName]) = ([], [])
        return plans.map { plan in
            let isBelow = moved.contains { plan.local.isWithin($0) }
            // A tree that has parted twice is a person's as a whole.
            guard !left.contains(where: plan.local.isWithin), let obstacle = parted[plan.local],
                let fresh = fresh(plan, rule)
            else { return plan }
            // Nothing is common any more.
            let gap = Gap(ahead: plan.gap.ahead, wanted: plan.gap.wanted)
            if isBelow {
                return DatasetPlan(
                    remote: plan.remote, local: plan.local, action: .transfer(fresh), gap: gap)
            }
            guard let name = plan.local.quarantined(at: brakes.now),
                local.datasets.allSatisfy({
                    !$0.name.isWithin(plan.local) || $0.name.isQuarantined || parted[$0.name] != nil
                })
            else { return plan }
            if let earlier = local.datasets.first(where: { $0.name.nameBeforeQuarantine == plan.local }) {
                left.append(plan.local)
                return DatasetPlan(
                    remote: plan.remote, local: plan.local,
                    action: .stop(.asideBefore(obstacle, local: plan.local, earlier: earlier.name)),
                    gap: plan.gap)
            }
            moved.append(plan.local)
            var transfer = fresh
            transfer.aside = Aside(name: name, obstacle: obstacle)
            return DatasetPlan(
                remote: plan.remote, local: plan.local, action: .transfer(transfer), gap: gap)
        }
    }

    /// What would be received if nothing were here; `nil` when nothing would, and the old one is better than none. An encrypted
    /// one is not replaced by a plain one without a person.
    private func fresh(_ plan: DatasetPlan, _ rule: SyncRule) -> Transfer? {
        guard let dataset = source[plan.remote], let here = local[plan.local],
            case .transfer(let transfer) = action(for: dataset, nil, plan.local, rule),
            transfer.flags.contains(.raw) || !here.isEncrypted,
            transfer.hops.allSatisfy({ SnapshotName(plan.local, $0.name) != nil })
        else { return nil }
        return transfer
    }
}

extension Planner {
    /// Whether the source has parted from what came from it. Where the newest snapshot here is not the one that a run noted last
    /// as common, somebody took it here, or it is not ours: then it is not the source that has changed.
    func hasParted(_ name: DatasetName, _ obstacle: Obstacle) -> Bool {
        switch obstacle {
        case .noCommonBase, .movedAway, .localAhead:
            guard let newest = local[name]?.snapshots.last else { return false }
            return brakes.memory[name]?.common == newest.guid
        default: return false
        }
    }
}
