import Foundation

/// A message as a webhook gets it; docs/operations.md describes it. Chats that take `{"text": …}` show that.
struct NoticeJSON: Encodable {
    struct Failure: Encodable {
        let source: String
        let dataset: String?
        let problem: String
        let exitCode: Int32
        let since: UInt64
        let new: Bool
    }

    struct Behind: Encodable {
        let source: String
        let dataset: String?
        let level: Concern.Level
        let newest: UInt64
        let since: UInt64
        let new: Bool
    }

    struct Recovered: Encodable {
        let source: String
        let dataset: String?
        let event: Notify.Event
        let since: UInt64
    }

    let host: String
    let time: UInt64
    let events: [String]
    let subject: String
    let text: String
    var failures: [Failure] = []
    var behind: [Behind] = []
    let recovered: [Recovered]
    /// What the three lists would have had more.
    let leftOut: Int
    let sources: Int
    let datasets: Int
    let snapshots: Int
    let bytes: UInt64

    /// Bytes, so that all of it is less than the 100 KiB that curl takes for a line of its configuration.
    fileprivate static let (longestProblem, longestText) = (500, 8000)

    init(_ notice: Notice) {
        host = notice.host
        time = notice.time
        events = notice.isTest ? ["test"] : notice.news.events.map(\.rawValue).sorted()
        subject = notice.subject
        text = notice.text.limited(to: Self.longestText)
        for current in notice.news.concerns {
            let place = current.concern.place
            switch current.concern.kind {
            case .failure(let code, let problem): failures.append(Failure(current, code, problem))
            // As of `verify`.
            case .flaw(let problem): failures.append(Failure(current, ExitCode.failed, problem))
            case .behind(let level, let newest):
                behind.append(
                    Behind(
                        source: place.source, dataset: place.dataset, level: level, newest: newest,
                        since: current.concern.since, new: current.isNew))
            }
        }
        let over = notice.news.over.map {
            Recovered(source: $0.place.source, dataset: $0.place.dataset, event: $0.event, since: $0.since)
        }
        let most = Notice.longestList
        leftOut = [failures.count, behind.count, over.count].reduce(0) { $0 + max(0, $1 - most) }
        failures = Array(failures.prefix(most))
        behind = Array(behind.prefix(most))
        recovered = Array(over.prefix(most))
        sources = notice.sources.count
        datasets = notice.sources.reduce(0) { $0 + ($1.datasets?.count ?? 0) }
        snapshots = notice.snapshots
        bytes = notice.bytes
    }

    /// One line, with sorted keys.
    var encoded: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Nothing in it can fail to be encoded.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

extension NoticeJSON.Failure {
    fileprivate init(_ current: News.Current, _ exitCode: Int32, _ problem: String) {
        self.init(
            source: current.concern.place.source, dataset: current.concern.place.dataset,
            problem: problem.printableParagraph.limited(to: NoticeJSON.longestProblem), exitCode: exitCode,
            since: current.concern.since, new: current.isNew)
    }
}
