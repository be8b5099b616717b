import Foundation
import Synchronization
import System
import Testing

@testable import zpull_client

@Suite("The history")
struct HistoryFileTests {
    private let state: StateFolder
    private var path: String { "\(state.path)/history.jsonl" }

    init() throws {
        state = StateFolder(
            path: FileManager.default.temporaryDirectory.appending(path: "zpull-history-\(UUID())").path)
        try FileManager.default.createDirectory(atPath: state.path, withIntermediateDirectories: true)
    }

    private func event(_ number: UInt64, problem: String? = nil) -> HistoryEvent {
        HistoryEvent(
            time: number, event: .dataset, source: "web1", dataset: "backup/web1/data", outcome: .done, snapshots: 2,
            bytes: .max, newest: .init(name: "hourly", guid: "18446744073709551615", creation: 1_795_440_874),
            problem: problem)
    }

    @Test("what is appended is read, in order")
    func order() throws {
        let file = HistoryFile(in: state)
        #expect(try file.read() == HistoryFile.Contents())
        try file.append([event(1), event(2, problem: "a \"quoted\" line\nand another")])
        try file.append([event(3)])
        #expect(try file.read().events.map(\.time) == [1, 2, 3])
        #expect(try file.read().events[1] == event(2, problem: "a \"quoted\" line\nand another"))
    }

    @Test("who asks how things stand is spared the datasets that received, whatever else is in the lines")
    func successes() throws {
        let file = HistoryFile(in: state)
        var failed = event(2, problem: #""event":"dataset","outcome":"done""#)
        failed.outcome = .failed
        let run = HistoryEvent(time: 3, event: .run, source: "web1", outcome: .done)
        try file.append([event(1), failed, run])
        #expect(try file.read(skipsSuccesses: true).events == [failed, run])
    }

    @Test("a crash in the middle of a line costs that line and no other", arguments: [1, 40, 150])
    func torn(length: Int) throws {
        let file = HistoryFile(in: state)
        try file.append([event(1), event(2)])
        let whole = try Data(contentsOf: URL(filePath: path))
        let lineEnd = try #require(whole.firstIndex(of: UInt8(ascii: "\n")))
        try whole[...(lineEnd + length)].write(to: URL(filePath: path))
        try file.append([event(3)])
        #expect(try file.read() == HistoryFile.Contents(events: [event(1), event(3)], damagedLines: 1))
    }

    @Test("a full file is moved aside, and the two are read as one")
    func rotation() throws {
        let file = HistoryFile(in: state, sizeLimit: 1000)
        for number in 1...20 { try file.append([event(UInt64(number))]) }
        let times = try file.read().events.map(\.time)
        #expect(times.last == 20)
        #expect(times == Array((21 - UInt64(times.count))...20))
        #expect((5..<20).contains(times.count))
    }

    @Test("what was found out of a dataset long ago is still known when hourly runs have filled the files many times")
    func lasting() throws {
        let file = HistoryFile(in: state, sizeLimit: 1000)
        let verified = HistoryEvent.other(.verify, "web1", "backup/web1/data", at: 1)
        let failed = HistoryEvent.other(.verify, "web1", "backup/web1/data", at: 2, .failed, problem: "damaged")
        let drilled = HistoryEvent.other(.drill, "web1", "backup/web1/data", at: 3)
        try file.append([.other(.verify, "web1", "backup/web1/data", at: 0), verified, failed, drilled])
        for number: UInt64 in 4...100 { try file.append([event(number), .run("web1", at: number)]) }
        let events = try file.read().events
        #expect(events.prefix(3) == [verified, failed, drilled])
        #expect(events.map(\.time) == events.map(\.time).sorted())
        #expect(events.last == .run("web1", at: 100))
        #expect(events.count < 30)
        let kept = try Data(contentsOf: URL(filePath: "\(state.path)/history.kept.jsonl"))
        #expect(kept.count < 2000)
        // After a year nobody asks.
        for number: UInt64 in 0...20 { try file.append([event(400 * 86_400 + number)]) }
        #expect(try file.read().events.allSatisfy { $0.event == .dataset })
    }

    @Test("of each snapshot that could not be read it stays known until that was read, whatever else was read since")
    func lastingFailures() {
        func verify(_ time: UInt64, _ outcome: HistoryEvent.Outcome, _ snapshots: ClosedRange<UInt64>?) -> HistoryEvent
        {
            var event = HistoryEvent.other(.verify, "web1", "backup/a", at: time, outcome)
            event.newest = snapshots.map { .init(name: "n", guid: "\($0.upperBound)", creation: $0.upperBound) }
            event.oldest = snapshots.map { .init(name: "o", guid: "\($0.lowerBound)", creation: $0.lowerBound) }
            return event
        }
        let (first, second) = (verify(1, .failed, 10...10), verify(2, .failed, 20...20))
        let newer = verify(3, .done, 30...30)
        #expect(HistoryEvent.lasting(of: [first, second, newer], at: 9) == [first, second, newer])
        // The first was read; that this was so goes with a later line, and does not bring it back.
        let older = verify(4, .done, 5...15)
        #expect(HistoryEvent.lasting(of: [first, second, newer, older], at: 9) == [second, older])
        let newest = verify(5, .done, 40...40)
        #expect(HistoryEvent.lasting(of: [first, second, newer, older, newest], at: 9) == [second, newest])
        let never = verify(1, .failed, nil)
        #expect(HistoryEvent.lasting(of: [never, newer], at: 9) == [newer])
    }

    @Test("what several write at a time is whole, while the file is moved aside under them")
    func atOnce() throws {
        let file = HistoryFile(in: state, sizeLimit: 6000)
        let failures = Mutex(0)
        DispatchQueue.concurrentPerform(iterations: 8) { writer in
            for number in 0..<10 {
                do {
                    try file.append([event(UInt64(writer * 100 + number))])
                } catch { failures.withLock { $0 += 1 } }
            }
        }
        #expect(failures.withLock { $0 } == 0)
        let contents = try file.read()
        #expect(contents.damagedLines == 0)
        for writer in 0..<8 {
            let own = contents.events.map(\.time).filter { Int($0) / 100 == writer }
            #expect(own == own.sorted())
        }
    }

    @Test("a folder that cannot be written is an error that names the file")
    func unwritable() {
        let file = HistoryFile(in: StateFolder(path: "/proc/nothing"))
        #expect(throws: SystemError.self) { try file.append([event(1)]) }
    }
}
