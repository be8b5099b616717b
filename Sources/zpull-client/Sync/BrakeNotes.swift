import Replication
import System
import ZFS

extension StateFolder {
    /// The judge of what a source shows, with what is known of the targets.
    func brakes(of source: Source, knowing local: Listing) throws(SyncError) -> Brakes {
        var memory: [DatasetName: BrakeMemory] = [:]
        do throws(SystemError) {
            for target in Set(local.datasets.map(\.name)).union(try targets(of: "brake")) {
                // Notes that cannot be read are as none: they must not keep a backup from being made.
                let common = try? commonRecord(of: target)
                let look = (try? look(at: target)).flatMap { $0.snapshots == source.patterns(at: target) ? $0 : nil }
                memory[target] = BrakeMemory(
                    hold: try brake(on: target).map { .earlier(since: $0.since, reason: $0.reason) },
                    wanted: look?.wanted,
                    common: common?.snapshot.flatMap { Guid($0.guid) }, seen: common?.seen ?? 0,
                    allowance: (try? allowance(of: target)) ?? BrakeAllowance())
            }
        } catch { throw .state(error) }
        return Brakes(now: wallClockSeconds(), memory: memory)
    }

    /// Notes what a plan holds for the first time, and what was seen of the source, which the next look is held against.
    func note(_ plan: SourcePlan, of source: Source, at now: UInt64) throws(SystemError) {
        var events: [HistoryEvent] = []
        for dataset in plan.datasets {
            guard case .held(let hold) = dataset.action, case .now(let causes) = hold else { continue }
            let seen = causes.reduce(BrakeAllowance()) { $0.joined(with: $1.allowance) }
            try putBrake(
                BrakeRecord(
                    dataset: dataset.local.description, source: plan.source, since: now, reason: hold.reason, seen: seen
                ),
                on: dataset.local)
            events.append(
                HistoryEvent(
                    time: now, event: .brake, source: plan.source, dataset: dataset.local.description,
                    outcome: .stopped, problem: hold.reason))
        }
        // These are for the next look and for people; where they cannot be written, what is not held comes all the same.
        for dataset in plan.datasets {
            if case .held(.earlier) = dataset.action {
                renewBrake(on: dataset)
            } else if let wanted = dataset.gap.wanted {
                try? put(
                    Look(wanted: wanted, snapshots: source.patterns(at: dataset.local)), at: dataset.local)
            }
        }
        try? HistoryFile(in: self).append(events)
    }

    /// While a source goes on taking snapshots from the future, a release is for all that the last run saw of them.
    private func renewBrake(on dataset: DatasetPlan) {
        guard var record = try? brake(on: dataset.local), record.seen.upTo != nil, let ahead = dataset.gap.ahead,
            record.seen.upTo != "\(ahead.guid)"
        else { return }
        record.seen.upTo = "\(ahead.guid)"
        try? putBrake(record, on: dataset.local)
    }
}

extension Source {
    /// What its rule for a target wants of snapshots.
    fileprivate func patterns(at target: DatasetName) -> [String] {
        datasets.first { $0.origin(of: target) != nil }?.snapshots.map(\.description) ?? []
    }
}
