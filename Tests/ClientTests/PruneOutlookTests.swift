import Testing
import ZFS

@testable import zpull_client

@Suite("Nothing is pruned")
struct PruneOutlookTests {
    private static let day: UInt64 = 86_400
    private static let now: UInt64 = 1_800_000_000

    private func refusal(
        seenDaysAgo: UInt64 = 1, newestDaysAgo: UInt64 = 1, _ standing: CommonRecord.LastLook = .common,
        common: String? = "1", brake: String? = nil
    ) throws -> PruneRefusal? {
        let record = CommonRecord(
            dataset: "backup/data", standing: standing, snapshot: common.map { .init(name: "one", guid: $0) },
            seen: Self.now - seenDaysAgo * Self.day, problem: "it is full")
        return try refusal(record, newest: Self.now - newestDaysAgo * Self.day, brake)
    }

    private func refusal(_ record: CommonRecord?, newest: UInt64 = now, _ brake: String? = nil) throws -> PruneRefusal?
    {
        PruneOutlook(now: Self.now, silence: .seconds(14 * Self.day), newest: newest)
            .refusal(of: try dataset("backup/data", ["one", "two"]), record, brake: brake)
    }

    @Test("is not so when the source was seen, and nothing looks wrong")
    func fine() throws {
        #expect(try refusal() == nil)
        #expect(try refusal(seenDaysAgo: 14, newestDaysAgo: 14) == nil)
    }

    @Test("while a brake is on")
    func brake() throws { #expect(try refusal(brake: "odd") == .brake(reason: "odd")) }

    @Test("before a run has noted what is common, and when that is not here")
    func unknown() throws {
        #expect(try refusal(nil) == .unknown)
        #expect(try refusal(common: nil) == .unknown)
        #expect(try refusal(common: "4711") == .commonMissing("one"))
    }

    @Test("while runs stop at it, or when the source no longer has it, of which nobody need be told")
    func standing() throws {
        #expect(try refusal(.stopped) == .stopped(problem: "it is full"))
        let gone = try #require(try refusal(.gone))
        #expect(gone == .gone && gone.exitCode == nil)
    }

    @Test("after too long a silence, of the runs or of the source")
    func silence() throws {
        let (time, limit) = (Duration.seconds(15 * Self.day), Duration.seconds(14 * Self.day))
        #expect(try refusal(seenDaysAgo: 15) == .silent(for: time, limit: limit))
        #expect(try refusal(newestDaysAgo: 15) == .idle(for: time, limit: limit))
        #expect("\(PruneRefusal.silent(for: time, limit: .seconds(3600)))".contains("15 days have passed"))
        #expect("\(PruneRefusal.idle(for: time, limit: .seconds(7200)))".contains("the limit is 2 hours"))
    }

    @Test("with 2 where the runs tell of the cause, with 1 where nobody else may")
    func exitCodes() {
        let day = Duration.seconds(Self.day)
        let told: [PruneRefusal] = [
            .brake(reason: "odd"), .unknown, .stopped(problem: "full"), .commonMissing("one"),
            .silent(for: day, limit: day),
        ]
        #expect(told.allSatisfy { $0.exitCode == ExitCode.stopped })
        #expect([PruneRefusal.idle(for: day, limit: day), .clock].allSatisfy { $0.exitCode == ExitCode.failed })
        #expect(PruneCommand.exitCode([2, 3, 2]) == 3 && PruneCommand.exitCode([2, 2]) == 2)
        #expect(PruneCommand.exitCode([2, 1, 3]) == 1 && PruneCommand.exitCode([]) == 0)
    }

    @Test("after a run in the future")
    func clock() throws {
        let record = CommonRecord(
            dataset: "backup/data", standing: .common, snapshot: .init(name: "one", guid: "1"),
            seen: Self.now + Self.day, problem: nil)
        #expect(try refusal(record) == .clock)
    }
}
