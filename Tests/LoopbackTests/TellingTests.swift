import Foundation
import Synchronization
import System
import Testing
import ZFS

@testable import TestSupport
@testable import zfs_stand_in

@Suite("Telling people what became of a run")
struct TellingTests {
    let ring: Ring
    let server: WebServer
    init() throws {
        ring = try Ring()
        server = try WebServer()
        try ring.source.snapshot("tank/data", "one")
    }

    /// Stands in for a mail server: a script in the place of sendmail.
    private func sendmailStandIn(_ script: String) throws -> String {
        let path = "\(ring.folder)/sendmail-stand-in"
        try write("#!/bin/sh\n\(script)\n", to: path, mode: 0o755)
        return path
    }

    private func configure(_ notify: String, change: (inout SourceText) throws -> Void = { _ in }) throws {
        try ring.configure(top: "notify: { \(notify) }", change: change)
    }

    /// What the webhook was told, each time.
    private func messages() throws -> [Message] {
        try server.requests.map { try JSONDecoder().decode(Message.self, from: Data($0.body.utf8)) }
    }

    private struct Message: Decodable {
        struct Failure: Decodable {
            let source: String
            let dataset: String?
            let problem: String
            let exitCode: Int32
            let new: Bool
        }
        struct Behind: Decodable {
            let dataset: String
            let level: String
        }
        let host: String
        let events: [String]
        let subject: String
        let failures: [Failure]
        let behind: [Behind]
    }

    @Test("a failure is told once, by mail and webhook, and once that it is over")
    func once() throws {
        let mails = "\(ring.folder)/mails"
        let sendmail = try sendmailStandIn("{ echo \"arguments: $*\"; cat; } >>\(mails)")
        try configure("mail: root@example.net, sendmail: \(sendmail), webhook: \"\(server.address("/hook"))\"")
        try ring.pull()
        #expect(server.requests.isEmpty)

        try ring.source.snapshot("tank/data", "two")
        try ring.source.fail("send: exit 1: no luck")
        for _ in 1...3 { try ring.client("run").expect(code: 1, saying: "no luck") }
        let failure = try #require(try messages().only)
        #expect(failure.host == hostName())
        #expect(failure.events == ["failure"])
        #expect(failure.subject == "zpull on \(hostName()): FAILED: web1 (1 of 1 dataset)")
        let first = try #require(failure.failures.only)
        #expect(first.source == "web1" && first.dataset == "backup/data" && first.exitCode == 1 && first.new)
        #expect(first.problem.contains("no luck"))
        let mail = try text(ofFile: mails)
        #expect(mail.hasPrefix("arguments: -i -t\nTo: root@example.net\nSubject: \(failure.subject)\nDate: "))
        #expect(mail.contains("\n\nFailed:\n  web1 backup/data: the source says: "))
        #expect(mail.ranges(of: "arguments: ").count == 1)

        try ring.source.fail()
        try ring.pull()
        try ring.pull()
        #expect(try messages().map(\.events) == [["failure"], ["recovery"]])
        #expect(try messages().last?.subject == "zpull on \(hostName()): recovered: web1 (1 dataset)")
        #expect(try text(ofFile: mails).contains("Subject: zpull on \(hostName()): recovered: web1 (1 dataset)\n"))
    }

