import Foundation
import Protocol
import Testing
import ZFS

@testable import zpull_serve

/// Tokens can be made by anybody. These are OpenZFS's own (Tests/ZFSTests/Fixtures/tokens), shown to sources that differ
/// from the one they came from in one thing each; ForgedTokenTests takes the text apart.
@Suite("What a RESUME becomes")
struct ResumeRequestTests {
    private static func token(_ name: String) throws -> ResumeToken {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appending(path: "ZFSTests/Fixtures/tokens/\(name).token")
        return try ResumeToken(
            parsing: String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines))
    }

    private let full: ResumeToken
    private let increment: ResumeToken
    private let raw: ResumeToken
    private let decrypted: ResumeToken

    init() throws {
        full = try Self.token("full-large-embedded-compressed")
        increment = try Self.token("incremental-large-embedded-compressed")
        raw = try Self.token("raw-incremental")
        decrypted = try Self.token("decrypted")
    }

    /// The dataset that a token came from, with its snapshot and base.
    private func origin(
        _ token: ResumeToken, named name: String? = nil, guid other: Guid? = nil, base: Guid?? = .none,
        baseTxg: UInt64 = 10, asBookmark: Bool = false, encrypted: Bool = false
    ) throws -> Dataset {
        let goal = Snapshot(
            name: try name.map { try #require(ShortName($0)) } ?? token.toName.snapshot, guid: other ?? token.to,
            createTxg: 20, creation: 2, referenced: 1, written: 1)
        let from = try (base ?? token.from).map {
            Bookmark(name: try #require(ShortName("base")), guid: $0, createTxg: baseTxg, creation: 1)
        }
        let snapshots = from.map {
            [Snapshot(name: $0.name, guid: $0.guid, createTxg: $0.createTxg, creation: 1, referenced: 1, written: 1)]
        }
        return Dataset(
            name: token.toName.dataset, kind: .filesystem, guid: guid(9999), isEncrypted: encrypted,
            snapshots: (asBookmark ? [] : snapshots ?? []) + [goal],
            bookmarks: asBookmark ? [from].compactMap { $0 } : [])
    }

    private func request(
        _ token: ResumeToken, _ flags: StreamFlags = .plain, of dataset: DatasetName? = nil
    ) -> ResumeRequest {
        ResumeRequest(dataset: dataset ?? token.toName.dataset, token: token.text, flags: flags, accepted: .known)
    }

    private func failure(_ words: String, _ datasets: [Dataset], _ request: ResumeRequest) throws -> Failure? {
        let catalog = Catalog(Listing(datasets: datasets), policy: try policy(words))
        do throws(Failure) {
            _ = try catalog.hop(request)
            return nil
        } catch { return error }
    }

    private let everything = "--dataset tank --recursive"

    @Test("the rest of the stream, by a token of our own that says what was checked")
    func goesOn() throws {
        let catalog = Catalog(Listing(datasets: [try origin(full)]), policy: try policy(everything))
        #expect(
            try catalog.hop(request(full))
                == Hop(
                    start: HopStart(to: full.to, from: nil), name: full.toName,
                    arguments: ["send", "-t", full.rewritten], mustBeRaw: false, accepted: .known))
    }

    @Test("the rest of an increment, from a snapshot or a bookmark", arguments: [false, true])
    func goesOnFromBase(asBookmark: Bool) throws {
        let source = try origin(increment, asBookmark: asBookmark)
        let catalog = Catalog(Listing(datasets: [source]), policy: try policy(everything))
        let hop = try catalog.hop(request(increment))
        #expect(increment.from != nil && hop.start == HopStart(to: increment.to, from: increment.from))
    }

    @Test("a token for another dataset than the one asked for is refused, whether it may be had or not")
    func otherDataset() throws {
        let words = Failure(.badToken, "the resume token is not one of tank/data")
        let asked = DatasetName(literal: "tank/data")
        let sources = [try origin(full), try origin(decrypted, encrypted: true)]
        #expect(try failure(everything, sources, request(decrypted, of: asked)) == words)
        #expect(try failure("--dataset tank/data", sources, request(decrypted, of: asked)) == words)
    }

    @Test("a token for a dataset that may not be seen is refused as if there were none")
    func invisible() throws {
        let name = full.toName.dataset
        #expect(
            try failure("--dataset tank/other", [try origin(full)], request(full))
                == Failure(.noSuchDataset, "\(name) does not exist, or this key may not see it"))
    }

    @Test("a token for a hidden snapshot is refused")
    func hidden() throws {
        #expect(
            try failure("\(everything) --snapshots auto_*", [try origin(full)], request(full))
                == Failure(.badToken, "tank/data no longer has the snapshot of the resume token"))
    }

    @Test("a token whose snapshot has another guid or name is refused")
    func otherSnapshot() throws {
        let words = Failure(.badToken, "tank/data no longer has the snapshot of the resume token")
        #expect(try failure(everything, [try origin(full, guid: guid(5))], request(full)) == words)
        #expect(try failure(everything, [try origin(full, named: "renamed")], request(full)) == words)
    }

    @Test("a token whose base is not there, or not older, is refused")
    func base() throws {
        let words = Failure(.badToken, "tank/data no longer has the base of the resume token")
        #expect(try failure(everything, [try origin(increment, base: .some(nil))], request(increment)) == words)
        #expect(try failure(everything, [try origin(increment, base: guid(5))], request(increment)) == words)
        #expect(try failure(everything, [try origin(increment, baseTxg: 20)], request(increment)) == words)
        #expect(
            try failure(everything, [try origin(increment, baseTxg: 20, asBookmark: true)], request(increment)) == words
        )
    }

    @Test("a token made with options that were not asked for is refused")
    func otherFlags() throws {
        let words = Failure(
            .badToken, "the resume token was made with other options of zfs send than are asked for now")
        let secret = try origin(raw, encrypted: true)
        #expect(try failure(everything, [secret], request(raw, .plain)) == words)
        #expect(try failure(everything, [try origin(decrypted)], request(decrypted, .rawEncrypted)) == words)
        #expect(try failure(everything, [try origin(full)], request(full, [])) == words)
        #expect(try failure(everything, [try origin(full)], request(full, [.largeBlocks, .embedded])) == words)
    }

    @Test("a raw key's encrypted dataset leaves raw or not at all, whatever request and token agree on")
    func rawPolicy() throws {
        let secret = try origin(raw, encrypted: true)
        #expect(try failure("\(everything) --raw", [secret], request(raw, .rawEncrypted)) == nil)
        #expect(
            try failure("\(everything) --raw", [try origin(decrypted, encrypted: true)], request(decrypted, []))
                == Failure(
                    .refused, "tank/secret is encrypted, and this key may have it as a raw stream only (--raw)"))
        #expect(try failure("\(everything) --raw", [try origin(full)], request(full))?.code == .refused)
        #expect(try failure("\(everything) --raw --allow-plain", [try origin(full)], request(full)) == nil)
    }

    @Test("what is no token is refused, and is not repeated", arguments: ["", "-t", "--help", "1-0-0-00", "$(id)"])
    func unreadable(text: String) throws {
        let data = DatasetName(literal: "tank/data")
        let found = try failure(
            everything, [try origin(full)], ResumeRequest(dataset: data, token: text, flags: .plain, accepted: .known))
        #expect(found?.code == .badToken)
        #expect(found?.text.hasPrefix("the resume token cannot be used: ") == true)
        #expect(found?.text.contains("$") == false)
    }

    @Test("a damaged token is refused")
    func damaged() throws {
        let text = full.text.dropLast() + (full.text.hasSuffix("0") ? "1" : "0")
        let found = try failure(
            everything, [try origin(full)],
            ResumeRequest(dataset: full.toName.dataset, token: String(text), flags: .plain, accepted: .known))
        #expect(found?.code == .badToken)
    }
}
