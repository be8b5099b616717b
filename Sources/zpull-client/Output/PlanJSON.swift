import Replication
import ZFS

/// A plan as `plan --json` prints it; docs/operations.md describes it. Guids are strings: JSON's numbers are too short.
struct PlanJSON: Encodable {
    struct DatasetJSON: Encodable {
        let remote: String
        let local: String
        /// `up-to-date`, `empty`, `gone`, `transfer`, `stale`, `stop` or `held`.
        let action: String
        var problem: String?
        var mend: String?
        var raw: Bool?
        var quarantine: String?
        var drop: String?
        var resume: String?
        var base: BaseJSON?
        var hops: [HopJSON]?
        var leftOut: [String]?
        var hint: String?
    }

    struct BaseJSON: Encodable {
        let name: String
        let guid: String
        let bookmark: Bool
    }

    struct HopJSON: Encodable {
        let snapshot: String
        let guid: String
        let creation: UInt64
        let estimatedBytes: UInt64
    }

    let source: String
    let peer: String
    let snapshots: Int
    let estimatedBytes: UInt64
    let datasets: [DatasetJSON]

    init(_ plan: SourcePlan) {
        source = plan.source
        peer = plan.peer
        snapshots = plan.hopCount
        estimatedBytes = plan.estimate
        datasets = plan.datasets.map(DatasetJSON.init)
    }
}

extension PlanJSON.DatasetJSON {
    init(_ plan: DatasetPlan) {
        let (remote, local) = (plan.remote.description, plan.local.description)
        switch plan.action {
        case .upToDate: self.init(remote: remote, local: local, action: "up-to-date")
        case .empty: self.init(remote: remote, local: local, action: "empty")
        case .gone: self.init(remote: remote, local: local, action: "gone")
        case .stale(let state):
            self.init(remote: remote, local: local, action: "stale", problem: state.reason)
        case .stop(let obstacle):
            self.init(remote: remote, local: local, action: "stop", problem: obstacle.problem, mend: obstacle.mend)
        case .held(let hold):
            self.init(
                remote: remote, local: local, action: "held", problem: hold.reason, mend: hold.mend(plan.local))
        case .transfer(let transfer):
            self.init(
                remote: remote, local: local, action: "transfer", raw: transfer.flags.contains(.raw),
                quarantine: transfer.aside?.name.description, drop: transfer.stale?.reason,
                resume: transfer.resume?.name.description,
                base: transfer.base.map {
                    .init(name: $0.name.description, guid: $0.guid.description, bookmark: $0.isBookmark)
                },
                hops: transfer.hops.map {
                    .init(
                        snapshot: $0.name.description, guid: $0.guid.description, creation: $0.creation,
                        estimatedBytes: $0.estimate)
                },
                leftOut: transfer.twins.isEmpty ? nil : transfer.twins.map(\.description),
                hint: plan.hint?.description)
        }
    }
}
