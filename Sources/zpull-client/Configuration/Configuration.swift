import Replication
import ZFS

/// What the client was told to do: the whole of `client.yaml`, checked, with every default filled in.
struct Configuration: Equatable, Sendable {
    /// The file that it was read from, for messages.
    let path: String
    /// At least one; names and targets are distinct.
    let sources: [Source]
    /// How many sources are pulled side by side, 1 to 64.
    let jobs: Int
    /// The folder for locks and records.
    let state: String
    /// The user that receives; it needs no right to destroy.
    let receiveUser: String
    /// The user that prunes; `receiveUser` when there is a single one.
    let pruneUser: String
    /// Whether one user does both.
    let singleUser: Bool
    /// The program `zfs`, an absolute path. Whether it is there is found out when it is run.
    let zfs: String
    /// What holds pruning back.
    let prune: PruneLimits
    /// The time zone whose hours, days, … retention counts; `nil` for the machine's.
    let timeZone: String?
    let notify: Notify?
    /// The Prometheus text file to write after each run.
    let metrics: String?
    /// The file that each session is recorded in, or not at all.
    let auditLog: String?
    /// Below which `drill` restores to, and takes away again.
    let drill: DatasetName?
}

extension Configuration {
    static func kind(path: String) -> Kind<Configuration> {
        .mapping("the configuration", example: "sources: [ … ]") { fields in
            let brakes = fields.optional("brakes", .brakes) ?? .standard
            let sources = fields.required("sources", .nonEmptyList(of: Source.kind(brakes: brakes)))
            let jobs = fields.optional("jobs", .number(in: 1...64, example: 2))
            let state = fields.optional("state", .path(example: "/var/lib/zpull"))
            let users = Users(fields)
            let zfs = fields.optional("zfs", .path(example: "/usr/sbin/zfs"))
            let prune = fields.optional("prune", PruneLimits.kind)
            let timeZone = fields.optional("time_zone", .timeZone)
            let notify = fields.optional("notify", Notify.kind)
            let metrics = fields.optional("metrics", .path(example: "/var/lib/prometheus/node-exporter/zpull.prom"))
            let auditLog = fields.optional("audit_log", .path(example: "/var/log/zpull/client.log"))
            let drill = fields.optional("drill", .dataset(example: "backup/drill"))
            guard let sources else { return nil }
            if let drill, let rule = sources.flatMap(\.datasets).first(where: { drill.overlaps($0.local) }) {
                fields.fault(
                    in: "drill",
                    "\"\(drill)\" and the target \"\(rule.local)\" lie within one another; choose them apart")
            }
            fields.reading.refuseSharedNames(sources)
            fields.reading.refuseSharedTargets(sources)
            return Configuration(
                path: path, sources: sources, jobs: jobs ?? 2, state: state ?? "/var/lib/zpull",
                receiveUser: users.receive, pruneUser: users.prune, singleUser: users.single,
                zfs: zfs ?? "/usr/sbin/zfs", prune: prune ?? PruneLimits(), timeZone: timeZone, notify: notify,
                metrics: metrics, auditLog: auditLog, drill: drill)
        }
    }
}

/// Who receives and who prunes.
private struct Users {
    let receive: String
    let prune: String
    let single: Bool

    init(_ fields: Fields) {
        single = fields.optional("single_user", .flag) ?? false
        receive = fields.optional("receive_user", .user(example: "zpull-receive")) ?? "zpull-receive"
        let named = fields.optional("prune_user", .user(example: "zpull-prune"))
        prune = named ?? (single ? receive : "zpull-prune")
        if single, prune != receive {
            fields.refuse(
                "prune_user", "with single_user: true the pruning user is \"\(receive)\" too; leave this key out")
        }
        if !single, prune == receive {
            fields.fault(
                in: named == nil ? "receive_user" : "prune_user",
                "\"\(receive)\" would both receive and prune, so that what receives can destroy; "
                    + "name another user, or say single_user: true if that is what you want")
        }
    }
}

extension DatasetName {
    /// Whether one of the two is the other, or lies below it.
    func overlaps(_ other: DatasetName) -> Bool { isWithin(other) || other.isWithin(self) }
}
