import Foundation
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("Log lines for machines")
struct LogFormatTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one")
    }

    private func isJSON(_ line: Substring) -> Bool {
        let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
        return object?["time"] != nil && object?["level"] != nil && object?["msg"] != nil
    }

    @Test("--log-format json and logfmt: each line of standard error is one, with the priority under systemd")
    func formats() throws {
        let json = try ring.client("run", "--verbose", "--log-format", "json")
        json.expect(code: 0, saying: #""dataset":"backup/data","msg":"received 1 snapshot"#)
        #expect(json.error.split(separator: "\n").allSatisfy(isJSON), "\(json.error)")
        let logfmt = try ring.client("run", "--log-format", "logfmt", environment: [try ring.journalStream()])
        logfmt.expect(code: 0)
        let line = /<5>time=[^ ]+ level=notice source=web1 msg="done: nothing newer for 1 dataset \([^"]*\)"\n/
        #expect(logfmt.error.wholeMatch(of: line) != nil, "\(logfmt.error)")
    }

    @Test("--log-format json shows no progress on a terminal")
    func terminal() throws {
        let command = "\(try Programs.client()) run --log-format json --config \(ring.configurationPath)"
        let run = try RunningProgram("/usr/bin/script", ["-qec", command, "/dev/null"], files: "\(ring.folder)/pty")
            .wait()
        #expect(run.ending == .exited(0))
        #expect(!run.output.contains("\u{1B}"))
        #expect(run.output.split(whereSeparator: \.isNewline).allSatisfy(isJSON), "\(run.output)")
    }

    @Test("--log-file keeps the lines of one run after another, and its lack is a warning")
    func file() throws {
        let path = "\(ring.folder)/zpull.log"
        for _ in 0..<2 { try ring.client("run", "--log-file", path).expect(code: 0, saying: "done: ") }
        let lines = try text(ofFile: path).split(separator: "\n")
        #expect(lines.count { $0.contains("notice web1: done: ") } == 2)
        #expect(lines.allSatisfy { $0.contains(/^2[0-9T:+-]+ (info|notice) web1/) })
        try ring.client("run", "--log-file", ring.folder).expect(code: 0, saying: "warning log: no log file: open ")
    }

    @Test("two that log into one file at a time leave whole lines")
    func together() throws {
        let path = "\(ring.folder)/zpull.log"
        try ring.source.fail("send: hang")
        let first = try ring.start("run", "--log-format", "json", "--log-file", path)
        try ring.sourceEvents.next("send hang")
        try ring.client("run", "--log-format", "json", "--log-file", path).expect(code: 3)
        first.signal(SIGTERM)
        try first.wait().expect(code: 143)
        let lines = try text(ofFile: path).split(separator: "\n")
        #expect(lines.allSatisfy(isJSON))
        #expect(lines.contains { $0.contains("another run") })
        #expect(lines.contains { $0.contains("interrupted") })
    }
}
