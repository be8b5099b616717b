import Ledger
import ZFS

/// A stream of which the logs of both ends say different things. Its texts come from afar, and are made printable.
struct AuditDifference: Encodable {
    /// `neverReceived`, `unknownHere`, `neverSent` or `unlike`.
    let kind: String
    /// The snapshot's name at the source.
    let snapshot: String
    let guid: String
    /// When it ended, at the end that tells of it.
    let time: String
    let bytes: UInt64
    let address: String?
    let key: String?
    let text: String

    init(_ difference: LedgerComparison.Difference) {
        switch difference {
        case .neverReceived(let record, let stream, let here):
            self.init(
                "neverReceived", record, stream,
                "NEVER RECEIVED \(stream.words) \(record.target), and here: \(here.ending)")
        case .unknownHere(let record, let stream):
            self.init("unknownHere", record, stream, "UNKNOWN HERE \(stream.words) \(record.target)")
        case .neverSent(let record, let stream):
            self.init("neverSent", record, stream, "NEVER SENT \(stream.words), received \(record.time)")
        case .unlike(let record, let stream, let here):
            self.init("unlike", record, stream, "UNLIKE \(stream.words) \(record.target), and here: \(here.ending)")
        }
    }

    private init(_ kind: String, _ record: Record, _ stream: Stream, _ text: String) {
        self.kind = kind
        snapshot = stream.snapshot.description
        guid = stream.guid.description
        time = record.time.description
        bytes = stream.bytes
        address = record.party.address?.printable
        key = record.party.key?.printable
        self.text = text
    }
}

/// A request that the source answered with an error.
struct AuditRefusal: Encodable {
    let time: String
    let asked: String
    let code: String
    let reason: String
    let address: String?
    let key: String?

    init?(_ record: Record) {
        guard case .refused(let asked, let code, let reason) = record.event else { return nil }
        time = record.time.description
        self.asked = asked.printable
        self.code = code.printable
        self.reason = reason.printable
        address = record.party.address?.printable
        key = record.party.key?.printable
    }

    var text: String {
        "refused \(time)\(address.map { " to \($0)" } ?? "")\(key.map { ", key \($0)" } ?? ""): \(asked): \(code): \(reason)"
    }
}

extension Stream {
    /// `tank/data@one (guid 123): 1.2 MiB, cut: no luck`
    fileprivate var words: String { "\(snapshot) (guid \(guid)): \(ending)" }

    fileprivate var ending: String {
        switch outcome {
        case .whole: "\(Amounts.bytes(bytes)), whole"
        case .cut(let reason): "\(Amounts.bytes(bytes)), cut: \(reason.printable)"
        }
    }
}

extension Record {
    /// ` to 192.0.2.10, key SHA256:…, 2026-11-23T13:45:36Z`
    fileprivate var target: String {
        "to \(party.address?.printable ?? "nobody knows where"), "
            + (party.key.map { "key \($0.printable), " } ?? "") + "\(time)"
    }
}

extension Words {
    fileprivate var printable: String { description.printableParagraph }
}
