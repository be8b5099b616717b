import Foundation
import Ledger
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("The audit logs of both ends")
struct AuditLogTests {
    let ring: Ring
    let logs: AuditLogs
    init() throws {
        ring = try Ring(options: ["ExposeAuthInfo yes"])
        logs = try AuditLogs(ring)
        try ring.source.snapshot("tank/data", "one", size: 2_000_000)
        try ring.source.snapshot("tank/data", "two")
    }

    private func audit(_ arguments: String...) throws -> FinishedProgram {
        try ring.start(["audit", "--source", "web1", "--source-log", logs.source] + arguments, environment: []).wait()
    }

    @Test("tell of a pull in the same words, with who came by which key, and agree")
    func pull() throws {
        try ring.pull()
        try logs.waitForEnds(1)
        let (sent, received) = (try logs.records(logs.source), try logs.records(logs.client))
        #expect(
            sent.words == ["opened", "sent tank/data@one whole", "sent tank/data@two whole", "closed done"])
        #expect(
            received.words == [
                "opened", "received tank/data@one whole", "received tank/data@two whole", "read back", "closed done",
            ])
        let key = try run("/usr/bin/ssh-keygen", ["-l", "-f", "\(ring.server.identity).pub"]).split(separator: " ")[1]
        #expect(Set(sent.map(\.party)) == [Party(id: "loop", key: String(key), address: "127.0.0.1")])
        #expect(received.last?.party == Party(source: "web1", id: "loop", address: "127.0.0.1:\(ring.server.port)"))
        #expect(received.streams.map(\.bytes) == sent.streams.map(\.bytes))
        #expect(sent.streams.map { $0.base == nil } == [true, false])
        let audit = try audit()
        audit.expect(code: 0)
        #expect(audit.output.contains("here: 5 records in \(logs.client); the chain is whole; head 5:"))
        #expect(audit.output.contains("web1: 2 streams of which both ends say the same\n"))
        #expect(audit.output.contains("web1: no stream was sent that did not come here\n"))
    }

    @Test("name a stream that was cut on the way, until its snapshot has come whole")
    func cut() throws {
        try ring.source.fail("send: hang after 1000000 bytes")
        try ring.target.fail("receive: tell after 900000 bytes")
        let client = try ring.start("run")
        try ring.targetEvents.next("receive tell")
        for session in ring.server.sessions { kill(session, SIGKILL) }
        try client.wait().expect(code: 16)
        try logs.waitForEnds(1)
        let cut = try #require(try logs.records(logs.source).streams.first)
        guard case .cut(let reason) = cut.outcome else { throw Trouble("not cut: \(cut)") }
        #expect(reason.description == "the client went away" && (900_000..<2_000_000).contains(cut.bytes))
        let found = try audit()
        found.expect(code: 1)
        #expect(found.output.contains("web1: NEVER RECEIVED tank/data@one (guid \(cut.guid)): "), "\(found.output)")
        #expect(found.output.contains("cut: the client went away to 127.0.0.1, key SHA256:"))
        try ring.source.fail()
        try ring.target.fail()
        try ring.pull()
        try logs.waitForEnds(2)
        let next = try audit()
        next.expect(code: 0)
        #expect(next.output.contains("web1: 1 stream cut and come whole later\n"), "\(next.output)")
    }

    @Test("name what somebody else has fetched with the key, although the same snapshot came here")
    func stolen() throws {
        try ring.pull()
        try ring.configure { $0.datasets = ["{ remote: tank/data, local: backup/thief }"] }
        try ring.client("run").expect(code: 0)
        try ring.configure(top: "audit_log: \(logs.client)")
        try logs.waitForEnds(2)
        let audit = try audit("--json")
        audit.expect(code: 1)
        #expect(audit.output.matches(of: /"kind" : "unknownHere"/).count == 2, "\(audit.output)")
    }

    @Test("take what doctor asks for as no loss, and show what was refused")
    func doctorAndRefusals() throws {
        try ring.client("doctor").expect(code: 1)
        try ring.source.fail("send: exit 1: cannot send: permission denied\u{1B}[31m")
        try ring.client("run").expect(code: 1)
        try logs.waitForEnds(2)
        let audit = try audit()
        audit.expect(code: 0)
        #expect(audit.output.contains("web1: 1 stream asked for by doctor and not kept\n"), "\(audit.output)")
        #expect(audit.output.contains(": send tank/data guid "))
        #expect(audit.output.contains(": sendFailed: zfs send of tank/data@one failed"))
        #expect(!audit.output.utf8.contains(0x1B))
        #expect(try logs.records(logs.client).words.contains("failed"))
    }

    @Test("show any line that was changed, and a log that has lost its end to whoever kept its head")
    func changed() throws {
        try ring.pull()
        try logs.waitForEnds(1)
        let whole = try text(ofFile: logs.source)
        try write(whole.replacing("tank/data", with: "tank/date"), to: logs.source)
        let changed = try audit()
        changed.expect(code: 1)
        #expect(
            changed.output.contains("web1: BROKEN \(logs.source):2: the line is not the one that"), "\(changed.output)")
        let head = try #require(try logs.records(logs.client).last?.link)
        let lines = try text(ofFile: logs.client).split(separator: "\n").dropLast()
        try write(lines.joined(separator: "\n") + "\n", to: logs.client)
        unlink(logs.client + ".head")
        let cut = try ring.start("audit", "--head", "\(head.sequence):\(head.digest)").wait()
        cut.expect(code: 1)
        #expect(cut.output.contains("here: BROKEN the log ends with record 4, and had 5"), "\(cut.output)")
    }

    @Test("can be verified by hand, as docs/audit-log.md says")
    func byHand() throws {
        try ring.pull()
        try logs.waitForEnds(1)
        let document = try text(
            ofFile: #filePath.replacing("Tests/LoopbackTests/AuditLogTests.swift", with: "docs/audit-log.md"))
        let script = try #require(document.split(separator: "```sh\n").dropFirst().first { $0.contains("sha256sum") })
        let command = String(script.prefix { $0 != "`" }).replacing("/var/log/zpull/serve.log", with: logs.source)
        #expect(try run("/bin/bash", ["-c", command]).isEmpty)
        try write(try text(ofFile: logs.source).replacing("\"one\"", with: "\"won\""), to: logs.source)
        #expect(try run("/bin/bash", ["-c", command]) == "line 2 is not the one that line 3 refers to\n")
    }

    @Test("are written by many sessions at once, in one chain, also when Landlock lets them open nothing any more")
    func atOnce() throws {
        let program = try Programs.serve()
        let nothing = try FileDescriptor(opening: "/dev/null", flags: O_RDONLY)
        // Where Landlock is on: it is not around programs outside /usr, such as the stand-in.
        let options = ["--dataset", "tank", "--audit-log", logs.source, "--zfs", "/usr/bin/true"]
        let arguments = ["serve"] + ring.serveArguments(options)
        let running = try (0..<20).map {
            try RunningProgram(program, arguments, files: "\(ring.folder)/at-once-\($0)", input: nothing.number)
        }
        for program in running { try program.wait().expect(code: 0) }
        let records = try logs.records(logs.source)
        #expect(records.count == 40 && Set(records.map(\.session)).count == 20)
    }

    @Test("keep a session from beginning that cannot be recorded at the source")
    func noLogAtSource() throws {
        unlink(logs.source)
        try ring.client("run").expect(code: 20, saying: "the source cannot write its audit log")
        #expect(try ring.source.calls().isEmpty)
        try ring.expectNothingReceived()
        #expect(try logs.records(logs.client).words == ["opened", "failed", "closed failed"])
    }

    @Test("keep a session from beginning that cannot be recorded here")
    func noLogHere() throws {
        unlink(logs.client)
        try ring.client("run").expect(code: 1, saying: "cannot write the audit log: open \(logs.client)")
        #expect(!ring.server.log.contains("Connection from"))
        let audit = try audit()
        audit.expect(code: 2, saying: "\(logs.client): No such file or directory")
        let doctor = try ring.client("doctor")
        doctor.expect(code: 1)
        #expect(
            doctor.output.contains("FAULT web1: cannot write the audit log: open \(logs.client)"), "\(doctor.output)")
    }

    @Test("are compared for one source at a time, and from somewhere")
    func usage() throws {
        try ring.start("audit", "--source-log", logs.source).wait().expect(code: 64, saying: "--source-log needs")
        try ring.start("audit", "--source-head", "1:ab").wait().expect(code: 64, saying: "--source-head")
        try ring.configure()
        try ring.start("audit").wait().expect(code: 64, saying: "has no audit_log")
    }

    @Test("end a session whose log has gone meanwhile, and the next one goes on from there")
    func gone() throws {
        try ring.source.fail("send tank/data@two: stall after 1000 bytes")
        let client = try ring.start("run")
        let send = try ring.sourceEvents.next("send stall")
        unlink(logs.source)
        kill(send.process, SIGKILL)
        try client.wait().expect(code: 20, saying: "the source cannot write its audit log")
        try ring.expectReceived(["one"])
        try write("", to: logs.source)
        try ring.source.fail()
        try ring.pull()
    }
}

extension [Ledger.Record] {
    fileprivate var streams: [Ledger.Stream] {
        compactMap {
            switch $0.event {
            case .sent(let stream), .received(let stream): stream
            default: nil
            }
        }
    }
}
