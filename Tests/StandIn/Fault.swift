/// What goes wrong: a line of the file `fault`, such as `send tank/data@two: exit 1 after 100000 bytes: no luck`.
///
/// First the subcommand, perhaps with the one snapshot or dataset that is meant; then what happens; then, for some, what
/// is said on standard error.
struct Fault: Equatable, Sendable {
    enum Action: Equatable, Sendable {
        /// `exit N`: ends with this code and the message.
        case exit(Int32)
        /// `hang`: does nothing more, and notices nothing but signals.
        case hang
        /// `stall`: does nothing more until the other end of its stream is closed, as a program that waits for a disk.
        case stall
        /// `tell`: says so at the pipe `events`, and goes on.
        case tell
        /// `flood`: writes a megabyte to standard error, and goes on.
        case flood
        /// The first record lies: `other guid`, `other base`, `other name`, `compound`, `raw`, `long names`; so does `get` with the
        /// first.
        case lie(String)
        /// `no last record`
        case withoutEnd
        /// `N bytes after the end`
        case surplus(Int)
    }

    /// When it happens, counted in bytes of the stream.
    enum Moment: Equatable, Sendable {
        case start
        /// `after N bytes`
        case after(Int)
        /// `after the end`: everything has been written.
        case end
    }

    let verb: String
    let subject: String
    let action: Action
    let moment: Moment
    let message: String

    init(parsing line: some StringProtocol) throws {
        let parts = line.split(separator: ": ", maxSplits: 2).map { String($0) }
        guard parts.count >= 2, let action = Self.action(parts[1]) else {
            throw Exit("zfs-stand-in: a fault that is not understood: \(line)", code: 70)
        }
        let head = parts[0].split(separator: " ", maxSplits: 1).map(String.init)
        verb = head[0]
        subject = head.count > 1 ? head[1] : ""
        (self.action, moment) = action
        message = parts.count > 2 ? parts[2] : ""
    }

    private static func action(_ text: String) -> (Action, Moment)? {
        let words = text.split(separator: " ").map(String.init)
        let verbs: [String: Action] = ["hang": .hang, "stall": .stall, "tell": .tell, "flood": .flood]
        if words.count == 5, words.dropFirst() == ["bytes", "after", "the", "end"] {
            return Int(words[0]).map { (.surplus($0), .start) }
        }
        if text == "no last record" { return (.withoutEnd, .start) }
        if ["other guid", "other base", "other name", "compound", "raw", "long names"].contains(text) {
            return (.lie(text), .start)
        }
        var rest = words[...]
        var action = rest.popFirst().flatMap { verbs[$0] }
        if words.first == "exit" { action = rest.popFirst().flatMap { Int32($0) }.map { .exit($0) } }
        guard let action else { return nil }
        switch Array(rest) {
        case []: return (action, .start)
        case ["after", "the", "end"]: return (action, .end)
        case let rest where rest.count == 3 && rest[0] == "after" && rest[2] == "bytes":
            return Int(rest[1]).map { (action, .after($0)) }
        default: return nil
        }
    }
}
