import System

/// The report's part about one source.
struct ReportSource {
    let part: Report.SourcePart
    /// Seconds since 1970.
    let now: UInt64

    var html: HTML {
        """
        <section><h2>\(part.source) \(badge)</h2>
        <p class="muted">\(summary)</p>
        \(charts)\(table)</section>

        """
    }

    private var badge: HTML {
        let word =
            switch part.lastRun?.outcome {
            case nil: "never pulled"
            case .done: "last run done"
            case .failed: "last run failed"
            case .stopped: "last run stopped"
            }
        let gravity: DatasetCondition.Gravity =
            part.lastRun.map { $0.outcome == .done ? .good : .bad } ?? .plain
        return Self.badge(word, gravity)
    }

    private var summary: String {
        guard let run = part.lastRun else { return "There is no run of this source in the history." }
        let amounts = [
            run.seconds.map { "took \(Amounts.duration(.seconds($0)))" },
            run.bytes.map { $0 == 0 ? "nothing newer" : "\(Amounts.bytes($0)) received" },
        ].compactMap { $0 }
        let success =
            run.outcome == .done
            ? "" : part.lastSuccess.map { " Last without failure \(ago($0))." } ?? " None has succeeded yet."
        return "Last run \(ago(run.time))\(amounts.isEmpty ? "" : ", ")\(amounts.joined(separator: ", ")).\(success)"
    }

    private var charts: HTML {
        let buckets = RunBuckets(part.runs, until: now)
        guard part.runs.count > 1 else { return "" }
        let received = BarChart(title: "Received", buckets: buckets, value: { Double($0.bytes) }) {
            Amounts.bytes(UInt64($0))
        }
        let duration = BarChart(title: "Longest run", buckets: buckets, value: \.seconds) {
            Amounts.duration(.seconds($0))
        }
        return "<div class=\"charts\">\(received.html)\(duration.html)</div>\n"
    }

    private var table: HTML {
        guard !part.datasets.isEmpty else { return "<p>No snapshot of it is here.</p>" }
        return """
            <table><thead><tr><th>Dataset<th>State<th>Newest snapshot<th>Behind the source<th>Read through</tr></thead><tbody>
            \(worstFirst.map(row))</tbody></table>
            """
    }

    private var worstFirst: [Report.DatasetPart] {
        part.datasets.sorted { ($1.gravity, $0.dataset) < ($0.gravity, $1.dataset) }
    }

    private func row(_ dataset: Report.DatasetPart) -> HTML {
        let problem: HTML = dataset.problem.map { "<small>\($0)</small>" } ?? ""
        let newest: HTML =
            dataset.newest.map {
                "\(ago($0.creation)) <small>@\($0.name)</small><small>\(ReportPage.moment($0.creation))</small>"
            }
            ?? "none"
        return """
            <tr><td class="name">\(dataset.dataset)\(problem)</td>\
            <td data-label="State"><span>\(Self.badge(dataset.state.rawValue, dataset.state.gravity))</span></td>\
            <td data-label="Newest" class="number"><span>\(newest)</span></td>\
            <td data-label="Behind" class="number"><span>\(dataset.behind == 0 ? "no" : Amounts.age(dataset.behind))</span></td>\
            <td data-label="Read through" class="number"><div>\(verified(dataset))</div></td></tr>

            """
    }

    private func verified(_ dataset: Report.DatasetPart) -> HTML {
        let parts = [dataset.verify.map { outcome($0, "") }, dataset.drill.map { outcome($0, "restore tried ") }]
        let known = parts.compactMap(\.self)
        return known.isEmpty ? "never" : "\(known)"
    }

    private func outcome(_ event: HistoryEvent, _ what: String) -> HTML {
        event.outcome == .done
            ? "<div>\(what)\(ago(event.time))</div>"
            : "<div>\(Self.badge("failed", .bad)) \(what)\(ago(event.time)) <small>\(event.problem ?? "")</small></div>"
    }

    private func ago(_ time: UInt64) -> String { time > now ? "in the future" : "\(Amounts.age(now - time)) ago" }

    private static func badge(_ word: String, _ gravity: DatasetCondition.Gravity) -> HTML {
        "<span class=\"badge \(ReportPage.style(gravity))\">\(word)</span>"
    }
}
