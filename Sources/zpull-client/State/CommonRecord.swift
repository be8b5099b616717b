import Replication
import System
import ZFS

/// What the last runs saw of a dataset and its source, for `prune`, which connects to no source: `common/TARGET`.
struct CommonRecord: Codable, Equatable {
    struct Snapshot: Codable, Equatable {
        let name: String
        /// A string, since JSON's numbers are too short.
        let guid: String
    }

    /// How the last look ended, as far as it says something about pruning.
    enum LastLook: String, Codable {
        /// Both sides have `snapshot`.
        case common
        /// The source no longer has the dataset.
        case gone
        /// A person has to look first.
        case stopped
    }

    let dataset: String
    var standing: LastLook
    /// The newest snapshot that both sides have had. A run only moves it forward: to what it has received, or to the newest here.
    /// `nil` when none has been seen.
    var snapshot: Snapshot?
    /// When both sides were last seen to have it, in seconds since 1970.
    var seen: UInt64
    /// Why a person has to look.
    var problem: String?
}

extension StateFolder {
    func commonRecord(of target: DatasetName) throws(SystemError) -> CommonRecord? {
        try read(CommonRecord.self, from: path(of: "common", target))
    }

    func put(_ record: CommonRecord, of target: DatasetName) throws(SystemError) {
        try write(record, to: try file("common", target))
    }

    /// Notes of all that a rule has brought below its target that a person has to look first: the plan is silent about it when the
    /// source has the rule's root no more. The next run that sees a dataset notes it anew.
    func stopAll(below rule: DatasetRule, because problem: String) throws(SystemError) {
        for target in try targets(of: "common") where target != rule.local && rule.origin(of: target) != nil {
            // One that cannot be read is refused by `prune` as it is.
            guard let record = try? commonRecord(of: target), record.standing != .gone else { continue }
            try put(record.noted(.stopped, problem: problem), of: target)
        }
    }
}

extension CommonRecord {
    /// What is known after a run; `nil` when that says nothing about what is common.
    ///
    /// - Parameters:
    ///   - former: what was known before.
    ///   - now: seconds since 1970.
    static func after(
        _ plan: DatasetPlan, _ result: DatasetResult, former: CommonRecord?, now: UInt64
    ) -> CommonRecord? {
        let before =
            former
            ?? CommonRecord(
                dataset: plan.local.description, standing: .common, snapshot: nil, seen: now, problem: nil)
        func common(_ name: ShortName, _ guid: Guid) -> CommonRecord {
            CommonRecord(
                dataset: before.dataset, standing: .common,
                snapshot: Snapshot(name: name.description, guid: guid.description), seen: now, problem: nil)
        }
        switch (result, plan.action) {
        case (.upToDate, .upToDate(let base)): return common(base.localName, base.guid)
        case (.gone, _): return before.noted(.gone)
        case (.failed(.obstacle(let obstacle), _), _): return before.noted(.stopped, problem: obstacle.problem)
        // Nothing is known of what could not be read back.
        case (.failed(.readBack, _), _), (.failed(.tool, _), _): return nil
        case (.received(let received), _), (.failed(_, let received), _):
            return received.snapshots.last.map { common($0.name.snapshot, $0.guid) }
        default: return nil
        }
    }

    /// The same snapshot, and how the last look ended.
    fileprivate func noted(_ standing: LastLook, problem: String? = nil) -> CommonRecord {
        var record = self
        (record.standing, record.problem) = (standing, problem)
        return record
    }
}
