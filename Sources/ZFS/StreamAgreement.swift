/// What both ends agreed on for one hop, and so what the first record of its stream must say.
///
/// A receiver that starts `zfs receive` without this check takes whatever the source chooses to send.
package struct StreamAgreement: Equatable, Sendable {
    /// The most bytes of nvlist taken behind the first record. Real ones have some hundred (resume point, key data); the
    /// kernel of OpenZFS 2.1 allocates as many as the record says, up to 4 GiB, before it reads one (dmu_recv.c).
    package static let maximumPayload: UInt32 = 1 << 20

    /// The snapshot's name on the source.
    package let snapshot: SnapshotName
    /// The snapshot's guid.
    package let to: Guid
    /// The base's guid; `nil` for a hop from nothing.
    package let from: Guid?
    /// Whether the stream is raw (`send -w`). It must not change within a chain.
    package let raw: Bool
    /// Whether the stream goes on where an earlier receive was cut (`send -t`).
    package let resuming: Bool

    package init(snapshot: SnapshotName, to: Guid, from: Guid?, raw: Bool, resuming: Bool) {
        self.snapshot = snapshot
        self.to = to
        self.from = from
        self.raw = raw
        self.resuming = resuming
    }

    /// Refuses the stream when its first record says anything else than what was agreed on.
    package func check(_ header: StreamHeader) throws(StreamRefusal) {
        if let reason = reason(against: header) { throw StreamRefusal(snapshot: snapshot, reason: reason) }
    }

    /// The first thing wrong with the header. What a stream *is* comes before which one it is: a compound stream has no
    /// guid to compare.
    private func reason(against header: StreamHeader) -> StreamRefusal.Reason? {
        let unknown = header.features.subtracting(.known)
        guard header.kind == .substream, let came = header.to else { return .compound }
        guard unknown.isEmpty else { return .unknownFeatures(unknown) }
        guard header.features.isDisjoint(with: [.dedup, .dedupProperties]) else { return .deduplicated }
        guard !header.features.contains(.redacted) else { return .redacted }
        guard !header.features.contains(.holds) else { return .holds }
        guard !header.flags.contains(.clone) else { return .clone }
        guard header.toName == snapshot else { return .name(came: header.toName) }
        guard came == to else { return .guid(came: came, agreed: to) }
        guard header.from == from else { return .base(came: header.from, agreed: from) }
        guard header.features.contains(.raw) == raw else { return .raw(agreed: raw) }
        guard header.features.contains(.resuming) == resuming else { return .resuming(agreed: resuming) }
        guard header.payloadLength <= Self.maximumPayload else { return .payload(header.payloadLength) }
        return nil
    }
}
