import Foundation
import System
import Testing

@testable import TestSupport
@testable import ZFS

/// A line of our eleven columns: name, type, guid, createtxg, creation, referenced, written, encryption, origin, token,
/// IV set.
private func line(_ columns: String...) -> String { columns.joined(separator: "\t") + "\n" }

private func parse(_ text: String) throws(ListingError) -> [ListingRow] { try ListingParser.parse(Array(text.utf8)) }

private func problem(_ text: String) -> ListingError? {
    do throws(ListingError) {
        _ = try parse(text)
        return nil
    } catch { return error }
}

@Suite("What zfs list prints")
struct ListingParserTests {
    @Test("a line of each kind is read column by column")
    func kinds() throws {
        let rows = try parse(
            line("tank/data", "filesystem", "7", "9", "1700000000", "95", "0", "off", "-", "-", "-")
                + line(
                    "tank/vol", "volume", "8", "10", "1700000001", "1", "2", "aes-256-gcm", "tank/data@x y", "1-a-b-c",
                    "-")
                + line(
                    "tank/data@x y", "snapshot", "18446744073709551615", "11", "12", "13", "14", "off", "-", "-", "-")
                + line("tank/data#mark", "bookmark", "5", "11", "12", "13", "-", "-", "-", "-", "-"))
        let data = try #require(DatasetName("tank/data"))
        let name = try #require(ShortName("x y"))
        #expect(
            rows == [
                .dataset(Dataset(name: data, kind: .filesystem, guid: try #require(Guid(7)))),
                .dataset(
                    Dataset(
                        name: try #require(DatasetName("tank/vol")), kind: .volume, guid: try #require(Guid(8)),
                        isEncrypted: true, origin: SnapshotName("tank/data@x y"), resumeToken: "1-a-b-c")),
                .snapshot(
                    data,
                    Snapshot(
                        name: name, guid: try #require(Guid(.max)), createTxg: 11, creation: 12, referenced: 13,
                        written: 14)),
                .bookmark(
                    data,
                    Bookmark(
                        name: try #require(ShortName("mark")), guid: try #require(Guid(5)), createTxg: 11, creation: 12)
                ),
            ])
    }

    @Test("nothing is a listing of nothing")
    func empty() throws {
        #expect(try parse("") == [])
    }

    @Test("numbers that a row lacks count as zero, but for its guid")
    func missingNumbers() throws {
        let rows = try parse(line("t@x", "snapshot", "1", "-", "-", "-", "-", "-", "-", "-", "-"))
        guard case .snapshot(_, let snapshot)? = rows.first else {
            Issue.record("\(rows)")
            return
        }
        #expect([snapshot.createTxg, snapshot.creation, snapshot.referenced, snapshot.written] == [0, 0, 0, 0])
        #expect(
            problem(line("t@x", "snapshot", "-", "1", "1", "1", "1", "-", "-", "-", "-"))
                == ListingError(line: 1, problem: "a guid of zero"))
    }

    @Test(
        "names that ZFS keeps for itself are passed over",
        arguments: ["t/%recv", "t/data%recv", "t@%x", "t#a%b", "t/%recv@x"])
    func reserved(name: String) throws {
        for type in ["filesystem", "volume", "snapshot", "bookmark"] {
            #expect(try parse(line(name, type, "1", "1", "1", "1", "1", "off", "-", "-", "-")) == [])
        }
    }

    @Test(
        "encryption is anything but off and nothing",
        arguments: [("off", false), ("-", false), ("", false), ("on", true)])
    func encryption(value: String, expected: Bool) throws {
        guard
            case .dataset(let dataset)? = try parse(line("t", "volume", "1", "1", "1", "1", "1", value, "-", "-", "-"))
                .first
        else {
            Issue.record("no dataset")
            return
        }
        #expect(dataset.isEncrypted == expected)
        #expect(dataset.origin == nil && dataset.resumeToken == nil)
    }

    @Test("a list for retention tells holds and clones of each snapshot")
    func retention() throws {
        func snapshot(_ holds: String, _ clones: String) -> String {
            line("t@x", "snapshot", "1", "1", "1", "1", "1", "off", "-", "-", "-", holds, clones)
        }
        let text =
            snapshot("0", "-") + snapshot("2", "tank/clone,tank/other") + snapshot("0", "")
            + line("t", "filesystem", "1", "1", "1", "1", "1", "off", "-", "-", "-", "-", "-")
        let found = try ListingParser.parse(Array(text.utf8), detail: .retention).compactMap { row -> [String]? in
            guard case .snapshot(_, let snapshot) = row else { return nil }
            return ["\(snapshot.holds)", "\(snapshot.hasClones)"]
        }
        #expect(found == [["0", "false"], ["2", "true"], ["0", "false"]])
    }

    @Test(
        "what is no such line is refused with its number",
        arguments: [
            ("\n", "1 columns, where 11 were asked for"), ("tank\n", "1 columns, where 11 were asked for"),
            (line("t", "filesystem", "1", "1", "1", "1", "1", "off", "-", "-"), "10 columns, where 11 were asked for"),
            (
                line("t", "filesystem", "1", "1", "1", "1", "1", "off", "-", "-", "-", "-"),
                "12 columns, where 11 were asked for"
            ),
            (line("t", "dataset", "1", "1", "1", "1", "1", "off", "-", "-", "-"), "the unknown type “dataset”"),
            (line("", "filesystem", "1", "1", "1", "1", "1", "off", "-", "-", "-"), "“” is not a dataset's name"),
            (line("-t", "filesystem", "1", "1", "1", "1", "1", "off", "-", "-", "-"), "“-t” is not a dataset's name"),
            (line("t@x", "volume", "1", "1", "1", "1", "1", "off", "-", "-", "-"), "“t@x” is not a dataset's name"),
            (line("t", "snapshot", "1", "1", "1", "1", "1", "off", "-", "-", "-"), "“t” is not a name with @"),
            (line("t#x", "snapshot", "1", "1", "1", "1", "1", "off", "-", "-", "-"), "“t#x” is not a name with @"),
            (line("t@", "snapshot", "1", "1", "1", "1", "1", "off", "-", "-", "-"), "“t@” is not a name with @"),
            (line("t@a@b", "snapshot", "1", "1", "1", "1", "1", "off", "-", "-", "-"), "“t@a@b” is not a name with @"),
            (line("t@x", "bookmark", "1", "1", "1", "1", "1", "off", "-", "-", "-"), "“t@x” is not a name with #"),
            (line("t", "volume", "0", "1", "1", "1", "1", "off", "-", "-", "-"), "a guid of zero"),
            (line("t", "volume", "", "1", "1", "1", "1", "off", "-", "-", "-"), "an empty guid"),
            (line("t", "volume", "1x", "1", "1", "1", "1", "off", "-", "-", "-"), "“1x” is not a number (guid)"),
            (line("t", "volume", "+1", "1", "1", "1", "1", "off", "-", "-", "-"), "“+1” is not a number (guid)"),
            (line("t", "volume", "1.0K", "1", "1", "1", "1", "off", "-", "-", "-"), "“1.0K” is not a number (guid)"),
            (
                line("t", "volume", "18446744073709551616", "1", "1", "1", "1", "off", "-", "-", "-"),
                "“18446744073709551616” is not a number (guid)"
            ),
            (
                line("t@x", "snapshot", "1", "99999999999999999999999", "1", "1", "1", "off", "-", "-", "-"),
                "“99999999999999999999999” is not a number (createtxg)"
            ),
            (
                line("t@x", "snapshot", "1", "1", "now", "1", "1", "off", "-", "-", "-"),
                "“now” is not a number (creation)"
            ),
            (line("t@x", "snapshot", "1", "1", "1", "", "1", "off", "-", "-", "-"), "an empty referenced"),
            (line("t@x", "snapshot", "1", "1", "1", "1", "--", "off", "-", "-", "-"), "“--” is not a number (written)"),
        ])
    func refused(text: String, expected: String) {
        #expect(problem(text) == ListingError(line: 1, problem: expected))
        let good = line("t", "filesystem", "1", "1", "1", "1", "1", "off", "-", "-", "-")
        let later = problem(good + line("t%", "", "", "", "", "", "", "", "", "", "-") + text + good)
        #expect(later == ListingError(line: 3, problem: expected))
        #expect(later?.description == "line 3 of `zfs list`: \(expected)")
    }

    @Test("output that ends within a line is refused, wherever it is cut")
    func cut() throws {
        let whole =
            line("t", "filesystem", "1", "1", "1", "1", "1", "off", "-", "-", "-")
            + line("t@x", "snapshot", "2", "1", "1", "1", "1", "off", "-", "-", "-")
        let first = try #require(Array(whole.utf8).firstIndex(of: UInt8(ascii: "\n"))) + 1
        for length in 1..<whole.utf8.count where length != first {
            let found = problem(String(whole.prefix(length)))
            #expect(found == ListingError(line: length < first ? 1 : 2, problem: "it ends in the middle of a line"))
        }
        #expect(try parse(whole).count == 2)
    }

    @Test("bytes that are no UTF-8 make no name")
    func notText() {
        let good = line("tank", "filesystem", "1", "1", "1", "1", "1", "off", "-", "-", "-")
        let bytes = [0x74, 0xFF] + Array(good.utf8.dropFirst(4))
        #expect(throws: ListingError(line: 1, problem: "“t\u{FFFD}” is not a dataset's name")) {
            try ListingParser.parse(bytes)
        }
    }

