import Testing
import ZFS

@testable import TestSupport

@Suite("Options of a stream")
struct StreamFlagsTests {
    @Test(
        "are letters for zfs send",
        arguments: [
            ([], nil), ([.raw], "-w"), ([.largeBlocks], "-L"), ([.embedded], "-e"), ([.compressed], "-c"),
            (.plain, "-Lec"),
            (.rawEncrypted, "-wLec"), ([.compressed, .raw], "-wc"),
        ] as [(StreamFlags, String?)])
    func option(flags: StreamFlags, expected: String?) {
        #expect(flags.option == expected)
    }

    @Test("that have no meaning give no letters")
    func unknown() {
        #expect(StreamFlags(rawValue: 0xF0).option == nil)
        #expect(StreamFlags(rawValue: 0xF1).option == "-w")
        #expect(StreamFlags.known.rawValue == 0x0F)
    }
}

@Suite("Whether a token is of such a send")
struct TokenFlagsTests {
    private func isOf(_ wanted: StreamFlags, _ names: String...) throws -> Bool {
        let all: Set = ["rawok", "largeblockok", "embedok", "compressok"]
        let token = try ResumeToken(
            parsing: Forge.token(Forge.fields(names.map { .flag($0) }, without: all.subtracting(names))))
        return token.isOfSend(with: wanted)
    }

    @Test("it may lack options that made no difference")
    func fewer() throws {
        #expect(try isOf(.plain))
        #expect(try isOf(.plain, "embedok"))
        #expect(try isOf(.plain, "largeblockok", "embedok", "compressok"))
        #expect(try isOf(.rawEncrypted, "rawok"))
        #expect(try isOf([]))
    }

    @Test("it may have none that was not asked for")
    func more() throws {
        #expect(try !isOf([], "embedok"))
        #expect(try !isOf([.largeBlocks, .embedded], "compressok"))
        #expect(try !isOf([.raw], "rawok", "largeblockok"))
    }

    @Test("it is raw if raw was asked for, and only then")
    func raw() throws {
        #expect(try !isOf(.rawEncrypted, "largeblockok", "embedok", "compressok"))
        #expect(try !isOf(.plain, "rawok", "largeblockok", "embedok", "compressok"))
        #expect(try !isOf([.raw]))
    }

    @Test("it has nothing that zpull never asks for", arguments: ["savedok", "someok"])
    func never(name: String) throws {
        #expect(try !isOf(.known, "rawok", name))
    }
}
