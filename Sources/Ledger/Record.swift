/// One line of an audit log. docs/audit-log.md describes the form.
package struct Record: Equatable, Sendable {
    /// A record's place in its chain, and the digest of its line: what the next one refers to.
    package struct Link: Hashable, Sendable {
        package let sequence: UInt64
        package let digest: Digest

        package init(sequence: UInt64, digest: Digest) {
            self.sequence = sequence
            self.digest = digest
        }

        /// Before the first record.
        package static let beginning = Link(sequence: 0, digest: .none)
    }

    /// Counted from one over all files of a log.
    package let sequence: UInt64
    /// Of the line of the record before.
    package let previous: Digest
    package let time: Timestamp
    /// Drawn at random for each session.
    package let session: UInt64
    package let party: Party
    package let event: Event

    /// What JSON's readers take for a whole number.
    static let sequenceLimit: UInt64 = 1 << 53

    /// The record that follows another one; `nil` when that was the last that can be counted.
    package init?(after link: Link, at time: Timestamp, session: UInt64, party: Party, _ event: Event) {
        guard link.sequence < Self.sequenceLimit else { return nil }
        self.init(
            sequence: link.sequence + 1, previous: link.digest, time: time, session: session, party: party, event: event
        )
    }

    init(sequence: UInt64, previous: Digest, time: Timestamp, session: UInt64, party: Party, event: Event) {
        self.sequence = sequence
        self.previous = previous
        self.time = time
        self.session = session
        self.party = party
        self.event = event
    }

    /// With its newline.
    package var line: [UInt8] { Array("\(object.line)\n".utf8) }

    package var link: Link { Link(sequence: sequence, digest: Digest(of: line)) }

    /// The longest line, with every character of every text escaped.
    package static let lengthLimit = 32 << 10
}
