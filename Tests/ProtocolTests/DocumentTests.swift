import Foundation
import Testing
import ZFS

@testable import Protocol

@Suite("docs/protocol.md")
struct DocumentTests {
    /// The cells of all rows of all tables.
    private let rows: [[String]]
    private let text: String

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/protocol.md")
        text = try String(contentsOf: root, encoding: .utf8)
        rows = text.components(separatedBy: "\n").filter { $0.hasPrefix("|") }.map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    @Test("gives each type its code, its writer and its limit")
    func types() {
        for type in MessageType.allCases {
            let row = rows.first { $0.count == 6 && $0[1] == "\(type)".uppercased() }
            #expect(row?[0] == "\(type.rawValue)", "\(type)")
            #expect(row?[4] == "\(type.limit)", "\(type)")
            #expect(text.contains("\(type)".uppercased() + " (\(type.rawValue))"), "\(type) has a section")
        }
    }

    @Test("lists all error codes and no others")
    func errors() throws {
        let head = try #require(rows.firstIndex(of: ["code", "meaning"]))
        let codes = rows.dropFirst(head + 2).prefix { $0.count == 2 && Int($0[0]) != nil }.map { $0[0] }
        #expect(codes == Failure.Code.allCases.map { "\($0.rawValue)" })
    }

    @Test("gives the constants as they are")
    func constants() throws {
        let expected: [(String, Int)] = [
            ("bytes of a header", Wire.headerLength), ("limit of a frame that is skipped", MessageType.unknownLimit),
            ("snapshots in a SEND", Wire.chainLimit), ("open requests", Wire.openRequestLimit),
            ("rows of a list", Int(Wire.rowLimit)), ("bytes in a name of HELLO", Wire.nameLimit),
            ("bytes in the text of an ERROR", Wire.errorTextLimit), ("bytes of noise that are kept", Wire.noiseLimit),
        ]
        for (name, value) in expected { #expect(rows.contains([name, "\(value)"]), "\(name) is \(value)") }
        #expect(text.contains("at most \(ResumeToken.maximumLength) bytes"))
    }

    @Test("shows the session that the tests play, byte for byte")
    func session() {
        let recorded = Vector.text(of: "session.txt").components(separatedBy: "\n").dropFirst(2)
            .joined(separator: "\n").trimmingCharacters(in: .newlines)
        #expect(recorded.count > 3000)
        #expect(text.contains("```\n" + recorded + "\n```"))
    }
}
