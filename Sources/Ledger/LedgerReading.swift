/// A log as it was found, in one file or many: its records in order, and every place where its chain does not hold.
package struct LedgerReading: Sendable {
    /// A file of the log and what is in it.
    package struct File: Sendable {
        package let name: String
        package let bytes: [UInt8]

        package init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// A record, where it stands.
    package struct Entry: Equatable, Sendable {
        package let record: Record
        package let place: Place
        let link: Record.Link
    }

    /// In the order of their numbers.
    package let entries: [Entry]
    package let breaks: [ChainBreak]
    /// Lines that a writer could not end, and that the next one has closed: no break.
    package let tornLines: [Place]

    /// What the next record will refer to; kept elsewhere, it shows later that all up to here is still there.
    package var head: Record.Link? { entries.last?.link }

    /// - Parameters:
    ///   - files: of one log, in any order.
    ///   - heads: what is known of the log from elsewhere: each must be the link of a record in it.
    package init(_ files: [File], heads: [Record.Link] = []) {
        var reader = LineReader()
        for file in files { reader.read(file) }
        let entries = reader.entries.sorted { $0.record.sequence < $1.record.sequence }
        self.entries = entries
        tornLines = reader.tornLines
        breaks = reader.breaks + Self.breaks(between: entries) + heads.compactMap { Self.break(at: $0, in: entries) }
    }

    private static func breaks(between entries: [Entry]) -> [ChainBreak] {
        var breaks: [ChainBreak] = []
        if let first = entries.first, (first.record.sequence == 1) != (first.record.previous == .none) {
            breaks.append(.falseBeginning(first.place))
        }
        for (before, after) in zip(entries, entries.dropFirst()) {
            let (last, next) = (before.record.sequence, after.record.sequence)
            if next == last {
                breaks.append(.twice(last, before.place, after.place))
            } else if next > last + 1 {
                breaks.append(.missing(last + 1...next - 1, before: after.place))
            } else if after.record.previous != before.link.digest {
                breaks.append(.altered(before.place, referredBy: after.place))
            }
        }
        return breaks
    }

    private static func `break`(at head: Record.Link, in entries: [Entry]) -> ChainBreak? {
        guard let last = entries.last?.record.sequence, head.sequence <= last else {
            return head.sequence == 0 ? nil : .cutShort(head.sequence, last: entries.last?.record.sequence ?? 0)
        }
        // Records that were rotated away long ago cannot be looked at.
        guard let entry = entries.first(where: { $0.record.sequence >= head.sequence }),
            entry.record.sequence == head.sequence, entry.link != head
        else { return nil }
        return .notTheHead(entry.place)
    }
}

/// A line of a file.
package struct Place: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// Counted from one.
    package let line: Int

    package var description: String { "\(file):\(line)" }
}

/// Takes files apart into records.
private struct LineReader {
    private(set) var entries: [LedgerReading.Entry] = []
    private(set) var breaks: [ChainBreak] = []
    private(set) var tornLines: [Place] = []

    mutating func read(_ file: LedgerReading.File) {
        var lines = file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let rest = lines.popLast() ?? []
        let records = lines.map { Record(parsing: $0) }
        var highest: UInt64 = 0
        for (index, line) in lines.enumerated() {
            let place = Place(file: file.name, line: index + 1)
            guard let record = records[index] else {
                let next = index + 1 < records.count ? records[index + 1] : nil
                if case .torn(Digest(of: line))? = next?.event {
                    tornLines.append(place)
                } else {
                    breaks.append(.unreadable(place))
                }
                continue
            }
            if record.sequence <= highest { breaks.append(.outOfOrder(place)) }
            highest = max(highest, record.sequence)
            entries.append(
                .init(
                    record: record, place: place,
                    link: .init(
                        sequence: record.sequence, digest: Digest(of: file.bytes[line.startIndex...line.endIndex]))))
        }
        if !rest.isEmpty { breaks.append(.unended(Place(file: file.name, line: lines.count + 1))) }
    }
}
