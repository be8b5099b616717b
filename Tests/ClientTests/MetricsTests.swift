import Foundation
import Logging
import Testing
import ZFS

@testable import TestSupport
@testable import zpull_client

@Suite("Metrics")
struct MetricsTests {
    /// One of each kind of event, on a dataset with a name as odd as ZFS takes.
    private static let odd = "backup/web1/data/a b:c.d-e_f"
    private static let everything: [HistoryEvent] = [
        .run("web1", at: noon - 2 * hour), .dataset("web1", odd, at: noon - hour, .failed, ahead: 2 * hour),
        .run("web1", at: noon - hour, .failed, bytes: 3 << 40, seconds: 61.25),
        .other(.brake, "web1", odd, at: noon - 30, .stopped), .other(.prune, "web1", odd, at: noon - 20),
        .other(.verify, "web1", odd, at: noon - 10, .failed), .other(.drill, "web1", odd, at: noon - 5),
    ]

    /// Samples, without those of datasets that have no part in this.
    private func lines(_ history: [HistoryEvent]) throws -> [Substring] {
        try MetricsText(standing(history)).text.split(separator: "\n").filter {
            !$0.hasPrefix("#") && (!$0.contains("dataset=") || $0.contains(Self.odd))
        }
    }

    @Test("tell everything that the history knows, in base units")
    func everything() throws {
        let labels = "source=\"web1\",dataset=\"\(Self.odd)\""
        let expected = """
            zpull_build_info{version="\(Release.version)"} 1
            zpull_last_run_timestamp_seconds{source="web1"} 1795431600
            zpull_last_run_timestamp_seconds{source="db1"} 0
            zpull_last_success_timestamp_seconds{source="web1"} 1795428000
            zpull_last_success_timestamp_seconds{source="db1"} 0
            zpull_run_success{source="web1"} 0
            zpull_run_failures{source="web1"} 1
            zpull_run_duration_seconds{source="web1"} 61.25
            zpull_run_received_bytes{source="web1"} 3298534883328
            zpull_run_received_snapshots{source="web1"} 1
            zpull_dataset_newest_snapshot_timestamp_seconds{\(labels)} 1795431000
            zpull_dataset_behind_seconds{\(labels)} 7200
            zpull_dataset_fresh_within_seconds{\(labels),level="warn"} 93600
            zpull_dataset_fresh_within_seconds{\(labels),level="critical"} 180000
            zpull_dataset_state{\(labels),state="current"} 0
            zpull_dataset_state{\(labels),state="behind"} 0
            zpull_dataset_state{\(labels),state="failed"} 0
            zpull_dataset_state{\(labels),state="stopped"} 0
            zpull_dataset_state{\(labels),state="held"} 1
            zpull_dataset_state{\(labels),state="never-pulled"} 0
            zpull_dataset_state{\(labels),state="empty"} 0
            zpull_dataset_state{\(labels),state="gone"} 0
            zpull_prune_last_run_timestamp_seconds{\(labels)} 1795435180
            zpull_prune_success{\(labels)} 1
            zpull_prune_destroyed_snapshots{\(labels)} 3
            zpull_prune_freed_bytes{\(labels)} 4096
            zpull_verify_last_run_timestamp_seconds{\(labels)} 1795435190
            zpull_verify_last_success_timestamp_seconds{\(labels)} 0
            zpull_verify_success{\(labels)} 0
            zpull_verify_duration_seconds{\(labels)} 60
            zpull_verify_read_bytes{\(labels)} 4096
            zpull_drill_last_run_timestamp_seconds{\(labels)} 1795435195
            zpull_drill_last_success_timestamp_seconds{\(labels)} 1795435195
            zpull_drill_success{\(labels)} 1
            """
        #expect(try lines(Self.everything).joined(separator: "\n") == expected)
    }

    @Test("stand in promtool's eyes, all of them")
    func promtool() throws {
        let text = MetricsText(try standing(Self.everything)).text
        for metric in Metric.allCases { #expect(text.contains("# TYPE \(metric.name) gauge\n")) }
        try Promtool.check(metrics: text)
    }

    @Test("of a host that has done nothing yet say so, with a time of 0")
    func nothing() throws {
        #expect(
            try lines([]).dropFirst() == [
                "zpull_last_run_timestamp_seconds{source=\"web1\"} 0",
                "zpull_last_run_timestamp_seconds{source=\"db1\"} 0",
                "zpull_last_success_timestamp_seconds{source=\"web1\"} 0",
                "zpull_last_success_timestamp_seconds{source=\"db1\"} 0",
            ])
        try Promtool.check(metrics: MetricsText(standing([])).text)
    }

    @Test("of a dataset that the source has no more say that, and give no limit that it would grow past")
    func gone() throws {
        var run = HistoryEvent.run("web1", at: noon)
        run.gone = [Self.odd]
        let text = try lines([.dataset("web1", Self.odd, at: noon - hour), run])
        #expect(text.contains("zpull_dataset_state{source=\"web1\",dataset=\"\(Self.odd)\",state=\"gone\"} 1"))
        #expect(!text.contains { $0.hasPrefix("zpull_dataset_fresh_within_seconds") })
    }

    /// ZFS takes none of these in a name; a label that could end early would let a later version's slip forge a metric.
    @Test("escape in labels what would end them")
    func escaping() throws {
        var text = MetricsText()
        text.add(.runSuccess, true, ["source": "a\"b\\c\nzpull_brake_on 1"])
        #expect(text.text.hasSuffix("zpull_run_success{source=\"a\\\"b\\\\c\\nzpull_brake_on 1\"} 1\n"))
        try Promtool.check(metrics: text.text)
    }

    @Test("write the largest numbers as far as a double goes")
    func large() throws {
        #expect(try lines([.run("web1", at: noon, bytes: .max)]).contains { $0.hasSuffix(" 1.8446744073709552e+19") })
    }
}
