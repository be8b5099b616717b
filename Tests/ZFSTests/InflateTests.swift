import Testing
import ZFS

@testable import TestSupport

@Suite("Inflate")
struct InflateTests {
    /// Made with Python's zlib at level 9: a block with codes of its own, with copies near and far.
    private static let dynamic = """
        78da75d43b4e04311084e19ccb6c57bb9f193741236d86589018383f9b8d1ba9e23f727db6cfe3f17ebb1fe771fbfd90d7e3e7fcfc7e1c
        5f6ff2726e015758398a5e256d9475150023d996ac46f22d958f145752d591724bde23d5963a46eaed546bcd03cb7ee27f636c6b98cc39
        b0ed613607c1b688d55c04db248e3909b64ddce726d846f19ea36c47086de61911145416134d13269a994cb4604cb41c4cb4aa9868ab33
        d10ea5a2dd4d45212b28292417357dde72a1a880255505ca282b54c15ca15e0c16dace64b196d2c7baa2f96b95a0cfd56c31dde72b17c6
        0b47325fb81b038637a830428b134738274e514e9cab39716670e2c2e2c4e54289ab9212b71a25ee0025ee2e46acb29c11aba4d22f19d2
        f44f8605fd9451eb0fb2ba3f52
        """.fromHex
    private static let dynamicText = (0..<60).map { "tank/data/vm\($0 % 17)@autosnap_\($0 * 37)" }
        .joined(separator: "\n")
    /// The same, with the code that the standard fixes.
    private static let fixed = "78012b28cdc9d15128402253f215f2f24b809ce20c0098e70a40".fromHex
    /// Three blocks, with empty stored ones between them.
    private static let several = "78dacacf4b5500000000ffff2a29cf5700000000ffff2bc9284a4d0500226d04f5".fromHex
    /// 25 bytes, 32400 zeros and the 25 bytes again: a copy from nearly 32 KiB before.
    private static let far = """
        78daedddbb11802014003017e24efca1e3a8bc0ed9bf74027b8b6491f488da228d799a97752bfb91a25de71dcf00000000000000000000
        000000000000000000000000000000000000000000c02ff5afa8fe05c79e0f3b
        """.fromHex

    private func error(_ bytes: [UInt8], limit: Int = 65536) -> InflateError? {
        do {
            _ = try Inflate.zlib(bytes, limit: limit)
            return nil
        } catch {
            return error
        }
    }

