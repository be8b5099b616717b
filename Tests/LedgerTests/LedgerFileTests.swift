import Foundation
import System
import Testing

@testable import Ledger

@Suite("The file of an audit log")
final class LedgerFileTests {
    private let folder: String
    private var path: String { "\(folder)/log" }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "zpull-ledger-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        for path in [path, path + ".head"] { try Data().write(to: URL(filePath: path)) }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func bytes(_ name: String = "log") throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
    }

    private func read(_ names: String...) throws -> LedgerReading {
        let head = Record.Link(parsing: String(decoding: try bytes("log.head"), as: UTF8.self))
        return LedgerReading(try names.map { .init(name: $0, bytes: try bytes($0)) }, heads: head.map { [$0] } ?? [])
    }

    private func append(_ bytes: [UInt8]) throws {
        let file = try FileDescriptor(opening: path, flags: O_WRONLY | O_APPEND)
        try IO.writeAll(file.number, bytes)
    }

    private func open() throws(LedgerError) -> LedgerFile { try LedgerFile(path: path, party: Party(id: "backup1")) }

    @Test("records of several sessions make one chain, whose head stands beside it")
    func chain() throws {
        let (first, second) = (try open(), try open())
        try first.append(.opened)
        try second.append(.opened)
        try first.append(.closed(outcome: Words("done"), milliseconds: 1, omitted: 0), isLast: true)
        let found = try read("log")
        #expect(found.breaks.isEmpty)
        #expect(found.entries.map(\.record.sequence) == [1, 2, 3])
        #expect(found.entries[0].record.session == found.entries[2].record.session)
        #expect(found.entries[0].record.session != found.entries[1].record.session)
        #expect(String(decoding: try bytes("log.head"), as: UTF8.self) == (try #require(found.head)).text)
    }

    @Test("a session that outlives a rotation goes on with the old file, and the chain stays whole over both")
    func rotation() throws {
        let long = try open()
        try long.append(.opened)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        try Data().write(to: URL(filePath: path))
        let next = try open()
        try next.append(.opened)
        try long.append(.readBack(3))
        try next.append(.readBack(4))
        let found = try read("log", "log.1")
        #expect(found.breaks.isEmpty && found.entries.count == 4)
        #expect(try read("log").entries.map(\.record.sequence) == [2, 4])
    }

    @Test("a file that was rotated and deleted is no place for a record")
    func deleted() throws {
        let ledger = try open()
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: LedgerError.removed(path)) { try ledger.append(.opened) }
    }

    @Test("a line that a writer could not end is closed by the next one, and no break")
    func torn() throws {
        let ledger = try open()
        try ledger.append(.opened)
        try append(Array("{\"seq\":2,\"prev".utf8))
        #expect(try read("log").breaks == [.unended(Place(file: "log", line: 2))])
        try ledger.append(.readBack(1))
        let found = try read("log")
        #expect(found.breaks.isEmpty)
        #expect(found.tornLines == [Place(file: "log", line: 2)])
        #expect(found.entries.map(\.record.event.name) == ["opened", "torn", "read back"])
    }

    @Test("what is left of a torn line cannot be changed either")
    func tornChanged() throws {
        let ledger = try open()
        try append(Array("{\"seq\":1,\"prev".utf8))
        try ledger.append(.opened)
        let text = String(decoding: try bytes(), as: UTF8.self).replacing("1,\"prev\n", with: "9,\"prev\n")
        try Data(text.utf8).write(to: URL(filePath: path))
        #expect(try read("log").breaks == [.unreadable(Place(file: "log", line: 1))])
    }

    @Test("a writer that was stopped between a record and the head breaks nothing")
    func staleHead() throws {
        let ledger = try open()
        try ledger.append(.opened)
        let stale = try bytes("log.head")
        try ledger.append(.readBack(1))
        try Data(stale).write(to: URL(filePath: path + ".head"))
        try ledger.append(.readBack(2))
        #expect(try read("log").breaks.isEmpty)
    }

    @Test("a lost head is found again in the log")
    func lostHead() throws {
        let ledger = try open()
        try ledger.append(.opened)
        try Data().write(to: URL(filePath: path + ".head"))
        try ledger.append(.readBack(1))
        #expect(try read("log").breaks.isEmpty)
    }

    @Test("a last record that was changed is found once there is a next")
    func changedLast() throws {
        let ledger = try open()
        try ledger.append(.readBack(1))
        let text = String(decoding: try bytes(), as: UTF8.self).replacing("\"snapshots\":1", with: "\"snapshots\":2")
        try Data(text.utf8).write(to: URL(filePath: path))
        #expect(try read("log").breaks == [.notTheHead(Place(file: "log", line: 1))])
        try ledger.append(.readBack(1))
        #expect(!(try read("log").breaks.isEmpty))
    }

    @Test("what is no audit log is not written to")
    func foreign() throws {
        try append(Array("127.0.0.1 GET /\n".utf8))
        let ledger = try open()
        #expect(throws: LedgerError.foreign(path)) { try ledger.append(.opened) }
    }

    @Test("files that are not there are named, with what to do")
    func missing() throws {
        try FileManager.default.removeItem(atPath: path + ".head")
        #expect(throws: LedgerError.self) { _ = try open() }
        do {
            _ = try open()
        } catch {
            #expect(error.description.contains("open \(path).head: No such file or directory; the disk must have room"))
        }
    }

    @Test("a full disk is an error, and what is there stays whole", .enabled(if: geteuid() == 0, "root can mount"))
    func full() throws {
        try #require(mount("tmpfs", folder, "tmpfs", 0, "size=8k") == 0)
        defer { umount2(folder, Int32(MNT_DETACH)) }
        for path in [path, path + ".head"] { try Data().write(to: URL(filePath: path)) }
        let ledger = try open()
        #expect(throws: LedgerError.self) { while true { try ledger.append(.opened) } }
        let found = try read("log")
        #expect(found.entries.count > 1 && found.breaks.allSatisfy { if case .unended = $0 { true } else { false } })
    }
}
