/// Why nothing of a dataset is pruned.
enum PruneRefusal: Equatable, CustomStringConvertible {
    /// The source no longer has the dataset: what is here may be the last copy.
    case gone
    case brake(reason: String)
    /// No run has told yet what is common with the source.
    case unknown
    /// The last run stopped at it.
    case stopped(problem: String)
    /// The snapshot that was last common is not here.
    case commonMissing(String)
    /// No run has gone well for longer than `limit`.
    case silent(for: Duration, limit: Duration)
    /// The source's newest snapshot here is older than `limit`.
    case idle(for: Duration, limit: Duration)
    /// The last run that went well was in the future.
    case clock

    /// `stopped` where the runs tell of the cause: to refuse is then what is expected of `prune`. `failed` where it may be the
    /// only one to notice. Of what the source has given up nobody has to be told: it stays until a person destroys it.
    var exitCode: Int32? {
        switch self {
        case .gone: nil
        case .brake, .unknown, .stopped, .commonMissing, .silent: ExitCode.stopped
        case .idle, .clock: ExitCode.failed
        }
    }

    var description: String {
        switch self {
        case .gone:
            "the source no longer has it, so nothing of it is pruned; `zfs destroy -r` it when it is no longer wanted"
        case .brake(let reason):
            "nothing of it is pruned while it is held (\(reason)); look, then `zpull-client release` lets it go on"
        case .unknown:
            "nothing of it is pruned, since no run has noted which snapshot the source has too; `zpull-client run` does"
        case .stopped(let problem):
            "nothing of it is pruned while the runs stop at it (\(problem)); `zpull-client plan` says what mends that"
        case .commonMissing(let name):
            "nothing of it is pruned, since @\(name), the last snapshot common with the source, is not here; the next "
                + "`zpull-client run` that goes well notes another"
        case .silent(let time, let limit):
            "nothing of it is pruned: \(Self.text(time)) have passed since the last run that went well for it, and the "
                + "limit is \(Self.text(limit)) (`silence`); see to it that `zpull-client run` succeeds"
        case .idle(let time, let limit):
            "nothing of it is pruned: the newest snapshot of this source here is \(Self.text(time)) old, and the limit "
                + "is \(Self.text(limit)) (`silence`); see to it that the source takes snapshots, and that the clock here "
                + "is right"
        case .clock:
            "nothing of it is pruned: its last run was in the future, so the clock is, or was, wrong; set it, and run "
                + "`zpull-client run`"
        }
    }

    private static func text(_ duration: Duration) -> String {
        let hours = Int(duration.components.seconds / 3600)
        return hours < 48 ? Amounts.count(hours, "hour") : Amounts.count(hours / 24, "day")
    }
}