    /// A zlib stream whose Deflate part is spelled in bits, in the order in which they are read.
    private func stream(_ bits: String) -> [UInt8] {
        let bits = Array(bits.utf8.filter { $0 != UInt8(ascii: " ") })
        let bytes = stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<min(start + 8, bits.count)].reversed().reduce(UInt8(0)) { $0 << 1 | $1 & 1 }
        }
        return [0x78, 0x01] + bytes
    }

    @Test("what zlib made is expanded, whatever its blocks")
    func expanded() throws {
        #expect(try Inflate.zlib(Self.dynamic, limit: 1668) == Array(Self.dynamicText.utf8))
        #expect(try Inflate.zlib(Self.fixed, limit: 29) == Array("pull, pull, pull, do not push".utf8))
        #expect(try Inflate.zlib(Self.several, limit: 13) == Array("one two three".utf8))
        #expect(try Inflate.zlib("789c030000000001".fromHex, limit: 0) == [])
        let needle = Array("needle-0123456789-elbacem".utf8)
        #expect(try Inflate.zlib(Self.far, limit: 32450) == needle + [UInt8](repeating: 0, count: 32400) + needle)
        #expect(try Inflate.zlib(Forge.zlib(needle), limit: 25) == needle)
    }

    @Test("one byte more than the limit is refused, from blocks of each type")
    func limits() {
        #expect(error(Self.dynamic, limit: 1667) == .limit(1667))
        #expect(error(Self.fixed, limit: 28) == .limit(28))
        #expect(error(Self.several, limit: 12) == .limit(12))
        #expect(error(Forge.zlib([1, 2, 3]), limit: 2) == .limit(2))
        #expect(error(Forge.zlib([1]), limit: 0) == .limit(0))
    }

    @Test("a bomb is refused when it reaches the limit, and expands when there is room")
    func bomb() throws {
        let bomb = Forge.bomb(copies: 400)
        #expect(error(bomb, limit: 65536) == .limit(65536))
        #expect(try Inflate.zlib(bomb, limit: 200_000).count == 1 + 400 * 258)
    }

    @Test("thousands of empty blocks are read in passing")
    func emptyBlocks() {
        // Ten bits each: not the last, fixed code, end of block.
        #expect(error(stream(String(repeating: "0 10 0000000", count: 20_000)), limit: 10) == .truncated)
    }

    @Test("every truncation is refused as one", arguments: [dynamic, fixed, several, far])
    func truncations(data: [UInt8]) {
        for count in data.indices { #expect(error(Array(data.prefix(count))) == .truncated, "cut after \(count)") }
    }

    @Test("every single-bit flip is refused", arguments: [dynamic, fixed])
    func bitFlips(data: [UInt8]) throws {
        let good = try Inflate.zlib(data, limit: 65536)
        for index in data.indices {
            for bit in 0..<8 {
                var altered = data
                altered[index] ^= 1 << UInt8(bit)
                // The bits that fill the last byte of the blocks mean nothing; no other flip passes the checksum.
                guard let output = try? Inflate.zlib(altered, limit: 65536) else { continue }
                #expect(output == good && index == data.count - 5, "bit \(bit) of byte \(index)")
            }
        }
    }

    @Test("bytes behind the stream are refused")
    func trailing() {
        #expect(error(Self.fixed + [0, 0, 0]) == .trailing(3))
    }

    @Test("a wrong Adler-32 is refused")
    func checksum() {
        #expect(error(Self.fixed.dropLast() + [0x41]) == .checksum)
    }

    @Test(
        "what is no zlib header is refused",
        arguments: ["0000", "7800", "7900", "881c", "781f", "7820", "1f8b", "78bb"])
    func headers(header: String) {
        #expect(error(header.fromHex + Self.fixed.dropFirst(2)) == .header)
    }

    @Test("invalid blocks are refused")
    func blocks() {
        #expect(error(stream("1 11 00000")) == .block)
        #expect(error([0x78, 0x01, 0x01, 1, 0, 0xfe, 0xfe, 7]) == .block)
        // In the fixed code: literals 286 and 287 and distances 30 and 31 have codes and no meaning.
        #expect(error(stream("1 10 11000110 00000")) == .symbol)
        #expect(error(stream("1 10 11000111 00000")) == .symbol)
        #expect(error(stream("1 10 00110000 0000001 11110")) == .symbol)
        #expect(error(stream("1 10 00110000 0000001 11111")) == .symbol)
    }

    @Test("a copy from before the first byte is refused")
    func distances() {
        // A length of three at a distance of one, with nothing before; then at two, with one byte before.
        #expect(error(stream("1 10 0000001 00000 0000000")) == .distance)
        #expect(error(stream("1 10 00110000 0000001 00001 0000000")) == .distance)
    }

    /// A block with codes of its own, whose lengths stand there one by one, and then `data`.
    private func block(literals: [Int: Int], count: Int = 258, distances: [Int], data: String = "") -> String {
        func bits(_ number: Int, _ count: Int) -> [String] { (0..<count).map { number >> $0 & 1 == 1 ? "1" : "0" } }
        // The code of the lengths: four bits for each of 0 to 15, so each is its own code; 16, 17 and 18 have none.
        let head = bits(count - 257, 5) + bits(distances.count - 1, 5) + bits(15, 4)
        let lengthLengths = (0..<19).flatMap { bits($0 < 3 ? 0 : 4, 3) }
        let lengths = (0..<count).map { literals[$0] ?? 0 } + distances
        return "1 01 " + (head + lengthLengths + lengths.flatMap { bits($0, 4).reversed() }).joined() + data
    }

    @Test("a code of one distance has one bit, as in zlib, and its other bit means nothing")
    func oneDistance() throws {
        let literals = [257: 1, 0: 2, 256: 2]
        // A zero byte, three more of it, the end.
        let good = stream(block(literals: literals, distances: [1], data: "10 0 0 11"))
        #expect(try Inflate.zlib(good + Forge.big(Forge.adler32([0, 0, 0, 0])), limit: 4) == [0, 0, 0, 0])
        #expect(error(stream(block(literals: literals, distances: [1], data: "10 0 1 00000 00000 00000"))) == .symbol)
        #expect(error(stream(block(literals: literals, distances: [0], data: "10 0 0 00000 00000 00000"))) == .symbol)
        #expect(error(stream(block(literals: literals, distances: [2], data: "10 0 0 11"))) == .code)
    }

    @Test("as many literals and distances as there are may have codes, and no more")
    func alphabets() throws {
        let literals = [0: 1, 256: 1]
        let none = [Int](repeating: 0, count: 31)
        let good = stream(block(literals: literals, count: 286, distances: none.dropLast(), data: "0 1"))
        #expect(try Inflate.zlib(good + Forge.big(Forge.adler32([0])), limit: 1) == [0])
        #expect(error(stream(block(literals: literals, count: 287, distances: [0], data: "0 1"))) == .code)
        #expect(error(stream(block(literals: literals, distances: none, data: "0 1"))) == .code)
    }

    @Test("codes that are over-subscribed, incomplete or without an end are refused")
    func codes() {
        #expect(error(stream(block(literals: [0: 1, 1: 1, 256: 1], distances: [0]))) == .code)
        #expect(error(stream(block(literals: [0: 2, 256: 2], distances: [0]))) == .code)
        #expect(error(stream(block(literals: [0: 1, 1: 1], distances: [0]))) == .code)
        #expect(error(stream(block(literals: [0: 1, 256: 1], distances: [1, 1, 1]))) == .code)
        #expect(error(stream(block(literals: [0: 1, 256: 15], distances: [0]))) == .code)
    }

    @Test("lengths that repeat nothing, or more than there is, are refused")
    func repeatedLengths() {
        // 257 literals, 1 distance, 4 lengths: of 16, 17, 18 and 0.
        let head = "1 01 00000 00000 0000 "
        #expect(error(stream(head + "100 100 000 000") + [0, 0, 0]) == .code, "16 comes first")
        #expect(error(stream(head + "000 100 100 000") + [0xff, 0xff, 0xff, 0xff]) == .code, "276 zeros for 258")
        // Codes of one bit: 0 for the length 1, 1 for 18. A 1, 255 zeros, a 1 for the end, and 11 zeros for one distance.
        let repeats = "0 11111111 10101011 0 10000000"
        let lengths = "000 000 100" + String(repeating: " 000", count: 14) + " 100 "
        #expect(error(stream("1 01 00000 00000 0111" + lengths + repeats) + [0, 0, 0, 0]) == .code, "11 for 1")
        #expect(error(stream(head + "000 000 000 000") + [0, 0, 0, 0]) == .symbol, "no code at all")
    }

    @Test("random and damaged bytes never give more than the limit")
    func randomBytes() {
        var random = SeededBytes()
        for _ in 0..<2000 {
            let inputs = [
                [0x78, 0x01] + random.bytes(Int.random(in: 0...200, using: &random)), random.damaged(Self.dynamic),
                random.damaged(Self.fixed), random.damaged(Self.several),
            ]
            for input in inputs {
                let limit = Int.random(in: 0...2000, using: &random)
                guard let output = try? Inflate.zlib(input, limit: limit) else { continue }
                #expect(output.count <= limit, "seed \(random.seed)")
                #expect(
                    Forge.adler32(output) == input.suffix(4).reduce(0) { $0 << 8 | UInt32($1) }, "seed \(random.seed)")
            }
        }
    }
}
