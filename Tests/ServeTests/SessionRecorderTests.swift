import Foundation
import Ledger
import Protocol
import Testing
import ZFS

@testable import zpull_serve

@Suite("What a session leaves in the audit log")
final class SessionRecorderTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "zpull-record-\(UUID().uuidString)").path
    private let recorder: SessionRecorder

    init() throws {
        for path in [path, path + ".head"] { try Data().write(to: URL(filePath: path)) }
        recorder = SessionRecorder(try LedgerFile(path: path, party: Party(id: "backup1")))
    }

    deinit { for path in [path, path + ".head"] { try? FileManager.default.removeItem(atPath: path) } }

    private func events() throws -> [Event] {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        return LedgerReading([.init(name: "log", bytes: bytes)]).entries.map(\.record.event)
    }

    private func hop() throws -> Hop {
        Hop(
            start: HopStart(to: try #require(Guid(7)), from: nil), name: try #require(SnapshotName("tank/data@one")),
            arguments: [], mustBeRaw: false, accepted: .known)
    }

    @Test("a request that is refused stands there with what was asked, however long that was")
    func refused() throws {
        recorder.asked(
            .resume(
                ResumeRequest(
                    dataset: try #require(DatasetName("tank/x")), token: String(repeating: "\u{1B}", count: 50_000),
                    flags: [], accepted: .known)))
        try recorder.failed(Failure(.badToken, "no"))
        guard case .refused(let asked, let code, let reason)? = try events().first else {
            Issue.record("no refusal")
            return
        }
        #expect(
            asked.description.hasPrefix("resume tank/x token \u{1B}") && asked.description.utf16.count == Words.limit)
        #expect(code.description == "badToken" && reason.description == "no")
        #expect(try Data(contentsOf: URL(filePath: path)).count < 4096)
    }

    @Test("after a hundred refusals the others are counted, so that the key's holder cannot fill the disk")
    func flood() throws {
        for _ in 0..<1000 { try recorder.failed(Failure(.refused, "no")) }
        try recorder.closed("done")
        let events = try events()
        #expect(events.count == 101)
        guard case .closed(_, _, omitted: 900)? = events.last else {
            Issue.record("\(events.suffix(1))")
            return
        }
    }

    @Test("a stream that fails half-way is cut, and no refusal; what was counted and did not leave is taken off")
    func cut() throws {
        recorder.began(try hop())
        recorder.moved(1000)
        try recorder.cut("the client went away", unsent: 300)
        try recorder.cut("once is enough")
        recorder.began(try hop())
        try recorder.failed(Failure(.sendFailed, "no luck"))
        let streams = try events().compactMap { if case .sent(let stream) = $0 { stream } else { nil } }
        #expect(streams.map(\.bytes) == [700, 0])
        #expect(streams.map(\.outcome) == [.cut(Words("the client went away")), .cut(Words("no luck"))])
        #expect(try events().count == 2)
    }

    @Test("without a log nothing is left, and nothing fails")
    func none() throws {
        let recorder = SessionRecorder(nil)
        try recorder.opened()
        recorder.began(try hop())
        try recorder.ended()
        try recorder.closed("done")
    }
}
