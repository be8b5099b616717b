/// Something that is wrong with a source or a dataset, as it is remembered from one run to the next. There is at most one
/// of each kind at each place.
struct Concern: Codable, Equatable, Sendable {
    /// A dataset of a source, or the source as a whole.
    struct Place: Codable, Hashable, Sendable, CustomStringConvertible {
        let source: String
        /// The target's name here.
        var dataset: String?

        /// As log lines begin.
        var description: String { "\(source)\(dataset.map { " \($0)" } ?? "")" }
    }

    enum Kind: Codable, Equatable, Sendable {
        /// It was not synced; the exit code tells of what kind the reason is.
        case failure(exitCode: Int32, problem: String)
        /// Its newest snapshot here, taken at this moment, has become older than it may.
        case behind(Level, newest: UInt64)
        /// A verification or a drill of it failed.
        case flaw(problem: String)

        fileprivate var word: String {
            switch self {
            case .failure: "failure"
            case .behind: "behind"
            case .flaw: "flaw"
            }
        }
    }

    /// Of `fresh_within`.
    enum Level: String, Codable, Comparable, Sendable {
        case warn, critical
        static func < (left: Level, right: Level) -> Bool { left == .warn && right == .critical }
    }

    let place: Place
    let kind: Kind
    /// When it was noticed first: seconds since 1970.
    let since: UInt64

    /// What whoever wants to hear of it has in `on`.
    var event: Notify.Event {
        switch kind {
        case .failure, .flaw: .failure
        case .behind: .behind
        }
    }

    /// Something that a run did not do, and not what was found out about what had come before.
    var isOfRun: Bool { if case .failure = kind { true } else { false } }
    var isFlaw: Bool { if case .flaw = kind { true } else { false } }

    /// What makes two of them one thing that may have changed.
    struct Key: Hashable {
        let place: Place
        fileprivate let word: String
    }
    var key: Key { Key(place: place, word: kind.word) }

    /// Whether it is the same that was wrong before: a text that has changed makes nothing new of it, and to be less behind
    /// than before is no news either.
    func isKnown(from before: Concern) -> Bool {
        switch (kind, before.kind) {
        case (.failure(let code, _), .failure(let earlier, _)): code == earlier
        case (.behind(let level, _), .behind(let earlier, _)): level <= earlier
        case (.flaw, .flaw): true
        default: false
        }
    }
}
