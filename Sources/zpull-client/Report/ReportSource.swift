import System
import ZFS

/// The report's part about one source.
struct ReportSource {
    let source: SourceStanding
    /// Seconds since 1970.
    let now: UInt64

    var html: HTML {
        """
        <section><h2>\(source.name) \(badge)</h2>
        <p class="muted">\(summary)</p>
        \(trouble)
        \(charts)\(table)</section>

        """
    }

    private var trouble: HTML { source.status.trouble?.problem.map { "<p>\($0)</p>" } ?? "" }

    private var badge: HTML {
        let word =
            switch source.lastRun?.outcome {
            case nil: "never pulled"
            case .done: "last run done"
            case .failed: "last run failed"
            case .stopped: "last run stopped"
            case .locked: "last run left some to another"
            }
        return Self.badge(word, source.lastRun.map { $0.outcome.isTrouble ? .critical : .fine } ?? .warning)
    }

    private var summary: String {
        guard let run = source.lastRun else { return "There is no run of this source in the history." }
        let amounts = [
            run.seconds.map { "took \(Amounts.duration(.seconds($0)))" },
            run.bytes.map { $0 == 0 ? "nothing newer" : "\(Amounts.bytes($0)) received" },
        ].compactMap { $0 }
        let success =
            run.outcome == .done
            ? "" : source.lastSuccess.map { " Last without failure \(ago($0.time))." } ?? " None has succeeded yet."
        return "Last run \(ago(run.time))\(amounts.isEmpty ? "" : ", ")\(amounts.joined(separator: ", ")).\(success)"
    }

    private var charts: HTML {
        let buckets = RunBuckets(source.runs, until: now)
        guard source.runs.count > 1 else { return "" }
        let received = BarChart(title: "Received", buckets: buckets, value: { Double($0.bytes) }) {
            Amounts.bytes(UInt64($0))
        }
        let duration = BarChart(title: "Longest run", buckets: buckets, value: \.seconds) {
            Amounts.duration(.seconds($0))
        }
        return "<div class=\"charts\">\(received.html)\(duration.html)</div>\n"
    }

    private var table: HTML {
        guard !source.status.datasets.isEmpty else { return "<p>No snapshot of it is here.</p>" }
        return """
            <table><thead><tr><th>Dataset<th>State<th>Newest snapshot<th>Behind the source<th>Read through</tr></thead><tbody>
            \(worstFirst.map(row))</tbody></table>
            """
    }

    private var worstFirst: [DatasetStatus] {
        source.status.datasets.sorted {
            (source.severity(of: $1), $0.dataset) < (source.severity(of: $0), $1.dataset)
        }
    }

    private func row(_ dataset: DatasetStatus) -> HTML {
        // What is wrong with the whole source stands above the table.
        let own = dataset.trouble.flatMap { $0.problem == source.status.trouble?.problem ? nil : $0.problem }
        let problem: HTML = own.map { "<small>\($0)</small>" } ?? ""
        let newest: HTML =
            dataset.newest.map {
                "\(ago($0.creation))<small>@\($0.name.description)</small><small>\(ReportPage.moment($0.creation))</small>"
            } ?? "none"
        let behind = dataset.lag.map { $0 == 0 ? "no" : Amounts.age($0) } ?? "unknown"
        return """
            <tr><td class="name">\(dataset.dataset.description)\(problem)</td>\
            <td data-label="State"><span>\(Self.badge(dataset.state.word, dataset.severityOfPulls))</span></td>\
            <td data-label="Newest" class="number"><div>\(newest)</div></td>\
            <td data-label="Behind" class="number"><span>\(behind)</span></td>\
            <td data-label="Read through" class="number"><div>\(verified(dataset))</div></td></tr>

            """
    }

    private func verified(_ dataset: DatasetStatus) -> HTML {
        let care = source.care(for: dataset.dataset).last
        let known = [care[.verify].map { outcome($0, "") }, care[.drill].map { outcome($0, "restore tried ") }]
            .compactMap(\.self)
        return known.isEmpty ? "never" : "\(known)"
    }

    private func outcome(_ event: HistoryEvent, _ what: String) -> HTML {
        event.outcome == .done
            ? "<div>\(what)\(ago(event.time))</div>"
            : "<div>\(Self.badge("failed", .critical)) \(what)\(ago(event.time)) <small>\(event.problem ?? "")</small></div>"
    }

    private func ago(_ time: UInt64) -> String { time > now ? "in the future" : "\(Amounts.age(now - time)) ago" }

    private static func badge(_ word: String, _ severity: Severity) -> HTML {
        "<span class=\"badge \(ReportPage.style(severity))\">\(word)</span>"
    }
}
