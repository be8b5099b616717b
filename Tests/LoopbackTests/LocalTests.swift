import Foundation
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("host: local, without SSH")
struct LocalTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one", "two")
    }

    /// The other pool has a `zfs` of its own here, which no machine has: a script adds it.
    private func useServer(_ script: String? = nil) throws {
        let path = "\(ring.folder)/serve"
        let real = "exec \(try Programs.serve()) \"$@\" --zfs \(ring.source.zfs)"
        try write("#!/bin/sh\n\(script ?? real)\n", to: path, mode: 0o755)
        try ring.configure { $0.serve = path }
    }

    @Test("another pool of this machine is pulled through the same pair")
    func pull() throws {
        try useServer()
        try ring.pull()
        #expect(ring.server.log.contains("Connection from") == false)
    }

    @Test("what is not in the rules is not shown to ourselves either")
    func shown() throws {
        try ring.source.create("tank/other")
        try useServer()
        let list = try ring.client("list")
        list.expect(code: 0)
        #expect(!list.output.contains("tank/other"))
    }

    @Test("a server that is not installed is named, with the mend")
    func missing() throws {
        try ring.configure { $0.serve = "/nonexistent/zpull-serve" }
        try ring.client("run").expect(code: 10, saying: "/nonexistent/zpull-serve", "install it")
        try ring.expectNothingReceived()
    }

    @Test("a server that is another program is recognised")
    func notOurs() throws {
        try useServer("echo hello; echo oops >&2; exit 3")
        try ring.client("run").expect(code: 15, saying: "hello", "answered, but not as zpull-serve")
        try ring.expectNothingReceived()
    }

    @Test("a failing send carries its message over, and the cut stream goes on with the next run")
    func sendFails() throws {
        try useServer()
        try ring.source.fail("send tank/data@one: exit 1 after 250000 bytes: no luck")
        try ring.client("run").expect(code: 1, saying: "no luck")
        #expect(try ring.target.dataset("backup/data")?.partial != nil)
        try ring.source.fail()
        try ring.pull()
    }

    @Test("SIGTERM ends the client, its server and both zfs, and keeps the resume state")
    func terminated() throws {
        try useServer()
        try ring.source.fail("send: hang after 250000 bytes")
        try ring.target.fail("receive: tell after 100000 bytes")
        let run = try ring.start("run")
        let send = try ring.sourceEvents.next("send hang")
        let processes = try [send.process, send.parent].map(WatchedProcess.init)
        let receive = try WatchedProcess(ring.targetEvents.next("receive tell").process)
        run.signal(SIGTERM)
        try run.wait().expect(code: 143, saying: "interrupted")
        for process in processes + [receive] { #expect(try process.hasEnded()) }
        #expect(try ring.target.dataset("backup/data")?.partial != nil)
    }
}
