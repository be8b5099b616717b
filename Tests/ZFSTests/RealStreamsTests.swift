import Foundation
import Testing

@testable import ZFS

@Suite("What OpenZFS 2.1.11 really wrote")
struct RealStreamsTests {
    @Test("each resume token names what its send was told", arguments: try Fixture.all("tokens", ending: "token"))
    func tokens(_ fixture: Fixture) throws {
        let token = try ResumeToken(parsing: fixture.text)
        #expect(token.toName.description == fixture.facts["to"])
        #expect(token.to.description == fixture.facts["to-guid"])
        #expect(token.from?.description == fixture.facts["from-guid"])
        #expect(token.unknownFlags.isEmpty)
    }

    @Test(
        "each first record says which snapshot it is, and is written again to the byte",
        arguments: try Fixture.all("streams", ending: "bin"))
    func records(_ fixture: Fixture) throws {
        let header = try StreamHeader(Array(fixture.bytes))
        #expect(header.encoded() == Array(fixture.bytes))
        #expect(header.payloadLength == UInt32(fixture.facts["payload"] ?? "0"))
        #expect((header.kind == .compound) == fixture.name.hasPrefix("compound"))
        guard header.kind == .substream else { return }
        #expect(header.toName.description == fixture.facts["to"])
        #expect(header.to?.description == fixture.facts["to-guid"])
        #expect(header.from?.description == fixture.facts["from-guid"])
    }

    @Test(
        "each stream that goes on from a token is one that was agreed on as resuming",
        arguments: try Fixture.all("tokens", ending: "bin"))
    func resumed(_ fixture: Fixture) throws {
        let header = try StreamHeader(Array(fixture.bytes))
        let to = try #require(header.to)
        try StreamAgreement(
            snapshot: header.toName, to: to, from: header.from, raw: header.features.contains(.raw), resuming: true
        ).check(header)
        #expect(to.description == fixture.facts["to-guid"])
    }

    @Test("there are fixtures of each kind")
    func thereAreSome() throws {
        #expect(try Fixture.all("tokens", ending: "token").count > 10)
        #expect(try Fixture.all("streams", ending: "bin").count > 15)
    }
}

/// A captured file, and the facts that stand beside it; see Fixtures/README.md.
struct Fixture: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: Data
    let facts: [String: String]

    var text: String { String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) }
    var testDescription: String { name }

    static func all(_ folder: String, ending: String) throws -> [Fixture] {
        let place = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(folder)")
        let files = try FileManager.default.contentsOfDirectory(at: place, includingPropertiesForKeys: nil)
        return try files.filter { $0.pathExtension == ending && !$0.lastPathComponent.contains(".payload.") }
            .sorted { $0.path < $1.path }
            .map { file in
                let name = file.deletingPathExtension().lastPathComponent
                let lines = try String(contentsOf: place.appending(path: "\(name).txt"), encoding: .utf8).split(
                    separator: "\n")
                let facts = lines.compactMap { line -> (String, String)? in
                    guard let colon = line.firstRange(of: ": ") else { return nil }
                    return (String(line[..<colon.lowerBound]), String(line[colon.upperBound...]))
                }
                return Fixture(
                    name: name, bytes: try Data(contentsOf: file),
                    facts: Dictionary(facts, uniquingKeysWith: { first, _ in first }))
            }
    }
}
