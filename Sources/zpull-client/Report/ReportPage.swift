import System

/// The report as one page, which needs nothing else: no script, no picture, no font from elsewhere, and a policy that forbids them.
struct ReportPage {
    let report: Report

    var html: String { (page as HTML).markup }

    private var page: HTML {
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '\(ReportStyle.policyHash)'; \
        base-uri 'none'; form-action 'none'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <title>Backups on \(report.host)</title>
        <style>\(HTML(stringLiteral: ReportStyle.css))</style>
        <header><h1>Backups on \(report.host)</h1>
        <p class="muted">As of \(Self.moment(report.time)) \(String(LocalTime.text(report.time).suffix(5)))</p></header>
        <main>
        \(verdict)
        \(report.sources.map { ReportSource(source: $0, now: report.time).html })\(failures)</main>
        <footer>\(Release.software)</footer>
        </html>

        """
    }

    /// One sentence for who has no time.
    private var verdict: HTML {
        let datasets = report.sources.flatMap { source in
            source.status.datasets.map { (state: $0.state.word, severity: source.severity(of: $0)) }
        }
        let wrong = datasets.count { $0.severity > .fine }
        let troubled = report.sources.filter { $0.status.trouble != nil }.map(\.name)
        let counts = DatasetStatus.State.words.compactMap { word in
            let count = datasets.count { $0.state == word }
            return count == 0 ? nil : "\(count) \(word)"
        }
        let sentences = [
            report.severity == .fine ? "All is well." : nil,
            wrong == 0 ? nil : "\(wrong) of \(Amounts.count(datasets.count, "dataset")) to look at.",
            troubled.isEmpty ? nil : "The last run failed: \(troubled.joined(separator: ", ")).",
            counts.isEmpty ? nil : "\(counts.joined(separator: ", ").capitalizedFirst).",
        ]
        return """
            <section class="verdict \(Self.style(report.severity))">\(sentences.compactMap(\.self).joined(separator: " "))</section>
            """
    }

    private var failures: HTML {
        guard !report.failures.isEmpty else { return "" }
        let rows: [HTML] = report.failures.map { event in
            """
            <tr><td class="name">\(event.dataset ?? event.source) \
            <span class="badge bad">\(event.event.rawValue) \(event.outcome.rawValue)</span></td>\
            <td data-label="When" class="number"><span>\(Self.moment(event.time))</span></td>\
            <td data-label="What" class="text"><span>\(event.problem ?? "")</span></td></tr>

            """
        }
        return """
            <section><h2>What went wrong lately</h2>
            <table><thead><tr><th>Where<th>When<th>What</tr></thead><tbody>
            \(rows)</tbody></table></section>

            """
    }

    /// `2026-11-23 12:00`, in the zone that the page's head names.
    static func moment(_ time: UInt64) -> HTML {
        let text = LocalTime.text(time)
        return "<time datetime=\"\(text)\">\(String(text.prefix(10))) \(String(text.dropFirst(11).prefix(5)))</time>"
    }

    /// The class of what is so bad.
    static func style(_ severity: Severity) -> String {
        switch severity {
        case .fine: "good"
        case .warning: "warning"
        case .critical: "bad"
        }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
