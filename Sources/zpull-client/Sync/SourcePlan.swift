import Protocol
import Replication
import ZFS

/// Everything that a run does for one source, decided before anything is changed.
struct SourcePlan: Equatable, Sendable {
    let source: String
    /// Where the source is and what it runs: `web1.example.net:22, OpenZFS 2.1.11`.
    let peer: String
    let datasets: [DatasetPlan]

    /// What is to be received, with its place in `datasets`.
    var transfers: [(index: Int, transfer: Transfer)] {
        datasets.enumerated().compactMap { index, plan in
            if case .transfer(let transfer) = plan.action { (index, transfer) } else { nil }
        }
    }

    var estimate: UInt64 { transfers.reduce(0) { $0 &+ $1.transfer.estimate } }
    var hopCount: Int { transfers.reduce(0) { $0 + $1.transfer.hopCount } }
}

extension SourcePlan {
    /// Lists both sides, once each, and decides. What is above a target that does not exist yet is a list of its own.
    static func make(
        _ source: Source, over connection: SourceConnection, configuration: Configuration, interruption: Interruption
    ) throws -> SourcePlan {
        var (local, parents) = (Listing(datasets: []), TargetParents?.none)
        let targets = source.datasets.map(\.local)
        let remote = try connection.list {
            let zfs = ZFSTool(path: configuration.zfs)
            local = try zfs.list(
                targets, isRecursive: source.datasets.contains(where: \.recursive), until: interruption.descriptor)
            local = Listing(datasets: local.datasets + (try setAside(source, zfs, interruption, except: local)))
            let missing = targets.filter { local[$0] == nil }
            guard !missing.isEmpty else { return }
            let above = TargetParents.names(of: missing)
            parents = TargetParents(try zfs.heads(above, until: interruption.descriptor), coming: targets)
        }
        let hello = connection.hello
        let planner = Planner(
            source: remote, local: local,
            policy: SourcePolicy(hello), parents: parents,
            brakes: try StateFolder(path: configuration.state).brakes(of: source, knowing: local),
            mayDrop: configuration.singleUser
        )
        return SourcePlan(
            source: source.name,
            peer: "\(connection.peer)\(hello.zfsVersion.isEmpty ? "" : ", OpenZFS \(hello.zfsVersion)")",
            datasets: planner.plan(source.datasets.map(\.syncRule)))
    }

    /// What was set aside before beside targets that a run may set aside.
    private static func setAside(
        _ source: Source, _ zfs: ZFSTool, _ interruption: Interruption, except listed: Listing
    ) throws -> [Dataset] {
        let parents = Set(source.datasets.filter { $0.onDivergence == .quarantine }.compactMap(\.local.parent))
        guard !parents.isEmpty else { return [] }
        return try zfs.list(parents.sorted(), isRecursive: false, until: interruption.descriptor).datasets
            .filter { $0.name.isQuarantined && listed[$0.name] == nil }
    }
}

extension SourcePolicy {
    /// What a source says of itself.
    init(_ hello: Hello) {
        self.init(
            isRaw: hello.policy.contains(.raw), allowsPlain: hello.policy.contains(.allowPlain),
            canResume: hello.capabilities.contains(.resume))
    }
}
