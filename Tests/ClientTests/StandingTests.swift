import Testing
import ZFS

@testable import zpull_client

@Suite("What the history has beside the status")
struct StandingTests {
    private let name = "backup/web1/data"

    @Test("the last run without failure is remembered past later ones with")
    func success() throws {
        let sources = try standing([.run("web1", at: 1), .run("web1", at: 2, .failed), .run("web1", at: 3, .stopped)])
        #expect(sources[0].lastRun?.time == 3)
        #expect(sources[0].lastSuccess?.time == 1)
        #expect(sources[1].lastRun == nil)
    }

    @Test("a run that left all to another one is none")
    func left() throws {
        var locked = HistoryEvent.run("web1", at: 2, .locked)
        locked.problem = nil
        #expect(try standing([.run("web1", at: 1), locked])[0].lastRun?.time == 1)
        locked.datasets = 1
        #expect(try standing([.run("web1", at: 1), locked])[0].lastRun?.time == 2)
    }

    @Test("of verifications the last counts, and the last good one beside it")
    func care() throws {
        let sources = try standing([
            .other(.verify, "web1", name, at: 1), .other(.verify, "web1", name, at: 2, .failed),
            .other(.prune, "web1", name, at: 3), .other(.verify, "db1", name, at: 4),
        ])
        let care = sources[0].care(for: try datasetName(name))
        #expect(care.last[.verify]?.time == 2)
        #expect(care.lastGood[.verify]?.time == 1)
        #expect(care.last[.prune]?.time == 3)
        #expect(care.last[.drill] == nil)
    }

    @Test("what could not be pruned once is forgotten with a pass in which nothing failed")
    func pruned() throws {
        let failed = HistoryEvent.other(.prune, "web1", name, at: 2, .failed)
        func last(_ passes: HistoryEvent.Outcome...) throws -> UInt64? {
            let lines = passes.map { HistoryEvent(time: 3, event: .prune, source: "web1", outcome: $0) }
            let history = [.other(.prune, "web1", name, at: 1), failed] + lines
            return try standing(history)[0].care(for: try datasetName(name)).last[.prune]?.time
        }
        #expect(try last(.failed, .stopped, .locked) == 2)
        #expect(try last(.failed, .done) == 1)
    }

    @Test("a backup that came in time and cannot be read is critical; one that cannot be pruned, a warning")
    func severity() throws {
        func severity(_ care: HistoryEvent...) throws -> Severity {
            try standing([.dataset("web1", name, at: noon - 60), .run("web1", at: noon - 60)] + care)[0].severity
        }
        #expect(try severity() == .fine)
        #expect(try severity(.other(.prune, "web1", name, at: noon, .failed)) == .warning)
        #expect(try severity(.other(.drill, "web1", name, at: noon, .failed)) == .critical)
        let failed = HistoryEvent.other(.verify, "web1", name, at: noon, .failed)
        #expect(try severity(failed) == .critical)
        #expect(try severity(failed, .other(.verify, "web1", name, at: noon + 1)) == .fine)
    }
}
