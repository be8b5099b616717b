import Replication
import Testing
import ZFS

/// How the base came here and what is to come now, and whether that can be.
struct RawChainCase: CustomTestStringConvertible {
    let name: String
    let local: Dataset
    let raw: Bool
    let expected: String

    var testDescription: String { name }

    init(_ name: String, _ local: Dataset, raw: Bool, _ expected: String) {
        (self.name, self.local, self.raw, self.expected) = (name, local, raw, expected)
    }
}

@Suite("A chain that was begun raw or plain")
struct RawChainTests {
    private static let source = dataset(
        "tank/data", "one", Snap("two").encrypted("theirs"), "three", encrypted: true)
    private static let remote = DatasetName(literal: "tank/data")
    private static let here = DatasetName(literal: "backup/data")

    private static func copy(_ base: Snap, encrypted: Bool = true) -> Dataset {
        dataset("backup/data", "one", base, encrypted: encrypted)
    }

    private static let goesOn = "@two → @three"
    private static let rawOntoPlain = "stop: " + Obstacle.rawOntoPlain(local: here, remote: remote).problem
    private static let plainOntoRaw = "stop: " + Obstacle.plainOntoRaw(local: here, remote: remote).problem

    @Test(
        "goes on as it was begun, and a change is an obstacle",
        arguments: [
            RawChainCase("raw, and raw again", copy(Snap("two").encrypted("theirs")), raw: true, goesOn),
            RawChainCase("raw, now plain", copy(Snap("two").encrypted("theirs")), raw: false, plainOntoRaw),
            RawChainCase("plain, and plain again", copy("two", encrypted: false), raw: false, goesOn),
            RawChainCase("plain, now raw", copy("two", encrypted: false), raw: true, rawOntoPlain),
            RawChainCase(
                "plain below an encrypted parent, and plain again", copy(Snap("two").encrypted("ours")), raw: false,
                goesOn),
            RawChainCase(
                "plain below an encrypted parent, now raw", copy(Snap("two").encrypted("ours")), raw: true,
                rawOntoPlain),
            RawChainCase("encrypted without the property: for ZFS to decide", copy("two"), raw: true, goesOn),
        ])
    func table(_ row: RawChainCase) {
        #expect(plan(Self.source, row.local, rule(raw: row.raw)) == row.expected)
    }

    @Test("a bookmark as the base tells it too")
    func bookmark() {
        let source = dataset(
            "tank/data", Snap("three").at(30), encrypted: true, bookmarks: [Snap("two").encrypted("theirs").at(20)])
        let local = dataset("backup/data", Snap("two").encrypted("theirs"), encrypted: true)
        #expect(plan(source, local, rule(raw: true)) == "#two → @three")
        #expect(plan(source, local, rule(raw: false)) == Self.plainOntoRaw)
    }

    @Test("a change is an obstacle even when there is nothing newer")
    func nothingNewer() {
        let source = dataset("tank/data", Snap("one").encrypted("theirs"), encrypted: true)
        let local = dataset("backup/data", Snap("one").encrypted("theirs"), encrypted: true)
        #expect(plan(source, local, rule(raw: true)) == "up to date at @one")
        #expect(plan(source, local, rule(raw: false)) == Self.plainOntoRaw)
    }
}
