/// How a stream is made: the options of `zfs send` that a pair of datasets keeps from its first stream to its last.
package struct StreamFlags: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// `zfs send -w`: blocks as they are on disk, encrypted ones unread.
    package static let raw = StreamFlags(rawValue: 1 << 0)
    /// `zfs send -L`
    package static let largeBlocks = StreamFlags(rawValue: 1 << 1)
    /// `zfs send -e`
    package static let embedded = StreamFlags(rawValue: 1 << 2)
    /// `zfs send -c`
    package static let compressed = StreamFlags(rawValue: 1 << 3)

    /// All the bits that have a meaning.
    package static let known: StreamFlags = [.raw, .largeBlocks, .embedded, .compressed]

    /// What unencrypted datasets are sent with, always, so that no chain mixes block sizes (facts: `-L` must not change).
    package static let plain: StreamFlags = [.largeBlocks, .embedded, .compressed]
    /// What encrypted datasets are sent with when they leave raw.
    package static let rawEncrypted: StreamFlags = [.raw, .largeBlocks, .embedded, .compressed]

    /// The letters for `zfs send`, such as `-Lec`; `nil` without any.
    package var option: String? {
        let letters = [(StreamFlags.raw, "w"), (.largeBlocks, "L"), (.embedded, "e"), (.compressed, "c")]
        let chosen = letters.filter { contains($0.0) }.map(\.1).joined()
        return chosen.isEmpty ? nil : "-" + chosen
    }
}

extension ResumeToken {
    /// Whether this token comes from a send with these options.
    ///
    /// A token holds only those that made a difference: without a large block in the pool, one of `send -L` lacks
    /// `largeblockok` (dmu_send.c sets the feature when the pool has it active). Raw is raw or not, and what zpull never
    /// asks for must not be there.
    package func isOfSend(with wanted: StreamFlags) -> Bool {
        guard unknownFlags.isEmpty, !flags.contains(.saved) else { return false }
        let pairs: [(Flags, StreamFlags)] = [
            (.raw, .raw), (.largeBlocks, .largeBlocks), (.embedded, .embedded), (.compressed, .compressed),
        ]
        let mine = StreamFlags(pairs.filter { flags.contains($0.0) }.map(\.1))
        return mine.isSubset(of: wanted) && mine.contains(.raw) == wanted.contains(.raw)
    }
}
