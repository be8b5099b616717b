import Audit
import Foundation
import Testing

@testable import zpull_serve

@Suite("A walk along a path")
struct PathWalkTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "zpull-walk-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: "\(folder)/real", withIntermediateDirectories: true)
        try "".write(toFile: "\(folder)/real/file", atomically: false, encoding: .utf8)
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: "real/../real")
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/loop", withDestinationPath: "loop")
        chmod("\(folder)/real/file", 0o4642)
    }

    private func kinds(_ path: String) -> [String] {
        (PathWalk.facts(path).steps.value ?? []).filter { $0.path.hasPrefix(folder) }.map {
            "\($0.path.dropFirst(folder.count)) \($0.kind)"
        }
    }

    @Test("notes each folder, the link and where it leads")
    func link() {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(PathWalk.facts("\(folder)/link/file").exists)
        #expect(kinds("\(folder)/link/file") == [" folder", "/link link", "/real folder", "/real/file file"])
        #expect(PathWalk.facts("\(folder)/link/file").steps.value?.first?.path == "/")
        #expect(PathWalk.facts("\(folder)/link/file").steps.value?.last?.mode == 0o4642)
    }

    @Test("ends where the path does")
    func missing() {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(!PathWalk.facts("\(folder)/real/none/more").exists)
        #expect(kinds("\(folder)/real/none/more") == [" folder", "/real folder"])
        #expect(!PathWalk.facts("\(folder)/real/file/more").exists)
    }

    @Test("does not know where a link that leads to itself ends")
    func loop() {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(PathWalk.facts("\(folder)/loop").steps.value == nil)
    }
}
