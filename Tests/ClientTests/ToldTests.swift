import Testing
import ZFS

@testable import zpull_client

@Suite("Of a run is told")
struct ToldTests {
    private static let start: UInt64 = 1_795_440_874
    private let good = [findings()]

    /// Runs an hour apart, each told: why, for each.
    private func told(
        _ runs: [[SourceFindings]], on wanted: Set<Notify.Event> = [.failure, .recovery, .behind],
        configured: Set<String> = ["web1", "web2"]
    ) -> [Set<Notify.Event>] {
        var memory = Told()
        return runs.enumerated().map { index, sources in
            let (news, after) = memory.next(
                RunFindings(sources: sources), on: wanted, configured: configured,
                at: Self.start + UInt64(index) * 3600)
            memory = after
            return news.events
        }
    }

    @Test("a failure once, its end once, and nothing while all is well")
    func once() {
        let bad = [findings([failure()])]
        #expect(told([good, bad, bad, bad, good, good]) == [[], [.failure], [], [], [.recovery], []])
    }

    @Test("what lasts once more before a day is over")
    func reminder() {
        let bad = [findings([failure()])]
        let days = told(Array(repeating: bad, count: 48))
        #expect(days.indices.filter { !days[$0].isEmpty } == [0, 20, 40])
    }

    @Test("another failure as a new one: of another dataset, or for another reason, not in other words")
    func other() {
        let first = [findings([failure(problem: "process 17 has it")])]
        let words = [findings([failure(problem: "process 18 has it")])]
        let another = [findings([failure(), failure("web1", "backup/b")])]
        let reason = [findings([failure(code: 2), failure("web1", "backup/b")])]
        #expect(told([first, words, another, reason, reason]) == [[.failure], [], [.failure], [.failure], []])
    }

    @Test("the end of one failure while another lasts")
    func partly() {
        let both = [findings([failure(), failure("web1", "backup/b")])]
        #expect(told([both, [findings([failure()])], good]) == [[.failure], [.recovery], [.recovery]])
    }

    @Test("no end of what a run has not found out about")
    func undecided() throws {
        let bad = [findings([failure()])]
        let unreachable = [findings(datasets: nil, [failure("web1", nil, code: 10)])]
        #expect(told([bad, unreachable, bad, good]) == [[.failure], [.failure], [.recovery], [.recovery]])
        let cut = [findings(notReached: ["backup/a"], [failure("web1", nil, code: 16)])]
        #expect(told([bad, cut, bad]) == [[.failure], [.failure], [.recovery]])
        let locked = [findings(datasets: ["backup/b"], locked: [try datasetName("backup/a")])]
        #expect(told([bad, locked, bad, good]) == [[.failure], [], [], [.recovery]])
        let otherSource = [findings("web2")]
        #expect(told([bad, otherSource, bad, good]) == [[.failure], [], [], [.recovery]])
    }

    @Test("nothing of what has left the rules, the source or the configuration")
    func forgotten() {
        let bad = [findings([failure()])]
        #expect(told([bad, [findings(datasets: ["backup/b"])], good]) == [[.failure], [], []])
        #expect(told([[findings("old", [failure("old")])], good]) == [[.failure], []])
    }

    @Test("falling behind, falling behind further, and coming up again; not being less behind")
    func behindItself() {
        let fine = [findings(watched: ["backup/a"])]
        let warn = [findings([behind(.warn)], watched: ["backup/a"])]
        let critical = [findings([behind(.critical)], watched: ["backup/a"])]
        #expect(
            told([fine, warn, warn, critical, critical, warn, fine])
                == [[], [.behind], [], [.behind], [], [], [.recovery]])
        // A listing that failed decides nothing.
        #expect(told([warn, good, warn, fine]) == [[.behind], [], [], [.recovery]])
    }

    @Test("what could not be verified, beside a failure of the same dataset, until it has been")
    func flaws() {
        let flawed = [findings("web1", [flaw()], proven: ["backup/a"])]
        let both = [findings("web1", [failure(), flaw()], proven: ["backup/a"])]
        let fine = [findings("web1", proven: ["backup/a"])]
        #expect(
            told([fine, flawed, both, flawed, good, fine]) == [
                [], [.failure], [.failure], [.recovery], [], [.recovery],
            ])
        #expect(told([flawed], on: [.success]) == [[.success]])
    }

    @Test("only what is wanted, and no end of what was not told")
    func wanted() {
        let bad = [findings([failure(), behind()], watched: ["backup/a"])]
        let fine = [findings(watched: ["backup/a"])]
        #expect(told([bad, fine], on: [.failure]) == [[.failure], []])
        #expect(
            told([bad, [findings([behind()], watched: ["backup/a"])], fine], on: [.failure, .recovery])
                == [[.failure], [.recovery], []])
        #expect(told([fine, bad, fine], on: [.success]) == [[.success], [], [.success]])
    }

    @Test("no success where something was left to another run")
    func lockedSuccess() throws {
        let locked = [findings(datasets: nil, locked: [try datasetName("backup/a")])]
        #expect(told([locked], on: [.success]) == [[]])
    }

    @Test("since when it has been wrong, across changes of the reason")
    func since() {
        let (_, first) = Told().next(
            RunFindings(sources: [findings([failure(code: 10, since: 100)])]), on: [.failure], configured: ["web1"],
            at: 100)
        let (news, _) = first.next(
            RunFindings(sources: [findings([failure(code: 2, since: 200)])]), on: [.failure], configured: ["web1"],
            at: 200)
        #expect(news.concerns == [.init(concern: failure(code: 2, since: 100), isNew: true)])
    }

    @Test("a reminder also after the clock was set back")
    func clock() {
        let sources = [findings([failure()])]
        let (_, first) = Told().next(
            RunFindings(sources: sources), on: [.failure], configured: ["web1"], at: Self.start)
        let (news, _) = first.next(
            RunFindings(sources: sources), on: [.failure], configured: ["web1"], at: Self.start - 1000)
        #expect(news.events == [.failure])
    }

    @Test("by runs of different sources at once, each its own")
    func atOnce() {
        let (_, one) = Told().next(
            RunFindings(sources: [findings([failure()])]), on: [.failure],
            configured: ["web1", "web2"], at: 100)
        let (_, two) = Told().next(
            RunFindings(sources: [findings("web2", [failure("web2")])]), on: [.failure],
            configured: ["web1", "web2"], at: 200)
        let both = two.with(["web1"], of: one)
        #expect(both.concerns == [failure("web2"), failure()])
        #expect(both.reminded == 200)
    }
}