    @Test("each success is told if that is asked for")
    func success() throws {
        try configure("webhook: \"\(server.address())\", on: [success]")
        try ring.pull()
        try ring.pull()
        #expect(try messages().map(\.events) == [["success"], ["success"]])
        #expect(
            try messages().last?.subject
                == "zpull on \(hostName()): done: 1 dataset of 1 source, 0 snapshots received, 0 B")
    }

    @Test("what falls behind is told, though the source cannot be reached, and when it comes up again")
    func behind() throws {
        try configure("webhook: \"\(server.address())\", on: [behind, recovery]") {
            $0.more = ["fresh_within: { warn: 26h, critical: 50h }"]
        }
        try ring.source.change("tank/data") { $0.snapshots[0].creation = wallClockSeconds() - 3600 }
        try ring.pull()
        #expect(server.requests.isEmpty)

        // A day and a half later.
        for pool in [ring.source, ring.target] {
            try pool.change(pool.folder == ring.source.folder ? "tank/data" : "backup/data") {
                $0.snapshots[0].creation = wallClockSeconds() - 36 * 3600
            }
        }
        try ring.server.authorize("")
        try ring.client("run").expect(code: 14)
        #expect(try messages().map(\.events) == [["behind"]])
        #expect(try messages().first?.behind.map(\.level) == ["warn"])
        try ring.authorize(serve: ["--dataset", "tank", "--recursive"])
        try ring.source.snapshot("tank/data", "two")
        try ring.source.change("tank/data") { $0.snapshots[1].creation = wallClockSeconds() }
        try ring.pull()
        #expect(try messages().map(\.events) == [["behind"], ["recovery"]])
    }

    @Test("what is behind is told also when the history cannot be read")
    func withoutHistory() throws {
        try configure("webhook: \"\(server.address())\", on: [behind]") {
            $0.more = ["fresh_within: { warn: 26h, critical: 50h }"]
        }
        try FileManager.default.createDirectory(
            atPath: "\(ring.folder)/state/history.kept.jsonl", withIntermediateDirectories: true)
        // The snapshot is of long ago.
        let run = try ring.start("run").wait()
        run.expect(code: 0, saying: "cannot read the history: ")
        #expect(try messages().map(\.events) == [["behind"]])
    }

    @Test("what could not be verified is not told to be over because the history cannot be read")
    func flawWithoutHistory() throws {
        try configure("webhook: \"\(server.address())\", on: [failure, recovery]")
        try ring.pull()
        try ring.target.fail("send: exit 1: Input/output error")
        try ring.client("verify").expect(code: 1)
        try ring.pull()
        #expect(try messages().map(\.events) == [["failure"]])
        let kept = "\(ring.folder)/state/history.kept.jsonl"
        try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: false)
        try ring.pull()
        #expect(try messages().count == 1)
        try FileManager.default.removeItem(atPath: kept)
        try ring.target.fail()
        try ring.client("verify").expect(code: 0)
        try ring.pull()
        #expect(try messages().map(\.events) == [["failure"], ["recovery"]])
    }

    @Test("what the source no longer has is not behind, also when the source cannot be reached")
    func gone() throws {
        try configure("webhook: \"\(server.address())\", on: [behind, recovery]") {
            $0.datasets = ["{ remote: tank/data, local: backup/data, recursive: true }"]
            $0.more = ["fresh_within: { warn: 26h, critical: 50h }"]
        }
        try ring.source.create("tank/data/old")
        try ring.source.snapshot("tank/data/old", "one")
        for dataset in ["tank/data", "tank/data/old"] {
            try ring.source.change(dataset) { $0.snapshots[0].creation = wallClockSeconds() }
        }
        try ring.client("run").expect(code: 0)
        let old = try #require(DatasetName("tank/data/old"))
        ring.source.remove(old)
        try ring.client("run").expect(
            code: 0, saying: "nothing newer for 1 dataset; 1 dataset here gone from the source")
        let check = try ring.client("check").output
        #expect(check.contains("ZPULL OK - 1 dataset") && check.contains(", 1 more gone from the source|"))

        // Three days later.
        try ring.target.change("backup/data/old") { $0.snapshots[0].creation -= 72 * 3600 }
        try ring.client("run").expect(code: 0)
        try ring.server.authorize("")
        try ring.client("run").expect(code: 14)
        #expect(server.requests.isEmpty)
    }

    @Test("what verify could not read is told by the next run, and once it could")
    func unreadable() throws {
        try configure("webhook: \"\(server.address())\"")
        try ring.pull()
        try ring.target.fail("send: exit 1: Input/output error")
        try ring.client("verify").expect(code: 1)
        #expect(server.requests.isEmpty)
        for _ in 1...2 { try ring.pull() }
        let told = try #require(try messages().only)
        #expect(told.subject == "zpull on \(hostName()): NOT VERIFIED: web1 (1 dataset)")
        #expect(told.failures.only?.problem.contains("backup/data@one cannot be read") == true)
        try ring.target.fail()
        try ring.client("verify").expect(code: 0)
        for _ in 1...2 { try ring.pull() }
        #expect(try messages().map(\.events) == [["failure"], ["recovery"]])
    }

    @Test("what nobody has been told is told by the next run, and that it was not is no failure of the run")
    func undelivered() throws {
        let sendmail = try sendmailStandIn("cat >/dev/null; echo 'the queue is full' >&2; exit 75")
        let refusing = try WebServer { _ in "500 Internal Server Error" }
        try configure("mail: root, sendmail: \(sendmail), webhook: \"\(refusing.address())\", on: [success]")
        try ring.client("run").expect(
            code: 0, saying: "the mail did not go out: \(sendmail) failed (exit status 75): the queue is full",
            "the webhook did not go out: /usr/bin/curl failed (exit status 22): curl: (22) The requested URL returned error"
        )

        try ring.source.fail("send: exit 1: no luck")
        try ring.source.snapshot("tank/data", "two")
        try configure("mail: root, sendmail: /nonexistent/sendmail")
        try ring.client("run").expect(
            code: 1,
            saying: "the mail did not go out: cannot run /nonexistent/sendmail: No such file or directory; install")
        try configure("mail: root, sendmail: /nonexistent/sendmail, webhook: \"\(server.address())\"")
        for _ in 1...2 { try ring.client("run").expect(code: 1) }
        #expect(try messages().map(\.events) == [["failure"]])
    }

    @Test("a webhook that hangs holds up neither the mail nor, for long, the run, and changes nothing about it")
    func hangs() throws {
        let mails = "\(ring.folder)/mails"
        let sendmail = try sendmailStandIn("cat >\(mails)")
        let silent = try WebServer { _ in nil }
        try configure("mail: root, sendmail: \(sendmail), webhook: \"\(silent.address())\", on: [success]")
        let run = try ring.start("run").wait(within: .seconds(90))
        run.expect(code: 0, saying: "done: ", "the webhook did not go out: /usr/bin/curl ")
        #expect(try text(ofFile: mails).hasPrefix("To: root\n"))
    }

    @Test("whoever keeps the lock of the metrics does not keep a run from telling")
    func metricsLocked() throws {
        let told = DispatchSemaphore(value: 0)
        let hearing = try WebServer { _ in
            told.signal()
            return "200 OK"
        }
        try ring.configure(
            top: "metrics: \(ring.folder)/zpull.prom", "notify: { webhook: \"\(hearing.address())\", on: [success] }")
        try retrying("mkdir") { [folder = ring.folder] in mkdir("\(folder)/state/lock", 0o770) }
        let lock = try FileLock(path: "\(ring.folder)/state/lock/metrics")
        let run = try ring.start("run")
        #expect(told.wait(timeout: .now() + 60) == .success)
        // Nor from being ended, for good when it waits.
        let ended = try ring.start("run")
        #expect(told.wait(timeout: .now() + 60) == .success)
        ended.signal(SIGTERM)
        try ended.wait().expect(code: 143)
        _ = consume lock
        try run.wait().expect(code: 0)
        #expect(try text(ofFile: "\(ring.folder)/zpull.prom").contains("zpull_run_success{source=\"web1\"} 1"))
    }

    @Test("the token goes to the webhook, and stands neither in a command line nor in an environment")
    func secret() throws {
        let file = "\(ring.folder)/token"
        try write("s3cr3t-t0ken\n", to: file)
        let seen = Mutex((curls: 0, leaks: [String]()))
        let watching = try WebServer { _ in
            // curl waits for this answer, and is there to be looked at.
            for process in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
            where Int32(process) != nil {
                let line = (try? text(ofFile: "/proc/\(process)/cmdline")) ?? ""
                let open = line + ((try? text(ofFile: "/proc/\(process)/environ")) ?? "")
                seen.withLock {
                    if line.hasPrefix("/usr/bin/curl\0") { $0.curls += 1 }
                    if open.contains("s3cr3t-t0ken") || open.contains("s3cr3t-path") { $0.leaks.append(line) }
                }
            }
            return "200 OK"
        }
        let address = "\"\(watching.address("/s3cr3t-path"))\""
        try configure("webhook: \(address), webhook_secret_file: \(file), ping: \(address), on: [success]")
        try ring.pull()
        #expect(watching.requests.count == 3)
        #expect(watching.requests.compactMap { $0.headers["authorization"] } == ["Bearer s3cr3t-t0ken"])
        seen.withLock {
            #expect($0.curls >= 3)
            #expect($0.leaks.isEmpty)
        }
        chmod(file, 0o644)
        let run = try ring.client("run")
        run.expect(
            code: 0, saying: "the webhook did not go out: others than its owner may read \(file); `chmod 600 \(file)`")
        #expect(!run.error.contains("s3cr3t"))
    }

    @Test("a ping goes out when a run begins, and when it has ended, for better or worse")
    func ping() throws {
        try configure("ping: \"\(server.address("/uuid"))\"")
        try ring.pull()
        #expect(server.requests.map(\.line) == ["POST /uuid/start HTTP/1.1", "POST /uuid HTTP/1.1"])
        #expect(server.requests.last?.body.hasPrefix("zpull on \(hostName()): done: ") == true)
        try ring.source.snapshot("tank/data", "two")
        try ring.source.fail("send: exit 1: no luck")
        for _ in 1...2 { try ring.client("run").expect(code: 1) }
        #expect(server.requests.map(\.line).filter { $0.contains("/fail") }.count == 2)
        #expect(server.requests.last?.body.contains("no luck") == true)
    }

    @Test("a run of some sources pings nobody, and neither does one that finds all locks held")
    func pingOfParts() throws {
        try configure(
            "ping: \"\(server.address("/uuid"))\", webhook: \"\(server.address("/hook"))\", on: [failure, success]")
        try ring.client("run", "--source", "web1").expect(code: 0)
        #expect(server.requests.map(\.line) == ["POST /hook HTTP/1.1"])
        try ring.source.snapshot("tank/data", "two")
        try ring.source.fail("send: hang after 250000 bytes")
        let first = try ring.start("run")
        _ = try ring.sourceEvents.next("send hang")
        let before = server.requests.count
        try ring.client("run").expect(code: 3)
        #expect(server.requests.count == before)
        first.signal(SIGTERM)
        try first.wait().expect(code: 143)
        // Nor does one that was interrupted tell anything.
        #expect(server.requests.count == before)
    }

    @Test("a real program takes a mail for a real server, as it was written")
    func realMail() throws {
        let sink = try MailSink()
        let settings = "\(ring.folder)/msmtprc"
        try write(
            "account default\nhost 127.0.0.1\nport \(sink.port)\nfrom zpull@backup1\nauth off\ntls off\n", to: settings)
        // msmtp takes another file for its settings by an option only.
        let sendmail = try sendmailStandIn("exec /usr/bin/msmtp -C \(settings) \"$@\"")
        try configure("mail: root@example.net, sendmail: \(sendmail)")
        try ring.source.fail("send: exit 1: .\u{201c}no luck\u{201d}")
        try ring.client("run").expect(code: 1)
        let mail = try #require(sink.mails.only)
        #expect(mail.recipients.map { $0.prefix { $0 != " " } } == ["<root@example.net>"])
        let end = try #require(mail.lines.firstIndex(of: ""))
        let headers = mail.lines[..<end]
        #expect(headers.contains("Subject: zpull on \(hostName()): FAILED: web1 (1 of 1 dataset)"))
        #expect(headers.contains("Auto-Submitted: auto-generated"))
        #expect(headers.contains { $0.hasPrefix("From: ") })
        #expect(mail.lines[end...].contains { $0.contains(".\u{201c}no luck\u{201d}") }, "\(mail.lines)")
    }

    @Test("`notify` sends a test message to everyone, and says who took it")
    func test() throws {
        let sendmail = try sendmailStandIn("cat >\(ring.folder)/mails")
        let address = server.address("/hook")
        try configure(
            "mail: root, sendmail: \(sendmail), webhook: \"\(address)\", ping: \"\(server.address("/uuid"))\"")
        let fine = try ring.client("notify")
        fine.expect(code: 0)
        #expect(fine.output == "mail: taken\nwebhook: taken\nping: taken\n")
        #expect(Set(server.requests.map(\.line)) == ["POST /hook HTTP/1.1", "POST /uuid HTTP/1.1"])
        #expect(try text(ofFile: "\(ring.folder)/mails").contains("Subject: zpull on \(hostName()): test message\n"))

        try configure("mail: root, sendmail: /nonexistent/sendmail, webhook: \"\(address)\"")
        let faulty = try ring.client("notify", "--json")
        faulty.expect(code: 1)
        let sent = try JSONDecoder().decode([[String: String]].self, from: Data(faulty.output.utf8))
        #expect(sent.map { $0["channel"] } == ["mail", "webhook"])
        #expect(sent[0]["problem"]?.hasPrefix("cannot run /nonexistent/sendmail: ") == true)
        #expect(sent[1]["problem"] == nil)

        try ring.configure()
        try ring.client("notify").expect(code: 64, saying: "has no notify")
    }

    @Test("doctor looks for the programs and the token")
    func doctor() throws {
        try configure(
            "mail: root, sendmail: /nonexistent/sendmail, webhook: \"\(server.address())\", webhook_secret_file: /nonexistent/token"
        )
        let doctor = try ring.client("doctor")
        doctor.expect(code: 1)
        #expect(doctor.output.contains("FAULT notify: /nonexistent/sendmail cannot be run; install a mail server"))
        #expect(doctor.output.contains("ok    notify: /usr/bin/curl is there"))
        #expect(doctor.output.contains("FAULT notify: cannot read /nonexistent/token: No such file or directory"))
        #expect(server.requests.isEmpty)
    }
}

extension Collection {
    /// The one element; `nil` when there is none, or another.
    fileprivate var only: Element? { count == 1 ? first : nil }
}
