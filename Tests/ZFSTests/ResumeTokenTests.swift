import Testing
import ZFS

@testable import TestSupport

/// A token made with Python's zlib and struct, from the layout in OpenZFS's sources.
let goodToken = """
    1-1509703a4c-158-789c636064000310a501c49c50360710a715e5e7a69766a630404147795aa88bb192a00290cd8ea42e3f292b35b904\
    22060218f26969c5a925201926b83c1b927c5265496a31584600abfe927c882b18ffbfbb7b66f7aa990648f29c60f9bcc4dc54209d9897ad\
    9f925892e8909b9f979258097337c83c5e06843f73128bd2539372f293b3f3b3416212507b60f2a9b949a9294029903e6e24f1e4fcdc82a2\
    d4e262882e883e3624f9a2c472981403007cca2deb
    """

@Suite("Resume tokens")
struct ResumeTokenTests {
    @Test("a token is decoded field by field and keeps its text")
    func decoded() throws {
        let token = try ResumeToken(parsing: goodToken)
        #expect(token.text == goodToken)
        #expect(token.toName == SnapshotName("tank/data@monday"))
        #expect(token.to == Guid(0x99aa_bbcc_ddee_ff01))
        #expect(token.from == Guid(0x1122_3344_5566_7788))
        #expect(token.object == 7)
        #expect(token.offset == 131_072)
        #expect(token.bytes == 1_048_576)
        #expect(token.flags == [.largeBlocks, .embedded, .compressed, .raw])
        #expect(token.unknownFlags == [])
    }

    @Test("a log shows what a token names, not the token")
    func description() throws {
        let token = try ResumeToken(parsing: Forge.token(Forge.fields()))
        #expect(
            token.description
                == "tank/data@monday (guid 22) from guid 11, at object 7 offset 131072, after 1048576 bytes")
    }

    @Test("native lists of both byte orders and XDR lists say the same")
    func encodings() throws {
        let fields = Forge.fields()
        let little = try ResumeToken(parsing: Forge.token(list: Forge.native(fields)))
        for list in [Forge.nativeBig(fields), Forge.xdr(fields)] {
            let other = try ResumeToken(parsing: Forge.token(list: list))
            #expect(other.toName == little.toName)
            #expect(other.to == Guid(22))
            #expect(other.from == Guid(11))
            #expect([other.object, other.offset, other.bytes] == [7, 131_072, 1_048_576])
            #expect(other.flags == little.flags)
        }
    }

    @Test("a checksum made on a big-endian machine is taken too")
    func bigEndianChecksum() throws {
        let list = Forge.nativeBig(Forge.fields())
        let text = Forge.token(compressed: Forge.zlib(list), length: list.count, bigEndianSum: true)
        #expect(try ResumeToken(parsing: text).to == Guid(22))
    }

    @Test("a token of a full send has no base", arguments: [[], [Forge.Pair.number("fromguid", 0)]])
    func fullSend(base: [Forge.Pair]) throws {
        let token = try ResumeToken(parsing: Forge.token(Forge.fields(base, without: ["fromguid"])))
        #expect(token.from == nil)
    }

    @Test(
        "each flag is read by itself",
        arguments: [
            ("largeblockok", ResumeToken.Flags.largeBlocks), ("embedok", .embedded), ("compressok", .compressed),
            ("rawok", .raw), ("savedok", .saved),
        ])
    func flags(name: String, flag: ResumeToken.Flags) throws {
        let none: Set = ["largeblockok", "embedok", "compressok", "rawok"]
        let token = try ResumeToken(parsing: Forge.token(Forge.fields([.flag(name)], without: none)))
        #expect(token.flags == flag)
        #expect(token.unknownFlags == [])
    }

    @Test("every truncation of a token is refused")
    func truncations() {
        for count in 0..<goodToken.utf8.count {
            #expect(throws: ResumeTokenError.self, "cut after \(count)") {
                try ResumeToken(parsing: String(goodToken.prefix(count)))
            }
        }
    }

    @Test("every single-bit flip of a token is refused")
    func bitFlips() {
        let bytes = Array(goodToken.utf8)
        for index in bytes.indices {
            for bit in 0..<8 {
                var altered = bytes
                altered[index] ^= 1 << UInt8(bit)
                #expect(throws: ResumeTokenError.self, "bit \(bit) of byte \(index)") {
                    try ResumeToken(parsing: String(decoding: altered, as: UTF8.self))
                }
            }
        }
    }

    @Test(
        "a refusal says what is wrong and how to go on",
        arguments: [
            (ResumeTokenError.checksum, "its checksum does not match its data"),
            (.length(said: 9, found: 8), "it says that it holds 9 bytes, and holds 8"),
            (.compression(.truncated), "the compressed data ends early"),
            (.list(.duplicate("toname")), "\"toname\" is in the list twice"),
            (.unknownPair("x"), "does not know what its \"x\" means"),
            (.missing("toguid"), "it lacks \"toguid\""),
            (.redacted, "redacted send"),
        ])
    func messages(error: ResumeTokenError, text: String) {
        #expect(error.description.hasPrefix("the resume token was refused: "))
        #expect(error.description.contains(text))
        #expect(error.description.contains("`zfs receive -A` on the backup host"))
    }
}
