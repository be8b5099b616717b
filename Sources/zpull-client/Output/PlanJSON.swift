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
        self.init(remote: plan.remote.description, local: plan.local.description, action: plan.action.word)
        switch plan.action {
        case .upToDate, .empty, .gone: break
        case .stale(let state): problem = state.reason
        case .stop(let obstacle): (problem, mend) = (obstacle.problem, obstacle.mend)
        case .held(let hold): (problem, mend) = (hold.reason, hold.mend(plan.local))
        case .transfer(let transfer):
            raw = transfer.flags.contains(.raw)
            quarantine = transfer.aside?.name.description
            drop = transfer.stale?.reason
            resume = transfer.resume?.name.description
            base = transfer.base.map {
                .init(name: $0.name.description, guid: $0.guid.description, bookmark: $0.isBookmark)
            }
            hops = transfer.hops.map {
                .init(
                    snapshot: $0.name.description, guid: $0.guid.description, creation: $0.creation,
                    estimatedBytes: $0.estimate)
            }
            leftOut = transfer.twins.isEmpty ? nil : transfer.twins.map(\.description)
            hint = plan.hint?.description
        }
    }
}

extension DatasetPlan.Action {
    /// As JSON has it.
    var word: String {
        switch self {
        case .upToDate: "up-to-date"
        case .empty: "empty"
        case .gone: "gone"
        case .transfer: "transfer"
        case .stale: "stale"
        case .stop: "stop"
        case .held: "held"
        }
    }
}