    @Test("damaged output is refused or read, and never ends the program")
    func damaged() throws {
        var random = SeededBytes()
        let whole = Array(
            (0..<20).map { line("t@s\($0)", "snapshot", "\($0 + 1)", "1", "1", "1", "1", "off", "-", "-", "-") }
                .joined()
                .utf8)
        for _ in 0..<3000 {
            guard let rows = try? ListingParser.parse(random.damaged(whole)) else { continue }
            #expect(rows.count <= 20, "seed \(random.seed)")
        }
    }

    @Test("many lines are read", .timeLimit(.minutes(1)))
    func many() throws {
        let text = (1...20_000).map {
            line("tank/data@auto_\($0)", "snapshot", "\($0)", "\($0)", "1", "1", "1", "off", "-", "-", "-")
        }
        #expect(try parse(text.joined()).count == 20_000)
    }

    // MARK: What OpenZFS really printed

    /// A captured listing (Fixtures/listings). It has eleven columns, of which ours are put in our order.
    private func captured(_ name: String) throws -> String {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/listings/\(name).tsv")
        let text = try String(contentsOf: file, encoding: .utf8)
        return text.split(separator: "\n").map { row in
            let columns = row.split(separator: "\t", omittingEmptySubsequences: false)
            return (columns[0...7] + [columns[10], columns[8], "-"]).joined(separator: "\t") + "\n"
        }.joined()
    }

