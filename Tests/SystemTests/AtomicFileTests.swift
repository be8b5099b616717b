import Foundation
import Testing

@testable import System

@Suite("A file that is written whole or not at all")
final class AtomicFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "zpull-atomic-\(UUID().uuidString)")
        .path
    private var path: String { "\(folder)/file" }

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder) }

    @Test("takes the place of the one before, with its own mode, whatever the umask, and leaves nothing else")
    func replaces() throws {
        try AtomicFile.write("one".utf8, to: path, mode: 0o600)
        try AtomicFile.write("two".utf8, to: path, mode: 0o666)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "two")
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o666)
        #expect(try names() == ["file"])
    }

    @Test("may have the longest name that there is")
    func longest() throws {
        let long = "\(folder)/\(String(repeating: "x", count: 255))"
        try AtomicFile.write("one".utf8, to: long, mode: 0o600)
        #expect(try String(contentsOfFile: long, encoding: .utf8) == "one")
    }

    @Test("is one of those that several wrote at a time")
    func several() async throws {
        let path = path
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask {
                    let text = String(repeating: "\(number) ", count: 10_000)
                    #expect(throws: Never.self) { try AtomicFile.write(text.utf8, to: path, mode: 0o600) }
                }
            }
        }
        #expect(Set(try String(contentsOfFile: path, encoding: .utf8).split(separator: " ")).count == 1)
        #expect(try names() == ["file"])
    }

    @Test("that cannot be written says so by its own name, and what was there stays")
    func fails() throws {
        #expect(throws: SystemError("open", "\(folder)/none/file", number: ENOENT)) {
            try AtomicFile.write("one".utf8, to: "\(folder)/none/file", mode: 0o600)
        }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(throws: SystemError("rename", path, number: EISDIR)) {
            try AtomicFile.write("one".utf8, to: path, mode: 0o600)
        }
        #expect(try names() == ["file"])
    }
}
