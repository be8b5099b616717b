import ZFS

/// The logs of both ends, held against each other stream by stream.
///
/// The two share no number, so streams are paired by dataset, guid and the time at which they began; one with one, so that a
/// stream that somebody else has fetched with the same key stays over, although its snapshot came here as well.
package struct LedgerComparison: Sendable {
    /// What one end says and the other does not.
    package enum Difference: Equatable, Sendable {
        /// It was sent, and nothing here knows of it.
        case unknownHere(Record, Stream)
        /// It was sent, whole or in part, and did not come whole, then or later.
        case neverReceived(Record, Stream, here: Stream)
        /// It came here whole, and is not what was sent.
        case unlike(Record, Stream, here: Stream)
        /// It came here, and the source knows nothing of it.
        case neverSent(Record, Stream)
    }

    package private(set) var differences: [Difference] = []
    /// Streams about which both ends agree.
    package private(set) var agreeing = 0
    /// Streams that were cut, and whose snapshot came whole later.
    package private(set) var madeGood = 0
    /// Streams that were asked for and not kept, by `doctor`.
    package private(set) var trials = 0
    /// Requests that the source answered with an error.
    package private(set) var refusals: [Record] = []
    /// Streams of which one of the logs can know nothing, since it begins later or ends earlier.
    package private(set) var outside = 0
    /// Streams for other backup hosts.
    package private(set) var ofOthers = 0

    /// How far apart the beginnings of a stream may be at the two ends, in seconds: for clocks that differ, and for what waits
    /// on the way.
    static let tolerance: UInt64 = 600

    private struct Passage {
        let record: Record
        let stream: Stream
        /// Seconds since 1970.
        var start: UInt64 { record.time.seconds - min(record.time.seconds, stream.milliseconds / 1000) }
        var key: Key { Key(dataset: stream.snapshot.dataset, guid: stream.guid) }
    }

    private struct Key: Hashable {
        let dataset: DatasetName
        let guid: Guid
    }

    /// - Parameters:
    ///   - source: the source's records, in order.
    ///   - here: those of the backup host, in order, of this source alone.
    package init(source: [Record], here: [Record]) {
        let ids = Set(here.compactMap(\.party.id))
        let ours = source.filter { record in ids.isEmpty || record.party.id.map(ids.contains) ?? true }
        let sent = ours.compactMap { record in record.sent.map { Passage(record: record, stream: $0) } }
        let received = here.compactMap { record in record.received.map { Passage(record: record, stream: $0) } }
        ofOthers = source.count { $0.sent != nil } - sent.count
        refusals = ours.filter { if case .refused = $0.event { true } else { false } }

        let theirSpan = Self.span(source)
        let ourStart = here.first?.time.seconds
        let partners = Self.pair(sent, received)
        for (index, passage) in sent.enumerated() {
            if let partner = partners[index] {
                compare(passage, received[partner], later: received[(partner + 1)...])
            } else if let ourStart, passage.start + Self.tolerance < ourStart {
                outside += 1
            } else {
                differences.append(.unknownHere(passage.record, passage.stream))
            }
        }
        let paired = Set(partners.values)
        for (index, passage) in received.enumerated() where !paired.contains(index) {
            if let theirSpan, theirSpan.contains(passage.start) {
                differences.append(.neverSent(passage.record, passage.stream))
            } else {
                outside += 1
            }
        }
    }

    /// Those that began closest to each other first.
    private static func pair(_ sent: [Passage], _ received: [Passage]) -> [Int: Int] {
        let candidates = Dictionary(grouping: received.indices) { received[$0].key }
        var pairs: [(distance: UInt64, sent: Int, received: Int)] = []
        for (index, passage) in sent.enumerated() {
            for candidate in candidates[passage.key] ?? [] {
                let (one, other) = (passage.start, received[candidate].start)
                let distance = max(one, other) - min(one, other)
                if distance <= tolerance { pairs.append((distance, index, candidate)) }
            }
        }
        var (partners, taken): ([Int: Int], Set<Int>) = ([:], [])
        for pair in pairs.sorted(by: { $0 < $1 }) where partners[pair.sent] == nil {
            if taken.insert(pair.received).inserted { partners[pair.sent] = pair.received }
        }
        return partners
    }

    private mutating func compare(_ sent: Passage, _ received: Passage, later: ArraySlice<Passage>) {
        guard received.stream.target != nil else {
            trials += 1
            return
        }
        switch (sent.stream.isWhole, received.stream.isWhole) {
        case (true, true) where sent.stream.bytes == received.stream.bytes: agreeing += 1
        case (_, true): differences.append(.unlike(sent.record, sent.stream, here: received.stream))
        case (_, false) where later.contains { $0.key == sent.key && $0.stream.isWhole }: madeGood += 1
        case (_, false): differences.append(.neverReceived(sent.record, sent.stream, here: received.stream))
        }
    }

    /// From the first to the last moment that a log knows of.
    private static func span(_ records: [Record]) -> ClosedRange<UInt64>? {
        let times = records.map(\.time.seconds)
        guard let first = times.min(), let last = times.max() else { return nil }
        return first...last
    }
}

extension Record {
    fileprivate var sent: Stream? { if case .sent(let stream) = event { stream } else { nil } }
    fileprivate var received: Stream? { if case .received(let stream) = event { stream } else { nil } }
}
