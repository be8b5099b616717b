import Testing

@testable import System

@Suite("The holder of a lock")
struct LockHolderTests {
    @Test("reads as it was written")
    func roundTrip() {
        let holder = LockHolder(process: 4711, since: 1_795_440_874, command: "zpull-client run --source web1")
        #expect(LockHolder(parsing: holder.text) == holder)
        #expect(holder.description.hasPrefix("process 4711, `zpull-client run --source web1`, since 2026-"))
    }

    @Test("keeps its command on one line, and short")
    func oneLine() {
        let text = LockHolder(process: 1, since: 2, command: "run\n99\n" + String(repeating: "x", count: 1000)).text
        #expect(text.hasPrefix("1\n2\nrun 99 x") && text.split(separator: "\n").count == 3)
        #expect(text.utf8.count < 300)
    }

    @Test(
        "is known by its process id alone where there is no more",
        arguments: ["12", "12\n", "12 and more\n", "12\nsoon\n", "12\nsoon\n\n"])
    func idAlone(text: String) { #expect(LockHolder(parsing: text) == LockHolder(process: 12)) }

    @Test("is nobody without a process id", arguments: ["", "\n", "soon", "99999999999999999999", "-1"])
    func nobody(text: String) { #expect(LockHolder(parsing: text) == nil) }
}
