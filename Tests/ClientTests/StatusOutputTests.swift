import Foundation
import Testing

@testable import zpull_client

@Suite("What status, check and history print")
struct StatusOutputTests {
    private let cut = history("500 data failed +60 cut off", "500 run failed compared")

    @Test("status: a table, with what went wrong below it")
    func table() throws {
        let lines = StatusText.lines([try status(cut)], isColoured: false)
        #expect(
            lines.map { $0.replacing(/[0-9]{4}-[^ :]+:[0-9:]+[+-][0-9]{4}/, with: "TIME") } == [
                "DATASET      LAST SNAPSHOT  AGE   LAG   SIZE     STATE",
                "backup/data  @auto          60 s  60 s  5.0 MiB  failed since TIME",
                "", "backup/data: cut off",
            ])
        #expect(
            StatusText.lines([try status(nil, here: [])], isColoured: false).last
                == "backup/data  -              -    -    -     never pulled")
    }

    @Test("status: coloured when asked, by how bad it is")
    func colours() throws {
        let lines = StatusText.lines([try status(history("500 run done compared"))], isColoured: true)
        #expect(lines.last?.hasSuffix("\u{1B}[32mcurrent\u{1B}[0m") == true)
    }

    @Test("check: all is well")
    func fine() throws {
        let found = CheckResult([
            try status(history("500 run done compared"), now: 4600, fresh: "{ warn: 26h, critical: 50h }")
        ])
        #expect(found.severity == .fine)
        #expect(
            found.lines == [
                "ZPULL OK - 1 dataset, the oldest 60 min old (backup/data)|'backup/data_age'=3600s;93600;180000"
            ])
    }

    @Test("check: without fresh_within there is an age, and no limit to it")
    func careless() throws {
        let found = CheckResult([try status(history("500 run done compared"), fresh: nil)])
        #expect(found.lines == ["ZPULL OK - 1 dataset, the oldest 60 s old (backup/data)|'backup/data_age'=60s"])
    }

    @Test("check: what is too old, and what was never pulled")
    func old() throws {
        #expect(
            CheckResult([try status(nil, now: 1150)]).lines == [
                "ZPULL WARNING - backup/data: the newest snapshot is 2 min old, more than 100 s|'backup/data_age'=150s;100;200",
                "WARNING backup/data: the newest snapshot is 2 min old, more than 100 s",
            ])
        #expect(
            CheckResult([try status(nil, here: [])]).lines == [
                "ZPULL CRITICAL - backup/data: never pulled|'backup/data_age'=U;100;200",
                "CRITICAL backup/data: never pulled",
            ])
    }

    @Test("check and status: what could not be read, with the snapshot's name, beside what else is wrong")
    func flawed() throws {
        let line = "600 verify failed - backup/data@auto cannot be read"
        func timeless(_ line: String) -> String { line.replacing(/[0-9]{4}-[^ :]+:[0-9:]+[+-][0-9]{4}/, with: "TIME") }
        let found = try status(history("500 run done compared", line))
        let text = "backup/data: verify failed since TIME: backup/data@auto cannot be read"
        #expect(
            CheckResult([found]).lines.map(timeless) == [
                "ZPULL CRITICAL - \(text)|'backup/data_age'=60s;100;200", "CRITICAL \(text)",
            ])
        let table = StatusText.lines([found], isColoured: false).map(timeless)
        #expect(table[1].hasSuffix("current, verify failed"))
        #expect(table.last == text)
        let old = CheckResult([try status(history("500 run done compared", line), now: 1150)])
        #expect(timeless(old.summary) == "\(text); the newest snapshot is 2 min old, more than 100 s")
    }

    @Test("check: the worst first, each a line of its own")
    func worst() throws {
        let found = CheckResult([
            try status(
                history("500 data failed +60 cut", "500 home stopped - parted", "500 run failed compared"),
                here: ["backup/data", "backup/data/home"])
        ])
        let lines = found.lines.map { $0.replacing(/[0-9]{4}-[^ :]+:[0-9:]+[+-][0-9]{4}/, with: "TIME") }
        #expect(
            lines == [
                "ZPULL CRITICAL - backup/data/home: stopped since TIME: parted (and 1 more)"
                    + "|'backup/data_age'=60s;100;200 'backup/data/home_age'=60s;100;200",
                "CRITICAL backup/data/home: stopped since TIME: parted", "WARNING backup/data: failed since TIME: cut",
            ])
    }

    @Test("check: a source out of reach is one line, until its datasets are too old")
    func outOfReach() throws {
        let gone = history("500 run failed - no route")
        let here = ["backup/data", "backup/data/home"]
        #expect(CheckResult([try status(gone, here: here)]).problems.map(\.severity) == [.warning])
        let old = CheckResult([try status(gone, now: 1300, here: here)])
        #expect(old.problems.map(\.severity) == [.critical, .critical, .critical])
        #expect(old.problems[1].text == "backup/data: the newest snapshot is 5 min old, more than 3 min")
    }

    @Test("no message begins a line, steers a terminal or forges performance data")
    func hostile() throws {
        let text = "no\nZPULL OK - fine|'x'=1\u{1B}[2J"
        let found = try status(history("500 data failed +60 \(text)", "500 run failed compared"))
        let printed =
            CheckResult([found]).lines + StatusText.lines([found], isColoured: false)
            + [CheckResult.unknown(text)]
        #expect(printed.allSatisfy { !$0.contains { $0.isNewline } && !$0.utf8.contains(0x1B) })
        #expect(CheckResult([found]).lines[0].count { $0 == "|" } == 1)
        #expect(CheckResult([found]).lines[1].contains("|") == false)
        #expect(!CheckResult.unknown(text).contains("|"))
        let events = [HistoryEvent(time: 1, event: .run, source: "web1", outcome: .failed, problem: text)]
        #expect(HistoryText.lines(events).count == 2)
        #expect(HistoryText.lines(events).allSatisfy { !$0.utf8.contains(0x1B) })
    }

    @Test("history: chosen by source, dataset, failure and number")
    func selection() throws {
        func event(_ number: UInt64, _ source: String, _ dataset: String?, _ outcome: HistoryEvent.Outcome)
            -> HistoryEvent
        {
            HistoryEvent(
                time: number, event: dataset == nil ? .run : .dataset, source: source, dataset: dataset,
                outcome: outcome)
        }
        let all = [
            event(1, "web1", "backup/data", .done), event(2, "web1", "backup/data/home", .failed),
            event(3, "web1", nil, .failed), event(4, "db1", "backup/database", .stopped), event(5, "db1", nil, .done),
        ]
        func chosen(_ selection: HistorySelection) -> [UInt64] { selection.choose(from: all).map(\.time) }
        #expect(chosen(HistorySelection()) == [1, 2, 3, 4, 5])
        #expect(chosen(HistorySelection(sources: ["db1"])) == [4, 5])
        #expect(chosen(HistorySelection(datasets: [try datasetName("backup/data")])) == [1, 2])
        #expect(chosen(HistorySelection(isFailed: true)) == [2, 3, 4])
        #expect(chosen(HistorySelection(isFailed: true, last: 2)) == [3, 4])
        #expect(chosen(HistorySelection(last: 9)) == [1, 2, 3, 4, 5])
    }
}
