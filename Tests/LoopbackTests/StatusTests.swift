import Foundation
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("What status, check and history tell of runs")
struct StatusTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one")
    }

    private func configure(fresh: String) throws { try ring.configure { $0.more = ["fresh_within: \(fresh)"] } }

    @Test("after a pull of an old snapshot: current without fresh_within, an alarm with it")
    func age() throws {
        try ring.pull()
        let fine = try ring.client("check")
        fine.expect(code: 0)
        #expect(
            fine.output.wholeMatch(
                of: /ZPULL OK - 1 dataset, the oldest [0-9]+ d old \(backup\/data\)\|'backup\/data_age'=[0-9]+s\n/)
                != nil)
        #expect(try ring.client("status").output.contains(/backup\/data  @one +[0-9]+ d  0 +293 KiB  current\n/))
        try configure(fresh: "{ warn: 1h, critical: 2h }")
        let stale = try ring.client("check")
        stale.expect(code: 2)
        #expect(stale.output.hasPrefix("ZPULL CRITICAL - backup/data: the newest snapshot is "))
        #expect(stale.output.contains(/'backup\/data_age'=[0-9]+s;3600;7200\n/))
        try configure(fresh: "{ warn: 1h, critical: 9999d }")
        try ring.client("check").expect(code: 1)
        // Neither has asked the source, nor changed anything here.
        let source = try ring.source.calls().count
        try ring.client("status").expect(code: 0)
        #expect(try ring.source.calls().count == source)
        #expect(try ring.target.calls().suffix(2).map(\.verb) == ["list", "list"])
    }

    @Test("a stream that breaks is a failure with its reason, until a run goes through")
    func failure() throws {
        try ring.pull()
        try ring.source.snapshot("tank/data", "two")
        try ring.source.fail("send: exit 1: no luck")
        try ring.client("run").expect(code: 1)
        let status = try ring.client("status")
        status.expect(code: 0)
        #expect(status.output.contains(/backup\/data  @one +[0-9]+ d  60 s  293 KiB  failed since 2/))
        #expect(status.output.contains("no luck"))
        let check = try ring.client("check")
        check.expect(code: 2)
        #expect(check.output.contains(/CRITICAL backup\/data: failed since .*no luck/))
        let failures = try ring.client("history", "--failed", "--last", "2")
        failures.expect(code: 0)
        #expect(failures.output.contains(/dataset  backup\/data  failed .*no luck/))
        #expect(!failures.output.contains("done"))
        try ring.source.fail()
        try ring.pull()
        try ring.client("check").expect(code: 0)
        #expect(try ring.client("history", "--dataset", "backup/data").output.contains("up to @two"))
    }

    @Test("a backup that cannot be read is critical by name, until it was read")
    func unreadable() throws {
        try ring.pull()
        try ring.target.fail("send backup/data@one: exit 1 after 100000 bytes: Input/output error")
        try ring.client("verify").expect(code: 1)
        let check = try ring.client("check")
        check.expect(code: 2)
        #expect(
            check.output.contains(
                /^ZPULL CRITICAL - backup\/data: verify failed since [^|]*backup\/data@one cannot be read: [^|]*Input/))
        try ring.pull()
        try ring.client("check").expect(code: 2)
        try ring.target.fail()
        try ring.client("verify").expect(code: 0)
        try ring.client("check").expect(code: 0)
    }

    @Test("a tree whose root has no snapshot at the source is well when what is below it comes")
    func emptyRoot() throws {
        try ring.source.change("tank/data") { $0.snapshots = [] }
        try ring.source.create("tank/data/home")
        try ring.source.snapshot("tank/data/home", "one")
        try ring.source.change("tank/data/home") { $0.snapshots[0].creation = wallClockSeconds() - 60 }
        try ring.target.create("backup/data")
        try ring.configure {
            $0.datasets = ["{ remote: tank/data, local: backup/data, recursive: true }"]
            $0.more = ["fresh_within: { warn: 1h, critical: 2h }"]
        }
        try ring.client("run").expect(code: 0)
        let check = try ring.client("check")
        check.expect(code: 0)
        #expect(check.output.hasPrefix("ZPULL OK - 1 dataset, "))
        #expect(try ring.client("status").output.contains("no snapshot at the source"))
    }

    @Test("a source that cannot be reached is told of once, with all its datasets")
    func unreachable() throws {
        try ring.pull()
        try ring.server.authorize("")
        try ring.client("run").expect(code: 14)
        let check = try ring.client("check")
        check.expect(code: 2)
        #expect(check.output.contains(/^ZPULL CRITICAL - web1: failed since [^|]*refused the key/))
        #expect(check.output.split(separator: "\n").count == 2)
        #expect(try ring.client("status").output.contains(/failed since .*\n\nweb1: failed since .*refused the key/))
    }

    @Test("a first pull at work is running, and no alarm yet")
    func running() throws {
        try configure(fresh: "{ warn: 1h, critical: 2h }")
        try ring.client("check").expect(code: 2)
        try ring.source.fail("send: hang")
        let run = try ring.start("run")
        try ring.sourceEvents.next("send hang")
        let check = try ring.start("check").wait()
        check.expect(code: 1)
        #expect(check.output.hasPrefix("ZPULL WARNING - backup/data: never pulled yet, a run is at work|"))
        #expect(try ring.start("status").wait().output.contains("running, never pulled"))
        run.signal(SIGTERM)
        try run.wait().expect(code: 143)
    }

    @Test(
        "what keeps check from an answer is UNKNOWN: exit code 3, and one line on standard output",
        arguments: ["configuration", "source", "option", "history", "zfs"])
    func unknown(fault: String) throws {
        var arguments = ["check"]
        switch fault {
        case "configuration":
            try "sources: 7\n".write(toFile: ring.configurationPath, atomically: true, encoding: .utf8)
        case "source": arguments += ["--source", "nobody"]
        case "option": arguments += ["--frobnicate"]
        case "history":
            try FileManager.default.createDirectory(
                atPath: "\(ring.folder)/state/history.jsonl", withIntermediateDirectories: false)
        default: try ring.target.fail("list: exit 1: no pools today")
        }
        let check = try ring.start(arguments).wait()
        check.expect(code: 3)
        #expect(check.output.wholeMatch(of: /ZPULL UNKNOWN - [^\n|]+\n/) != nil, "\(check.output)")
        #expect(fault != "history" || check.output.contains("cannot read the history: "))
    }
}
