import Foundation
import System
import Testing

@testable import zpull_client

/// A real browser without windows; Tests/tools brings it.
struct Browser {
    /// Where pages and pictures stay to be looked at.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.build/report")
        .standardized

    private static let program = "/usr/bin/chromium-headless-shell"

    /// Writes a page beside the pictures.
    static func write(_ page: String, as name: String) throws -> URL {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: name)
        try Data(page.utf8).write(to: file)
        return file
    }

    /// Takes a picture of a page.
    static func photograph(_ page: URL, as name: String, width: Int, height: Int, isDark: Bool) throws {
        let picture = folder.appending(path: name)
        try? FileManager.default.removeItem(at: picture)
        try run(
            [
                "--screenshot=\(picture.path)", "--window-size=\(width),\(height)", "--hide-scrollbars",
                "--blink-settings=preferredColorScheme=\(isDark ? 0 : 1)",
            ], page)
        let size = try FileManager.default.attributesOfItem(atPath: picture.path)[.size] as? Int
        #expect(size ?? 0 > 10_000)
    }

    /// What a script finds out about a page that stands in a frame of this width; `page` is its document.
    ///
    /// The frame is as narrow as a phone, which a window of the browser's cannot be. The script is of the page around it: the page
    /// itself lets none run.
    static func ask(_ script: String, of page: String, width: Int) throws -> String {
        let wrapper = try write(
            """
            <!doctype html><meta charset="utf-8"><pre id="answer"></pre>
            <iframe id="frame" width="\(width)" height="800" frameborder="0" srcdoc="\(escaped(page))"></iframe>
            <script>addEventListener("load", () => {
            const frame = document.getElementById("frame"), page = frame.contentDocument, answer = (() => { \(script) })();
            frame.remove(); document.querySelector("script").remove();
            document.getElementById("answer").textContent = "[" + answer + "]";
            })</script>
            """, as: "wrapper-\(UUID()).html")
        defer { try? FileManager.default.removeItem(at: wrapper) }
        let document = try run(["--dump-dom", "--window-size=1600,900"], wrapper)
        let answer = try #require(document.firstMatch(of: /<pre id="answer">\[((?s).*?)\]<\/pre>/), "\(document)")
        return String(answer.output.1)
    }

    private static func escaped(_ page: String) -> String {
        page.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
    }

    /// Each with a profile of its own, so that several can run at a time.
    @discardableResult
    private static func run(_ options: [String], _ page: URL) throws -> String {
        let profile = FileManager.default.temporaryDirectory.appending(path: "zpull-browser-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: profile) }
        let captured = try ChildProcess.capture(
            program,
            // Root, as CI is, has to do without its sandbox; nothing here comes from elsewhere.
            options + [
                "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--virtual-time-budget=5000",
                "--user-data-dir=\(profile)", page.absoluteString,
            ])
        try #require(captured.ending.isSuccess, "\(captured.error)")
        return String(decoding: captured.output, as: UTF8.self)
    }
}
