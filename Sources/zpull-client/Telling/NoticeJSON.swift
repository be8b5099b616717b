import Foundation

/// A message as a webhook gets it; docs/operations.md describes it. Chats that take `{"text": …}` show that.
struct NoticeJSON: Encodable {
    /// Something that is wrong, or was; each list has some of the keys.
    struct Entry: Encodable {
        let source: String
        let dataset: String?
        let since: UInt64
        /// Whether nobody has been told of it yet.
        var new: Bool?
        /// Of what failed.
        var problem: String?
        var exitCode: Int32?
        /// Of what is behind.
        var level: Concern.Level?
        var newest: UInt64?
        /// Of what is over.
        var event: Notify.Event?
    }

    let host: String
    let time: UInt64
    let events: [String]
    let subject: String
    let text: String
    let failures: [Entry]
    let behind: [Entry]
    let recovered: [Entry]
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
        func entries(_ event: Notify.Event) -> [Entry] {
            notice.news.concerns.filter { $0.concern.event == event }.map(Entry.init)
        }
        let (failures, behind, over) = (entries(.failure), entries(.behind), notice.news.over.map(Entry.init))
        let most = Notice.longestList
        self.failures = Array(failures.prefix(most))
        self.behind = Array(behind.prefix(most))
        recovered = Array(over.prefix(most))
        leftOut = [failures, behind, over].reduce(0) { $0 + max(0, $1.count - most) }
        sources = notice.sources.count
        datasets = notice.sources.reduce(0) { $0 + ($1.datasets?.count ?? 0) }
        snapshots = notice.snapshots
        bytes = notice.bytes
    }

    /// One line, with sorted keys.
    var encoded: String {
        // Nothing in it can fail to be encoded.
        (try? JSONEncoder.oneLine.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

extension NoticeJSON.Entry {
    /// What is wrong now.
    fileprivate init(_ current: News.Current) {
        let (concern, place) = (current.concern, current.concern.place)
        self.init(source: place.source, dataset: place.dataset, since: concern.since, new: current.isNew)
        switch concern.kind {
        case .failure(let code, let problem): note(problem, code)
        // As of `verify`.
        case .flaw(let problem): note(problem, ExitCode.failed)
        case .behind(let level, let newest): (self.level, self.newest) = (level, newest)
        }
    }

    private mutating func note(_ problem: String, _ exitCode: Int32) {
        self.problem = problem.printableParagraph.limited(to: NoticeJSON.longestProblem)
        self.exitCode = exitCode
    }

    /// What no longer is.
    fileprivate init(_ over: Concern) {
        self.init(source: over.place.source, dataset: over.place.dataset, since: over.since, event: over.event)
    }
}
