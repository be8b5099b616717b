import ZFS

@testable import Ledger
@testable import TestSupport

/// Records such as sessions write, chained.
struct Sample {
    private(set) var records: [Record] = []
    var link = Record.Link.beginning
    var time: UInt64 = 1_795_440_874

    mutating func add(_ event: Event, party: Party = Party(id: "backup1", address: "192.0.2.10"), session: UInt64 = 7) {
        time += 1
        guard
            let record = Record(
                after: link, at: Timestamp(seconds: time), session: session, party: party, event)
        else { return }
        records.append(record)
        link = record.link
    }

    var lines: [[UInt8]] { records.map(\.line) }

    /// A log of many kinds of records, with texts that mean harm.
    static func log(_ count: Int, using random: inout SeededBytes) -> Sample {
        var sample = Sample()
        for index in 0..<count {
            switch index % 6 {
            case 0: sample.add(.opened)
            case 1: sample.add(.sent(stream(guid: UInt64(index + 1), bytes: UInt64(random.below(1 << 40)))))
            case 2:
                sample.add(
                    .sent(stream(guid: UInt64(index + 1), base: 3, outcome: .cut(Words("gone\u{1B}[31m\n\"\\ “ü” 🧨")))))
            case 3:
                let hostile = String(decoding: random.bytes(random.below(60)), as: UTF8.self)
                sample.add(.refused(asked: Words(hostile), code: Words("refused"), reason: Words(hostile + "}")))
            case 4: sample.add(.failed(dataset: DatasetName("backup/data"), reason: Words("no luck")))
            default: sample.add(.closed(outcome: Words("done"), milliseconds: 1234, omitted: UInt64(index % 2)))
            }
        }
        return sample
    }

    static func stream(
        _ name: String = "tank/data@one", guid: UInt64, base: UInt64 = 0, bytes: UInt64 = 1000,
        milliseconds: UInt64 = 0, outcome: Stream.Outcome = .whole, into target: String? = nil
    ) -> Stream {
        guard let snapshot = SnapshotName(name), let guid = Guid(guid) else {
            preconditionFailure("no stream: \(name)")
        }
        var stream = Stream(
            snapshot, guid: guid, base: Guid(base), isResumed: base != 0, target: target.flatMap { DatasetName($0) })
        (stream.bytes, stream.milliseconds, stream.outcome) = (bytes, milliseconds, outcome)
        return stream
    }
}

/// What reading these lines as one file finds.
func reading(_ lines: [[UInt8]], heads: [Record.Link] = []) -> LedgerReading {
    LedgerReading([.init(name: "log", bytes: Array(lines.joined()))], heads: heads)
}
