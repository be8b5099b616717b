import Testing

@testable import zpull_client

@Suite("What a run tells of what is here")
struct StandingFindingsTests {
    private let all: Set<Notify.Event> = [.failure, .behind]

    private func look(_ status: SourceStatus, on wanted: Set<Notify.Event>) -> SourceFindings {
        var found = findings()
        found.look(at: status, on: wanted, at: 5000)
        return found
    }

    @Test(
        "is nothing up to the limit of age, a warning beyond it, an alarm beyond the other, as check has it",
        arguments: [(1100, nil), (1101, .warn), (1200, .warn), (1201, .critical)] as [(UInt64, Concern.Level?)])
    func levels(now: UInt64, level: Concern.Level?) throws {
        let found = look(try status(history("500 run done compared"), now: now), on: all)
        #expect(found.watched == ["backup/data"])
        #expect(found.concerns == (level.map { [behind($0, "backup/data", newest: 1000, since: 5000)] } ?? []))
    }

    @Test("is no age of what has gone from the source, of what has nothing here, and of what has no limit")
    func ageless() throws {
        let gone = history("500 run done compared gone backup/data/old")
        let here = ["backup/data", "backup/data/old"]
        #expect(look(try status(gone, now: 9999, here: here), on: all).watched == ["backup/data"])
        #expect(look(try status(nil, now: 9999, here: []), on: all).watched == [])
        #expect(look(try status(nil, now: 9999, fresh: nil), on: all).concerns.isEmpty)
    }

    @Test("is what could not be verified, until it was, with the snapshot's name")
    func flaws() throws {
        let found = look(try status(history("600 verify failed - backup/data@auto cannot be read")), on: all)
        #expect(found.proven == ["backup/data"])
        let concern = try #require(found.concerns.first)
        #expect(concern.isFlaw && concern.event == .failure)
        guard case .flaw(let problem) = concern.kind else { return }
        #expect(problem.contains("backup/data@auto cannot be read"))
        #expect(look(try status(history("600 verify failed - no", "700 verify done -")), on: all).concerns.isEmpty)
    }

    @Test("is only what people want to hear of")
    func wanted() throws {
        let bad = try status(history("600 verify failed - no"), now: 9999)
        #expect(look(bad, on: [.behind]).concerns.map(\.event) == [.behind])
        #expect(look(bad, on: [.failure]).concerns.map(\.isFlaw) == [true])
        #expect(look(bad, on: [.failure]).watched == nil)
    }
}
