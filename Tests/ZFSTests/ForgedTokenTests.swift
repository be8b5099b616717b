import Testing
import ZFS

@testable import TestSupport

/// Anybody can write a token. Each of these either says, decoded, exactly what `zfs send -t` would do with it, so that
/// policy can refuse it, or is refused here.
@Suite("Forged resume tokens")
struct ForgedTokenTests {
    private func error(_ text: String) -> ResumeTokenError? {
        do {
            _ = try ResumeToken(parsing: text)
            return nil
        } catch {
            return error
        }
    }

    @Test("a token rewritten to another dataset names that dataset")
    func otherDataset() throws {
        let token = try ResumeToken(parsing: Forge.token(Forge.fields([.string("toname", "tank/secret@x")])))
        #expect(token.toName == SnapshotName("tank/secret@x"))
    }

    @Test("a token without rawok is not raw")
    func rawRemoved() throws {
        let token = try ResumeToken(parsing: Forge.token(Forge.fields(without: ["rawok"])))
        #expect(!token.flags.contains(.raw))
    }

    @Test("flags that are not known are reported in their order")
    func unknownFlags() throws {
        let token = try ResumeToken(parsing: Forge.token(Forge.fields([.flag("decryptok"), .flag("allok")])))
        #expect(token.unknownFlags == ["decryptok", "allok"])
    }

    @Test(
        "text that zfs skips or reads generously is refused",
        arguments: [
            ("", ResumeTokenError.format), ("1", .format), ("1-2-3", .format), ("----", .format), ("-t", .format),
            ("2-0-0-00", .version), ("01-0-0-00", .version), (" 1-0-0-00", .version), ("-1-0-0", .version),
            ("1-0-0-0", .format), ("1-0-0-0g", .format), ("1-0-0-AB", .format), ("1-0-0-00\n", .format),
            ("1-0x0-0-00", .format), ("1-+0-0-00", .format), ("1-00-0-00", .format), ("1--0-00", .format),
            ("1-11112222333344445-0-00", .format), ("1-0-ffffffffffffffff-00", .listTooLong(.max)),
            ("1-0-10001-00", .listTooLong(65537)), ("1-1-1-00", .checksum), ("1-0-1-00", .compression(.truncated)),
        ])
    func texts(text: String, expected: ResumeTokenError) {
        #expect(error(text) == expected)
    }

    @Test("text between the length and the last hyphen, which zfs skips, is refused")
    func skippedText() {
        let parts = Forge.token(Forge.fields()).split(separator: "-")
        #expect(error("\(parts[0])-\(parts[1])-\(parts[2])-00-\(parts[3])") == .format)
        #expect(error("\(parts[0])-\(parts[1])-\(parts[2])x-\(parts[3])") == .format)
    }

    @Test("upper-case hex, which OpenZFS does not write, is refused")
    func upperCase() {
        #expect(error(Forge.token(Forge.fields()).uppercased()) == .format)
    }

    @Test("a token of more than 64 KiB is refused before it is looked at")
    func tooLong() {
        #expect(error(String(repeating: "1", count: 65537)) == .tooLong(65537))
    }

