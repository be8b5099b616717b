import Foundation
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("What a run shows")
struct OutputTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        try ring.source.create("tank/more")
        try ring.source.snapshot("tank/data", "one", size: 1_500_000)
        try ring.source.snapshot("tank/more", "one", size: 1_500_000)
        try ring.configure {
            $0.datasets = ["{ remote: tank/data, local: backup/data }", "{ remote: tank/more, local: backup/more }"]
        }
    }

    @Test("a terminal shows dataset n of m, bytes of the estimate, rate and time to go")
    func progress() throws {
        // So slow that the line is drawn several times, and the time to go can be told, whatever the machine.
        try ring.authorize(serve: ["--dataset", "tank", "--recursive", "--max-rate", "1500000"])
        let command = "\(try Programs.client()) run --config \(ring.configurationPath)"
        let run = try RunningProgram("/usr/bin/script", ["-qec", command, "/dev/null"], files: "\(ring.folder)/pty")
            .wait()
        #expect(run.ending == .exited(0), "\(run.output)")
        let drawing =
            /web1  [12]\/2  [0-9.]+ [KM]iB of ~2\.9 MiB  [0-9]+ %  [0-9.]+ [KM]iB\/s  ETA 0:0[0-9]  tank\/(data|more)@one/
        #expect(run.output.contains(drawing), "\(run.output)")
        #expect(run.output.contains("web1  1/2  "))
        #expect(run.output.contains("web1  2/2  "))
        #expect(run.output.contains("\u{1B}["))
        // The line is gone at the end, and the summary stays.
        let last = try #require(run.output.split(separator: "\u{1B}[J").last)
        #expect(last.contains("done: 2 snapshots received"))
        #expect(!last.contains(" of ~"))
    }

    @Test("--quiet shows nothing on a terminal when all goes well")
    func quiet() throws {
        let command = "\(try Programs.client()) run --quiet --config \(ring.configurationPath)"
        let run = try RunningProgram("/usr/bin/script", ["-qec", command, "/dev/null"], files: "\(ring.folder)/pty")
            .wait()
        #expect(run.ending == .exited(0))
        #expect(run.output == "")
    }

    @Test("without a terminal there are lines with the time, and no escape sequence")
    func plain() throws {
        let run = try ring.client("run", "--verbose")
        run.expect(code: 0, saying: "received backup/data@one")
        #expect(run.output.isEmpty)
        #expect(!run.error.utf8.contains(0x1B))
        let line = /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[+-][0-9]{4} (debug|info|notice) web1.*/
        #expect(run.error.split(separator: "\n").allSatisfy { $0.wholeMatch(of: line) != nil }, "\(run.error)")
    }

    @Test("under systemd each line begins with its priority, and has no time of its own")
    func journal() throws {
        let run = try ring.client("run", environment: [try ring.journalStream()])
        run.expect(code: 0, saying: "<6>web1")
        #expect(
            run.error.split(separator: "\n").allSatisfy { $0.wholeMatch(of: /<[56]>web1.*/) != nil }, "\(run.error)")
        try ring.source.snapshot("tank/data", "two")
        try ring.source.fail("send: exit 1: no luck")
        try ring.client("run", environment: [try ring.journalStream()])
            .expect(code: 1, saying: "<3>web1 backup/data: ")
    }

    @Test("a journal that is not our standard error is none")
    func otherJournal() throws {
        let run = try ring.client("run", environment: ["JOURNAL_STREAM=1:1"])
        run.expect(code: 0)
        #expect(!run.error.contains("<6>"))
    }

    @Test("doctor tells what is in order, and what is not")
    func doctor() throws {
        // Whether this machine has the kernel module decides about the exit code here.
        let fine = try ring.client("doctor")
        #expect(fine.output.contains("answers as zpull-serve"))
        #expect(fine.output.contains("tank/data: 1 snapshot wanted"))
        #expect(fine.output.contains("backup: what is received there is neither mounted nor run"))
        #expect(!fine.output.contains("FAULT web1"))
        try ring.server.authorize("")
        let faulty = try ring.client("doctor")
        faulty.expect(code: 1)
        #expect(faulty.output.contains("FAULT web1: 127.0.0.1:\(ring.server.port) refused the key"))
    }
}
