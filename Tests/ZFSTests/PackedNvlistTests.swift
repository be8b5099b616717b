import Testing
import ZFS

@testable import TestSupport

@Suite("Packed nvlists")
struct PackedNvlistTests {
    private func error(_ bytes: [UInt8]) -> PackedNvlistError? {
        do {
            _ = try PackedNvlist(bytes)
            return nil
        } catch {
            return error
        }
    }

    private func both(_ pairs: [Forge.Pair]) -> [PackedNvlistError?] {
        [error(Forge.native(pairs)), error(Forge.xdr(pairs))]
    }

    private static let sample: [Forge.Pair] = [
        .flag("a"), .number("number", .max), .string("text", "seven77"), .string("empty", ""),
        .numbers("array", [1, .max]), .numbers("none", []),
    ]

    @Test("each type is read in each encoding", arguments: [Forge.native(sample), Forge.xdr(sample)])
    func types(list: [UInt8]) throws {
        #expect(
            try PackedNvlist(list).pairs == [
                .init("a", .present), .init("number", .number(.max)), .init("text", .string("seven77")),
                .init("empty", .string("")), .init("array", .numbers([1, .max])), .init("none", .numbers([])),
            ])
    }

    @Test("names and texts of every length up to twenty are read, whatever the padding")
    func paddings() throws {
        for length in 1...20 {
            let text = String(repeating: "x", count: length)
            let pairs: [Forge.Pair] = [.string(text, text), .flag("end")]
            for list in [Forge.native(pairs), Forge.nativeBig(pairs), Forge.xdr(pairs)] {
                let expected: [PackedNvlist.Pair] = [.init(text, .string(text)), .init("end", .present)]
                #expect(try PackedNvlist(list).pairs == expected)
            }
        }
    }

    @Test("an empty list is read")
    func empty() throws {
        #expect(try PackedNvlist(Forge.native([])).pairs == [])
        #expect(try PackedNvlist(Forge.xdr([])).pairs == [])
    }

    @Test(
        "every truncation is refused",
        arguments: [Forge.native(sample), Forge.nativeBig([.number("n", 1), .string("s", "t")]), Forge.xdr(sample)])
    func truncations(list: [UInt8]) {
        for count in list.indices { #expect(error(Array(list.prefix(count))) != nil, "cut after \(count)") }
        #expect(error(list + [0]) == .trailing(1))
    }

    @Test("an unknown encoding, byte order, version or flag is refused")
    func heads() {
        #expect(error([2, 1, 0, 0] + Forge.native([]).dropFirst(4)) == .encoding(2))
        #expect(error([0, 2, 0, 0] + Forge.native([]).dropFirst(4)) == .byteOrder(2))
        #expect(error(Forge.native([], version: 1)) == .kind(version: 1, flags: 1))
        #expect(error(Forge.native([], flags: 0)) == .kind(version: 0, flags: 0))
        #expect(error(Forge.native([], flags: 2)) == .kind(version: 0, flags: 2))
    }

    @Test("sizes that are negative, too small or too large are refused", arguments: [Int32.min, -1, 1, 16, 23, 25, 32])
    func sizes(size: Int32) {
        var pair = Forge.Pair.flag("a")
        pair.size = size
        // In a native list a size reaches over what follows, so it may be the list's end that is missed.
        #expect(error(Forge.native([pair])) != nil)
        #expect(error(Forge.xdr([pair])) == .size)
    }

    @Test("a size in memory that is not the pair's is refused", arguments: [0, 16, 23, 25, 32, 255])
    func sizeInMemory(size: UInt8) throws {
        var list = Forge.xdr([.flag("a")])
        try #require(list[16..<20] == [0, 0, 0, 24])
        list[19] = size
        #expect(error(list) == .size)
    }

    @Test("a native size beyond the list is refused as an early end")
    func sizeBeyondEnd() {
        var pair = Forge.Pair.flag("a")
        pair.size = .max
        #expect(error(Forge.native([pair])) == .truncated)
    }

    @Test("counts of elements that the value has not are refused", arguments: [Int32.min, -1, 0, 2, .max])
    func elements(count: Int32) {
        for good: Forge.Pair in [.number("a", 1), .string("a", "b"), .numbers("a", [1])] {
            var pair = good
            pair.elements = count
            #expect(both([pair]) == [.size, .size], "\(good)")
        }
        var flag = Forge.Pair.flag("a")
        flag.elements = 1
        #expect(both([flag]) == [.size, .size])
    }

    @Test("a native string without its NUL is refused")
    func unterminatedString() {
        var pair = Forge.Pair.string("a", "1234567")
        pair.native = Array("12345678".utf8)
        #expect(error(Forge.native([pair])) == .string("a"))
    }

    @Test("a string that ends before its room does is refused")
    func earlyNul() {
        var pair = Forge.Pair.string("a", "tank/data@monday")
        pair.native = Array("tank\0data@monday\0".utf8)
        #expect(error(Forge.native([pair])) == .size)
        pair.xdr = Forge.padded(Forge.big(UInt32(16)) + Array("tank\0data@monday".utf8), to: 4)
        #expect(error(Forge.xdr([pair])) == .string("a"))
    }

    @Test("a string that is not UTF-8 is refused")
    func notUTF8() {
        var pair = Forge.Pair.string("a", "xy")
        pair.native = [0xff, 0xfe, 0]
        pair.xdr = Forge.big(UInt32(2)) + [0xff, 0xfe, 0, 0]
        #expect(both([pair]) == [.string("a"), .string("a")])
    }

    @Test("a length of text beyond the list is refused", arguments: [UInt32(3), 64, 1 << 31, .max])
    func xdrLengths(length: UInt32) {
        var pair = Forge.Pair.string("a", "")
        pair.xdr = Forge.big(length)
        #expect(error(Forge.xdr([pair])) != nil)
    }

    @Test("malformed names are refused", arguments: ["", "a\0b", "a\nb", "ä", String(repeating: "n", count: 256)])
    func names(name: String) {
        #expect(both([.flag(name)]) == [.name, .name])
    }

    @Test("a native name without its NUL is refused")
    func unterminatedName() {
        var pair = Forge.Pair.flag("toname77")
        pair.nameEnds = false
        #expect(error(Forge.native([pair])) == .name)
    }

    @Test("types that no token has are refused", arguments: [Int32.min, -1, 0, 2, 5, 10, 17, 19, 20, 21, 28, .max])
    func unknownTypes(type: Int32) {
        var pair = Forge.Pair.number("a", 1)
        pair.type = type
        #expect(both([pair]) == [.type(Int(type), of: "a"), .type(Int(type), of: "a")])
    }

    @Test("no more pairs than sixty-four are read")
    func manyPairs() throws {
        let pairs = (0..<65).map { Forge.Pair.flag("flag\($0)") }
        #expect(try PackedNvlist(Forge.native(pairs.dropLast())).pairs.count == 64)
        #expect(both(pairs) == [.tooManyPairs, .tooManyPairs])
    }

    @Test("random and damaged bytes are refused or read, and whatever is read was there")
    func randomBytes() {
        var random = SeededBytes()
        for _ in 0..<3000 {
            let inputs = [
                random.bytes(Int.random(in: 0...120, using: &random)), random.damaged(Forge.native(Self.sample)),
                random.damaged(Forge.xdr(Self.sample)),
                [0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0] + random.bytes(60),
                [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] + random.bytes(60),
            ]
            for input in inputs {
                guard let list = try? PackedNvlist(input) else { continue }
                let names = list.pairs.map { Array($0.name.utf8) }
                #expect(names.allSatisfy { input.firstRange(of: $0) != nil }, "seed \(random.seed)")
            }
        }
    }
}
