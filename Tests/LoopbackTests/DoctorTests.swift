import Foundation
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("Doctor, asking a source for a stream,")
struct DoctorTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one", "two")
    }

    /// The arguments of each `zfs send`.
    private func sends() throws -> [[String]] { try ring.source.calls(of: "send").map(\.arguments) }

    @Test("takes the newest increment, and receives nothing")
    func increment() throws {
        let doctor = try ring.client("doctor")
        #expect(doctor.output.contains("ok    web1: tank/data can be sent\n"), "\(doctor.output)\(doctor.error)")
        #expect(try sends() == [["send", "-Lec", "-i", "tank/data@one", "tank/data@two"]])
        try ring.expectNothingReceived()
    }

    @Test("ends the one that has begun and goes on with the next, with what was under way passed over")
    func cancels() throws {
        try ring.source.create("tank/other")
        try ring.source.snapshot("tank/other", "uno", size: 20_000_000)
        try ring.configure { $0.datasets.append("{ remote: tank/other, local: backup/other }") }
        // Were it not cancelled, the first would hang for ever, and the second would come whole.
        try ring.source.fail("send tank/data@two: stall after 100000 bytes")
        let doctor = try ring.client("doctor")
        #expect(doctor.output.contains("ok    web1: tank/data can be sent\n"), "\(doctor.output)\(doctor.error)")
        #expect(doctor.output.contains("ok    web1: tank/other can be sent\n"))
        try ring.expectNothingReceived()
        for call in try ring.source.calls(of: "send") {
            let left = try? text(ofFile: "/proc/\(call.process)/cmdline")
            #expect(left?.hasPrefix(ring.source.zfs) != true, "zfs send goes on")
        }
    }

    @Test("names the account and the line that lets it send")
    func denied() throws {
        try ring.source.fail("send: exit 1: warning: cannot send 'tank/data@two': permission denied")
        let doctor = try ring.client("doctor")
        doctor.expect(code: 1)
        let user = NSUserName()
        #expect(
            doctor.output.contains(
                "FAULT web1: \(user) may not send tank/data; as root there: `zfs allow -u \(user) send tank/data`\n"),
            "\(doctor.output)\(doctor.error)")
    }

    @Test("shows what else zfs says")
    func other() throws {
        try ring.source.fail("send: exit 1: cannot send 'tank/data@two': dataset key must be loaded")
        let doctor = try ring.client("doctor")
        doctor.expect(code: 1)
        #expect(doctor.output.contains("FAULT web1: tank/data cannot be sent; the source says: "))
        #expect(doctor.output.contains("dataset key must be loaded"))
    }

    @Test("asks as a run would: raw where the key has it")
    func raw() throws {
        try ring.source.change("tank/data") { $0.encryption = "aes-256-gcm" }
        try ring.authorize(serve: ["--dataset", "tank", "--recursive", "--raw"])
        let doctor = try ring.client("doctor")
        #expect(doctor.output.contains("ok    web1: tank/data can be sent, raw\n"), "\(doctor.output)\(doctor.error)")
        #expect(try sends() == [["send", "-wLec", "-i", "tank/data@one", "tank/data@two"]])
    }

    @Test("asks for none that a run would not ask for, and says why")
    func stopped() throws {
        try ring.authorize(serve: ["--dataset", "tank", "--recursive", "--raw"])
        let doctor = try ring.client("doctor")
        #expect(doctor.output.contains("warn  web1: tank/data is not encrypted"), "\(doctor.output)\(doctor.error)")
        try ring.configure { $0.more = ["snapshots: [\"daily_*\"]"] }
        let none = try ring.client("doctor")
        #expect(none.output.contains("has no snapshot that is wanted"))
        #expect(try sends().isEmpty)
    }

    @Test("names the receiving user where the source is this machine")
    func local() throws {
        // The other pool has a `zfs` of its own here, which no machine has: a script adds it.
        let server = "\(ring.folder)/serve"
        let command = "exec \(try Programs.serve()) \"$@\" --zfs \(ring.source.zfs)"
        try write("#!/bin/sh\n\(command)\n", to: server, mode: 0o755)
        try ring.configure(top: "receive_user: backup-user") { $0.serve = server }
        try ring.source.fail("send: exit 1: warning: cannot send 'tank/data@two': permission denied")
        let doctor = try ring.client("doctor")
        #expect(
            doctor.output.contains("`zfs allow -u backup-user send tank/data`"), "\(doctor.output)\(doctor.error)")
    }
}
