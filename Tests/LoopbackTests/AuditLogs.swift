import Foundation
import Ledger
import System
import Testing

@testable import TestSupport

/// The audit logs of a ring's two ends.
struct AuditLogs {
    let source: String
    let client: String

    /// Makes the files, as an administrator does, and has both ends write to them.
    init(_ ring: Ring, serve: [String] = ["--dataset", "tank", "--recursive"]) throws {
        try retrying("mkdir") { mkdir("\(ring.folder)/logs", 0o755) }
        (source, client) = ("\(ring.folder)/logs/serve.log", "\(ring.folder)/logs/client.log")
        for log in [source, client] { for path in [log, log + ".head"] { try write("", to: path) } }
        try ring.authorize(serve: serve + ["--audit-log", source])
        try ring.configure(top: "audit_log: \(client)")
    }

    /// The records of a log, which must be whole.
    func records(_ paths: String...) throws -> [Record] {
        let head = Record.Link(parsing: try text(ofFile: paths[0] + ".head"))
        let reading = LedgerReading(
            try paths.map { .init(name: $0, bytes: Array(try text(ofFile: $0).utf8)) }, heads: head.map { [$0] } ?? [])
        #expect(reading.breaks.isEmpty, "\(reading.breaks)")
        return reading.entries.map(\.record)
    }

    /// Waits for the source to have recorded the end of so many sessions: it may outlive the client a little.
    func waitForEnds(_ count: Int) throws {
        let deadline = Monotonic.now + .seconds(20)
        while try records(source).count(where: { $0.event.name == "closed" }) < count {
            if deadline.hasPassed { throw Trouble("the source recorded no end: \(try text(ofFile: source))") }
            usleep(1000)
        }
    }
}

extension [Record] {
    /// `sent tank/data@one whole`, and so on.
    var words: [String] {
        map { record in
            switch record.event {
            case .sent(let stream), .received(let stream):
                "\(record.event.name) \(stream.snapshot) \(stream.isWhole ? "whole" : "cut")"
            case .closed(let outcome, _, _): "closed \(outcome)"
            default: record.event.name
            }
        }
    }
}
