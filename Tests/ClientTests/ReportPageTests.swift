import Foundation
import Testing

@testable import zpull_client

@Suite("The report's page")
struct ReportPageTests {
    private let page: String

    init() throws { page = ReportPage(report: try ReportSamples.report()).html }

    /// What ZFS takes in a name is harmless, but a history can be written by more than ZFS.
    @Test("text from elsewhere stays text, wherever it stands")
    func hostile() throws {
        let evil = "</td><script>alert(1)</script><img src=x onerror='alert(2)'>\" onload=\"x&lt;\u{202E}\u{7}"
        let history: [HistoryEvent] = [
            .dataset("db1", "backup/db1/postgres", at: noon - 60, .failed, problem: evil),
            .run("db1", at: noon - 60, .failed), .run("db1", at: noon - 50, .failed),
            HistoryEvent(
                time: noon, event: .verify, source: "db1", dataset: evil, outcome: .failed,
                newest: .init(name: evil, guid: evil, creation: 1), problem: evil),
        ]
        let page = ReportPage(report: try ReportSamples.report(history)).html
        #expect(
            page.contains(
                "&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&#39;alert(2)&#39;&gt;"))
        #expect(page.contains("&quot; onload=&quot;x&amp;lt;\u{FFFD}\u{FFFD}"))
        #expect(!page.contains("<script") && !page.contains("<img") && !page.contains("\u{202E}"))
        let scripts = try Browser.ask(
            "return page.querySelectorAll('script,img,[onload],[onerror]').length + ' of ' + (page.querySelectorAll('td').length > 5)",
            of: page, width: 390)
        #expect(scripts == "0 of true")
    }

    @Test("says first whether all is well, and a backup that cannot be read is not")
    func verdict() throws {
        let name = "backup/web1/data"
        func verdict(_ history: [HistoryEvent]) throws -> String {
            let page = ReportPage(report: try ReportSamples.report(history, yaml: oneSource)).html
            return try #require(
                page.firstMatch(of: /<section class="verdict ([^<]*)<\/section>/).map { String($0.output.1) })
        }
        let good: [HistoryEvent] = [.dataset("web1", name, at: noon - 60), .run("web1", at: noon - 60)]
        #expect(try verdict([]) == "bad\">1 of 1 dataset to look at. 1 never-pulled.")
        #expect(try verdict(good) == "good\">All is well. 1 current.")
        let broken = HistoryEvent.other(.verify, "web1", name, at: noon - 30, .failed, problem: "I/O error")
        #expect(try verdict(good + [broken]) == "bad\">1 of 1 dataset to look at. 1 current.")
        let unreachable = HistoryEvent.run("web1", at: noon - 30, .failed)
        #expect(
            try verdict(good + [unreachable])
                == "warning\">1 of 1 dataset to look at. The last run failed: web1. 1 failed.")
    }

    /// `twoSources` without the one that has no limits.
    private var oneSource: String { String(twoSources.split(separator: "\n  - name: db1")[0]) }

    @Test("needs nothing else, and its policy allows nothing else")
    func selfContained() throws {
        #expect(page.contains("default-src 'none'; style-src 'sha256-"))
        for reference in ["<script", "<link", "<img", "<iframe", "href=", "src=", "url(", "@import", " style="] {
            #expect(!page.contains(reference), "\(reference)")
        }
    }

    @Test("the policy lets its own style through, and a script that somebody added not")
    func policy() throws {
        let tampered = page.replacing("</main>", with: "<script>document.title = 'run'</script></main>")
        let script = "return page.title + ', ' + frame.contentWindow.getComputedStyle(page.querySelector('h1')).margin"
        #expect(try Browser.ask(script, of: tampered, width: 800) == "Backups on backup1, 0px")
    }

    @Test("is never wider than its window, from the narrowest phone on", arguments: [320, 390, 768, 1280])
    func width(width: Int) throws {
        let script = """
            const root = page.documentElement;
            const wide = [...page.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > \(width) + 0.5
                && !e.closest('thead'));
            return root.clientWidth + ' ' + (root.scrollWidth <= root.clientWidth) + ' ' + wide.length
                + ' ' + (root.scrollHeight > 1000);
            """
        // A scroll bar may take some of the width.
        #expect(try Browser.ask(script, of: page, width: width).wholeMatch(of: /\d+ true 0 true/) != nil)
    }

    @Test("shows tables as cards on a phone, each value with its word before it")
    func cards() throws {
        let script = """
            const cell = page.querySelector('td[data-label=Newest]'), view = frame.contentWindow;
            return view.getComputedStyle(cell).display + ' ' + view.getComputedStyle(cell, '::before').content;
            """
        #expect(try Browser.ask(script, of: page, width: 390) == "grid \"Newest\"")
        #expect(try Browser.ask(script, of: page, width: 1280) == "table-cell none")
    }

    @Test("is there to be looked at: .build/report has pictures of phone and desktop, light and dark")
    func pictures() throws {
        let file = try Browser.write(page, as: "report.html")
        // A window cannot be as narrow as a phone; a frame can.
        let phone = try Browser.write(
            "<!doctype html><meta name=color-scheme content='light dark'><body style='margin:0'>"
                + "<iframe src=report.html width=390 height=3800 frameborder=0></iframe>", as: "phone.html")
        for isDark in [false, true] {
            let suffix = isDark ? "dark" : "light"
            try Browser.photograph(file, as: "desktop-\(suffix).png", width: 1100, height: 2100, isDark: isDark)
            try Browser.photograph(phone, as: "phone-\(suffix).png", width: 500, height: 3800, isDark: isDark)
        }
    }

    @Test("colours differ enough from their ground to be read", arguments: [true, false])
    func contrast(isDark: Bool) throws {
        let palette = isDark ? ReportPalette.dark : .light
        for (text, ground) in palette.pairs {
            let (a, b) = (try luminance(text), try luminance(ground))
            let contrast = (max(a, b) + 0.05) / (min(a, b) + 0.05)
            #expect(contrast >= 4.5, "\(text) on \(ground): \(contrast)")
        }
    }

    /// WCAG 2.2, relative luminance.
    private func luminance(_ colour: String) throws -> Double {
        let number = try #require(UInt32(colour.dropFirst(), radix: 16))
        let channels = [number >> 16, number >> 8 & 255, number & 255].map { (byte: UInt32) -> Double in
            let share = Double(byte) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }
}
