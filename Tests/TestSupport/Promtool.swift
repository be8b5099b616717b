import Foundation
import System
import Testing

/// Prometheus' own judge of metrics and rules; Tests/tools brings it.
enum Promtool {
    private static var path: String {
        let environment = ProcessInfo.processInfo.environment
        let cache =
            environment["ZPULL_CACHE"]
            ?? "\(environment["XDG_CACHE_HOME"] ?? "\(environment["HOME"] ?? "")/.cache")/zpull"
        let own = "\(cache)/tools/promtool"
        return FileManager.default.isExecutableFile(atPath: own) ? own : "/usr/bin/promtool"
    }

    /// Runs it, and expects it to find nothing wrong.
    static func check(_ arguments: [String], at location: SourceLocation = #_sourceLocation) throws {
        let captured = try ChildProcess.capture(path, arguments)
        #expect(
            captured.ending.isSuccess, "\(String(decoding: captured.output, as: UTF8.self))\(captured.error)",
            sourceLocation: location)
    }

    /// `check metrics` reads standard input, which `capture` leaves empty: a shell connects the file.
    static func check(metrics: String, at location: SourceLocation = #_sourceLocation) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "zpull-metrics-\(UUID()).prom")
        try Data(metrics.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let captured = try ChildProcess.capture(
            "/bin/sh", ["-c", "exec \"$1\" check metrics <\"$2\"", "sh", path, file.path])
        #expect(captured.ending.isSuccess, "\(captured.error)", sourceLocation: location)
    }
}
