import Foundation
import Ledger
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("Audit logs that logrotate rotates, as packaging/logrotate/zpull has it,")
struct LogRotationTests {
    let ring: Ring
    let logs: AuditLogs
    init() throws {
        ring = try Ring()
        logs = try AuditLogs(ring)
        try ring.source.snapshot("tank/data", "one")
    }

    /// The real one, with the packaged file, but for paths and owner.
    private func rotate() throws {
        let packaged = try text(
            ofFile: #filePath.replacing("Tests/LoopbackTests/LogRotationTests.swift", with: "packaging/logrotate/zpull")
        )
        let path = "\(ring.folder)/logrotate"
        try write(
            packaged.replacing("/var/log/zpull/serve.log", with: logs.source)
                .replacing("/var/log/zpull/client.log", with: logs.client)
                .replacing("create 0660 root zpull", with: "create 0660"), to: path, mode: 0o644)
        try run("/usr/sbin/logrotate", ["--force", "--state", "\(path).state", path])
    }

    @Test("go on in the new file, and are one chain over all")
    func between() throws {
        try ring.pull()
        try logs.waitForEnds(1)
        try rotate()
        try ring.source.snapshot("tank/data", "two")
        try ring.pull()
        try rotate()
        try ring.source.snapshot("tank/data", "three")
        try ring.pull()
        let files = ["", ".1", ".2"].map { logs.source + $0 }
        #expect(try logs.records(files[0], files[1], files[2]).map(\.sequence) == Array(1...9))
        let audit = try ring.start(
            ["audit", "--source", "web1", "--source-log"] + files, environment: []
        ).wait()
        audit.expect(code: 0)
        #expect(audit.output.contains("here: 12 records in \(logs.client), \(logs.client).1, \(logs.client).2;"))
        #expect(audit.output.contains("web1: 3 streams of which both ends say the same"), "\(audit.output)")
    }

    @Test("are one chain also where sessions outlive the rotation")
    func during() throws {
        try ring.source.fail("send: stall after 1000 bytes")
        let client = try ring.start("run")
        let send = try ring.sourceEvents.next("send stall")
        try rotate()
        try ring.client("list").expect(code: 0)
        kill(send.process, SIGKILL)
        try client.wait().expect(code: 1)
        try ring.source.fail()
        try ring.pull()
        let files = ["", ".1"].map { logs.source + $0 }
        let old = try text(ofFile: files[1])
        #expect(old.contains("\"event\":\"refused\"") || old.contains("\"outcome\":\"cut\""), "\(old)")
        let records = try logs.records(files[0], files[1])
        #expect(records.map(\.sequence) == Array(1...UInt64(records.count)))
        let audit = try ring.start(
            ["audit", "--source", "web1", "--source-log"] + files, environment: []
        ).wait()
        audit.expect(code: 0)
    }
}