    @Test("a length that is not the list's is refused")
    func wrongLength() {
        let list = Forge.native(Forge.fields())
        let data = Forge.zlib(list)
        #expect(
            error(Forge.token(compressed: data, length: list.count + 1))
                == .length(said: UInt64(list.count + 1), found: list.count))
        #expect(error(Forge.token(compressed: data, length: list.count - 1)) == .compression(.limit(list.count - 1)))
    }

    @Test("a checksum that is not the data's is refused")
    func wrongChecksum() {
        let text = Forge.token(Forge.fields())
        let parts = text.split(separator: "-")
        #expect(
            error("1-\(String((UInt64(parts[1], radix: 16) ?? 0) ^ 1, radix: 16))-\(parts[2])-\(parts[3])") == .checksum
        )
    }

    @Test("bytes behind the compressed data, which zfs skips, are refused")
    func trailing() {
        let list = Forge.native(Forge.fields())
        #expect(
            error(Forge.token(compressed: Forge.zlib(list) + [1, 2, 3, 4], length: list.count))
                == .compression(.trailing(4)))
        #expect(error(Forge.token(list: list + [0])) == .list(.trailing(1)))
    }

    @Test("a list that was not compressed is refused")
    func notCompressed() {
        let list = Forge.native(Forge.fields())
        #expect(error(Forge.token(compressed: list, length: list.count)) == .compression(.header))
    }

    @Test("a token that expands beyond what it says is refused at that many bytes")
    func bomb() {
        let data = Forge.bomb(copies: 18_000)
        #expect(data.count < 30_000)
        #expect(error(Forge.token(compressed: data, length: 65536)) == .compression(.limit(65536)))
        #expect(error(Forge.token(compressed: data, length: 100)) == .compression(.limit(100)))
        #expect(error(Forge.token(compressed: data, length: 1 + 18_000 * 258)) == .listTooLong(4_644_001))
    }

    @Test("fields that are missing, twice or of another type are refused")
    func fields() {
        for name in ["toguid", "toname", "object", "offset", "bytes"] {
            #expect(error(Forge.token(Forge.fields(without: [name]))) == .missing(name))
            #expect(error(Forge.token(Forge.fields([.flag(name)]))) == .unknownPair(name))
            #expect(error(Forge.token(Forge.fields([.numbers(name, [1])]))) == .unknownPair(name))
        }
        #expect(error(Forge.token(Forge.fields([.string("toguid", "22")]))) == .unknownPair("toguid"))
        #expect(error(Forge.token(Forge.fields([.number("toname", 1)]))) == .unknownPair("toname"))
        let twice = Forge.fields() + [.string("toname", "tank/secret@x")]
        #expect(error(Forge.token(twice)) == .list(.duplicate("toname")))
        #expect(error(Forge.token(list: Forge.xdr(twice))) == .list(.duplicate("toname")))
    }

    @Test("a flag with a value is refused, since zfs only asks whether its name is there")
    func flagWithValue() {
        #expect(error(Forge.token(Forge.fields([.number("savedok", 0)]))) == .unknownPair("savedok"))
        #expect(error(Forge.token(Forge.fields([.string("rawok", "no")]))) == .unknownPair("rawok"))
    }

    @Test("an unknown field with a value is refused")
    func unknownValue() {
        #expect(error(Forge.token(Forge.fields([.number("stream_offset", 1)]))) == .unknownPair("stream_offset"))
    }

    @Test("tokens of redacted sends are refused", arguments: ["redact_snaps", "book_redact_snaps"])
    func redacted(name: String) {
        #expect(error(Forge.token(Forge.fields([.numbers(name, [1, 2])]))) == .redacted)
        #expect(error(Forge.token(Forge.fields([.numbers(name, [])]))) == .redacted)
        #expect(error(Forge.token(Forge.fields([.flag(name)]))) == .redacted)
    }

    @Test(
        "a name that is no snapshot's is refused",
        arguments: [
            "", "tank", "tank/data", "@x", "-t@x", "tank/../x@y", "tank@a@b", "tank/a#b", "tank/ä@x", "tank@x\n",
        ])
    func names(name: String) {
        #expect(error(Forge.token(Forge.fields([.string("toname", name)]))) == .name)
    }

    @Test("a snapshot without guid is refused")
    func noGuid() {
        #expect(error(Forge.token(Forge.fields([.number("toguid", 0)]))) == .noGuid)
    }

    @Test("lists within the list are refused, however deep", arguments: [0, 1, 60])
    func nested(depth: Int) {
        let fields = Forge.fields([.nested(depth: depth)])
        #expect(error(Forge.token(list: Forge.native(fields))) == .list(.type(19, of: "n")))
        #expect(error(Forge.token(list: Forge.xdr(fields))) == .list(.type(19, of: "n")))
    }

    @Test("damaged lists under a right checksum are refused or name what they say")
    func damagedLists() {
        var random = SeededBytes()
        for list in [Forge.native(Forge.fields()), Forge.nativeBig(Forge.fields()), Forge.xdr(Forge.fields())] {
            for _ in 0..<2000 {
                let damaged = random.damaged(list)
                let text = Forge.token(list: damaged)
                guard let token = try? ResumeToken(parsing: text) else { continue }
                let name = token.toName.description
                #expect(token.text == text)
                #expect(damaged.firstRange(of: Array(name.utf8)) != nil, "seed \(random.seed): \(name)")
            }
        }
    }

    @Test("damaged compressed data under a right checksum never gets past its own checksum")
    func damagedCompression() throws {
        var random = SeededBytes()
        let data = try #require(goodToken.split(separator: "-").last.map { String($0).fromHex })
        let good = try ResumeToken(parsing: goodToken)
        for _ in 0..<3000 {
            let text = Forge.token(compressed: random.damaged(data), length: 0x158)
            guard let token = try? ResumeToken(parsing: text) else { continue }
            #expect(token.toName == good.toName && token.to == good.to, "seed \(random.seed)")
        }
    }
}
