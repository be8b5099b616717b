/// What zpull tells Prometheus. docs/metrics.md has the same list.
///
/// All are gauges. The history is bounded, so a sum over it would shrink at times, and Prometheus would take that for a restart;
/// what a run did is told as the amounts of the last run.
///
/// Names: https://prometheus.io/docs/practices/naming/
enum Metric: String, CaseIterable, Sendable {
    case buildInfo = "zpull_build_info"
    case lastRun = "zpull_last_run_timestamp_seconds"
    case lastSuccess = "zpull_last_success_timestamp_seconds"
    case runSuccess = "zpull_run_success"
    case runFailures = "zpull_run_failures"
    case runDuration = "zpull_run_duration_seconds"
    case runBytes = "zpull_run_received_bytes"
    case runSnapshots = "zpull_run_received_snapshots"
    case datasetNewest = "zpull_dataset_newest_snapshot_timestamp_seconds"
    case datasetBehind = "zpull_dataset_behind_seconds"
    case datasetFreshWithin = "zpull_dataset_fresh_within_seconds"
    case datasetState = "zpull_dataset_state"
    case pruneLast = "zpull_prune_last_run_timestamp_seconds"
    case pruneSuccess = "zpull_prune_success"
    case pruneSnapshots = "zpull_prune_destroyed_snapshots"
    case pruneBytes = "zpull_prune_freed_bytes"
    case verifyLast = "zpull_verify_last_run_timestamp_seconds"
    case verifyLastSuccess = "zpull_verify_last_success_timestamp_seconds"
    case verifySuccess = "zpull_verify_success"
    case verifyDuration = "zpull_verify_duration_seconds"
    case verifyBytes = "zpull_verify_read_bytes"
    case drillLast = "zpull_drill_last_run_timestamp_seconds"
    case drillLastSuccess = "zpull_drill_last_success_timestamp_seconds"
    case drillSuccess = "zpull_drill_success"

    var name: String { rawValue }

    /// One line, without backslashes, so that nothing in it needs escaping.
    var help: String {
        switch self {
        case .buildInfo: "The version of zpull-client that wrote this; always 1."
        case .lastRun: "When the last run of the source was over; 0 when there was none."
        case .lastSuccess:
            "When the last run of the source in which nothing failed or was left to another was over; 0 when there was none."
        case .runSuccess: "Whether nothing failed in the last run of the source."
        case .runFailures: "Datasets, or sessions, that failed in the last run of the source."
        case .runDuration: "How long the last run of the source took."
        case .runBytes: "Bytes of stream that the last run of the source received."
        case .runSnapshots: "Snapshots that the last run of the source received."
        case .datasetNewest: "When the newest snapshot here was taken at the source."
        case .datasetBehind:
            "How much older the newest snapshot here is than the newest wanted one of the source at the last run."
        case .datasetFreshWithin:
            "The age from which the newest snapshot counts as too old, as configured (fresh_within)."
        case .datasetState: "How the dataset stands: 1 for the state that it is in."
        case .pruneLast: "When the dataset was last pruned, or that was last tried."
        case .pruneSuccess: "Whether the last pruning of the dataset succeeded."
        case .pruneSnapshots: "Snapshots that the last pruning of the dataset destroyed."
        case .pruneBytes: "Bytes that the last pruning of the dataset freed."
        case .verifyLast: "When the dataset was last verified, or that was last tried."
        case .verifyLastSuccess: "When the dataset was last verified and found whole; 0 when it never was."
        case .verifySuccess:
            "Whether the last verification of the dataset found it whole, and no earlier failure is to be made good."
        case .verifyDuration: "How long the last verification of the dataset took."
        case .verifyBytes: "Bytes of stream that the last verification of the dataset read."
        case .drillLast: "When a restore of the dataset was last tried out."
        case .drillLastSuccess: "When a restore of the dataset was last tried out and went well; 0 when none did."
        case .drillSuccess: "Whether the last trial restore of the dataset went well."
        }
    }
}
