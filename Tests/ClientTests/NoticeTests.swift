import FoundationEssentials
import System
import Testing

@testable import zpull_client

@Suite("A message")
struct NoticeTests {
    private let time: UInt64 = 1_795_440_874

    private func notice(
        _ sources: [SourceFindings], new: [Concern] = [], old: [Concern] = [], over: [Concern] = []
    ) -> Notice {
        let concerns = new.map { News.Current(concern: $0, isNew: true) } + old.map { .init(concern: $0, isNew: false) }
        return Notice(
            host: "backup1", time: time, sources: sources,
            news: News(events: [.failure], concerns: concerns, over: over))
    }

    @Test("says the worst in its subject")
    func subject() {
        let (one, two) = (findings(), findings("web2", datasets: nil))
        let source = failure("web2", nil)
        #expect(notice([one], new: [failure()]).subject == "zpull on backup1: FAILED: web1 (1 of 2 datasets)")
        #expect(
            notice([one, two], new: [failure(), source], old: [behind(.critical)], over: [behind(.warn, "backup/b")])
                .subject
                == "zpull on backup1: FAILED: web1 (1 of 2 datasets), web2; BEHIND (critical): web1 (1 dataset); "
                + "recovered: web1 (1 dataset)")
        #expect(notice([one], old: [failure()]).subject == "zpull on backup1: still FAILED: web1 (1 of 2 datasets)")
        #expect(notice([one], over: [source]).subject == "zpull on backup1: recovered: web2")
        #expect(
            notice([one]).subject
                == "zpull on backup1: done: 2 datasets of 1 source, 5 snapshots received, 3.0 MiB")
        #expect(
            notice([one], new: (1...5).map { failure("web\($0)", nil) }).subject
                == "zpull on backup1: FAILED: web1, web2, web3 and 2 more")
        #expect(Notice.test(host: "backup1", time: 0).subject == "zpull on backup1: test message")
    }

    @Test("tells what could not be verified from what failed")
    func flaws() throws {
        let found = notice([findings()], new: [flaw(problem: "verify failed since …: backup/a@one cannot be read")])
        #expect(found.subject == "zpull on backup1: NOT VERIFIED: web1 (1 dataset)")
        #expect(
            found.text.contains(
                "\nNot verified:\n  web1 backup/a: verify failed since …: backup/a@one cannot be read\n"))
        let failure = try #require(NoticeJSON(found).failures.first)
        #expect(failure.exitCode == 1 && failure.dataset == "backup/a" && failure.problem?.contains("@one") == true)
        #expect(notice([findings()], over: [flaw()]).text.contains("web1 backup/a: was not verified, since"))
    }

    @Test("has what failed with its mend, what is behind, what is over, and where to look")
    func text() {
        let text = notice(
            [findings()], new: [failure(problem: "no luck; run `zfs rename`")],
            old: [behind(newest: time - 30 * 3600, since: time - 3600)],
            over: [failure("web2", nil, since: time - 7200)]
        ).text
        let (now, since) = (LocalTime.text(time), LocalTime.text(time - 3600))
        #expect(
            text == """
                \(now), backup1: 2 datasets of 1 source, 5 snapshots received, 3.0 MiB.

                Failed:
                  web1 backup/a: no luck; run `zfs rename`

                Behind:
                  web1 backup/a, since \(since): the newest snapshot here is of \(LocalTime.text(time - 30 * 3600)), 30 hours \
                old, which is more than fresh_within has as `warn`

                Over:
                  web2: had failed, since \(LocalTime.text(time - 7200))

                Where to look: `journalctl -u zpull-run`, `zpull-client status`.

                """)
    }

    @Test("counts what is too much to name, in text and JSON")
    func long() throws {
        let notice = notice([findings()], new: (1...40).map { failure("web1", "backup/\($0)") })
        #expect(notice.text.contains("  web1 backup/15: no luck\n  and 25 more\n"))
        let json = NoticeJSON(notice)
        #expect(json.failures.count == 15)
        #expect(json.leftOut == 25)
    }

    @Test("keeps what a source says in one line, without control characters")
    func hostile() {
        let text = notice([findings()], new: [failure(problem: "no\r\nSubject: x\u{1B}[2J\u{202E}")]).text
        #expect(text.contains("no Subject: x?[2J?") || text.contains("no; Subject: x?[2J?"), "\(text)")
    }

    @Test("is, as JSON, what docs/operations.md describes")
    func documented() throws {
        let path = URL(filePath: #filePath).appending(path: "../../../docs/operations.md").standardized
        let document = try String(contentsOf: path, encoding: .utf8)
        let section = try #require(document.split(separator: "The body of a webhook").last)
        let sample = try #require(section.split(separator: "```")[1...].first)
        let notice = notice(
            [findings()], new: [failure()], old: [behind()], over: [failure("web2", nil, since: 5)])
        let (ours, theirs) = try (keys(NoticeJSON(notice).encoded), keys(String(sample)))
        #expect(ours == theirs)
    }

    /// Each key of a JSON document, with those that it stands below.
    private func keys(_ json: String) throws -> Set<String> {
        let value = try JSONDecoder().decode(Value.self, from: Data(json.utf8))
        return value.keys(below: "")
    }

    /// Of any JSON, what is in objects and lists.
    private enum Value: Decodable {
        case object([String: Value]), list([Value]), other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let object = try? container.decode([String: Value].self) {
                self = .object(object)
            } else if let list = try? container.decode([Value].self) {
                self = .list(list)
            } else {
                self = .other
            }
        }

        func keys(below path: String) -> Set<String> {
            switch self {
            case .object(let values):
                values.reduce(into: []) {
                    $0.formUnion($1.value.keys(below: "\(path).\($1.key)").union(["\(path).\($1.key)"]))
                }
            case .list(let values): values.reduce(into: []) { $0.formUnion($1.keys(below: path)) }
            case .other: []
            }
        }
    }
}