    @Test("a real tree is read whole")
    func realTree() throws {
        let text = try captured("tree")
        let rows = try parse(text)
        #expect(rows.count == text.split(separator: "\n").count)
        let listing = Listing(rows: rows)
        let data = try #require(DatasetName("tank/data").flatMap { listing[$0] })
        #expect(data.snapshots.map(\.name.description) == ["first", "second", "third", "fourth"])
        #expect(data.bookmarks.map(\.name.description) == ["first", "cursor:1"])
        #expect(data.bookmarks[0].guid == data.snapshots[0].guid)
        #expect(!data.isEncrypted && data.kind == .filesystem && data.origin == nil && data.resumeToken == nil)
        let clone = try #require(DatasetName("tank/clone").flatMap { listing[$0] })
        #expect(clone.origin == SnapshotName("tank/data@first"))
        let volume = try #require(DatasetName("tank/volume").flatMap { listing[$0] })
        #expect(volume.kind == .volume && volume.snapshots.count == 2)
        for name in ["tank/secret", "tank/secret/inherits", "tank/secret/own"] {
            #expect(DatasetName(name).flatMap { listing[$0] }?.isEncrypted == true)
        }
        #expect(
            DatasetName("tank/with space").flatMap { listing[$0] }?.snapshots.first?.name == ShortName("a snapshot"))
        #expect(listing.datasets.map(\.name) == listing.datasets.map(\.name).sorted())
    }

    @Test("real tokens of interrupted receives are read, and can be decoded")
    func realTokens() throws {
        let listing = Listing(rows: try parse(try captured("partly-received")))
        let tokens = listing.datasets.compactMap(\.resumeToken)
        #expect(tokens.count == 2)
        for token in tokens { #expect(throws: Never.self) { try ResumeToken(parsing: token) } }
    }
}
