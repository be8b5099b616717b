import Glibc
import System
import ZFS

/// `zfs send`: a first record as ZFS writes it, data that the guid determines, and a last record.
struct Sender {
    private let pool: Pool

    init(_ pool: Pool) { self.pool = pool }

    private struct Stream {
        var header: StreamHeader
        let payload: [UInt8]
        let snapshot: StoredSnapshot
        let offset: Int
    }

    func run(_ arguments: [String]) throws {
        let stream = try arguments.first == "-t" ? resumed(arguments) : plain(arguments)
        let faults = try pool.faults(of: "send", stream.header.toName.description)
        var output = FaultyStream(STDOUT_FILENO, verb: "send", faults, pool)
        try output.happen(at: .start)
        try output.write(Self.lying(stream.header, faults).encoded() + stream.payload)

        let content = Content(of: stream.snapshot.guid, size: stream.snapshot.size)
        var checksum = Checksum()
        let recordSize = try pool.recordSize
        for offset in stride(from: 0, to: stream.snapshot.size, by: recordSize) {
            let data = content.bytes(at: offset, count: recordSize)
            let before = checksum.value
            checksum.add(data)
            guard offset >= stream.offset else { continue }
            try output.write(Record(write: data.count, at: offset, after: before).encoded + data)
        }
        if !faults.contains(where: { $0.action == .withoutEnd }) {
            try output.write(Record(end: checksum.value).encoded)
        }
        for case .surplus(let count) in faults.map(\.action) {
            try output.write([UInt8](repeating: 0xAA, count: count))
        }
        try output.happen(at: .end)
    }

    // MARK: Command lines

    private func plain(_ arguments: [String]) throws -> Stream {
        var rest = arguments[...]
        var features: StreamFeatures = []
        if let option = rest.first, option.hasPrefix("-"), option != "-i" {
            features = try Self.features(option, arguments)
            rest.removeFirst()
        }
        var base: String?
        if rest.first == "-i" {
            rest.removeFirst()
            base = rest.popFirst()
        }
        guard rest.count == 1, let name = rest.first.flatMap({ SnapshotName($0) }) else {
            throw Exit.notUnderstood(["send"] + arguments)
        }
        guard let dataset = try pool.dataset(name.dataset),
            let snapshot = dataset.snapshots.first(where: { $0.name == name.snapshot.description })
        else { throw Exit.missing(name) }
        let from = try base.map { try Self.base($0, of: dataset, before: snapshot) }
        return Stream(
            header: StreamHeader(
                features: features, contents: dataset.type == "volume" ? .volume : .fileSystem,
                creation: snapshot.creation, to: Guid(snapshot.guid), from: from, toName: name),
            payload: [], snapshot: snapshot, offset: 0)
    }

    private func resumed(_ arguments: [String]) throws -> Stream {
        guard arguments.count == 2 else { throw Exit.notUnderstood(["send"] + arguments) }
        let token = try ResumeToken(parsing: arguments[1])
        guard let dataset = try pool.dataset(token.toName.dataset),
            let snapshot = dataset.snapshots.first(where: { $0.guid == token.to.rawValue })
        else { throw Exit("cannot resume send: '\(token.toName)' used in the initial send no longer exists") }
        let payload = ResumeTokenWriter.packed([
            ("resume_object", .number(token.object)), ("resume_offset", .number(token.offset)),
        ])
        let flags: [(ResumeToken.Flags, StreamFeatures)] = [
            (.largeBlocks, .largeBlocks), (.embedded, .embeddedData), (.compressed, .compressed), (.raw, .raw),
        ]
        let features = StreamFeatures(flags.filter { token.flags.contains($0.0) }.map(\.1))
        return Stream(
            header: StreamHeader(
                features: features.union(.resuming), creation: snapshot.creation, to: token.to, from: token.from,
                toName: token.toName, payloadLength: UInt32(payload.count)),
            payload: payload, snapshot: snapshot, offset: Int(token.offset))
    }

    private static func features(_ option: String, _ arguments: [String]) throws -> StreamFeatures {
        let letters: [Character: StreamFeatures] = [
            "L": .largeBlocks, "e": .embeddedData, "c": .compressed, "w": .raw,
        ]
        return try StreamFeatures(
            option.dropFirst().map {
                guard let feature = letters[$0] else { throw Exit.notUnderstood(["send"] + arguments) }
                return feature
            })
    }

    private static func base(_ text: String, of dataset: StoredDataset, before: StoredSnapshot) throws -> Guid {
        let found =
            dataset.snapshots.first { "\(dataset.name)@\($0.name)" == text }
            ?? dataset.bookmarks.first { "\(dataset.name)#\($0.name)" == text }
        guard let found, let guid = Guid(found.guid) else { throw Exit.missing(text) }
        guard found.createTxg < before.createTxg else {
            throw Exit("cannot send '\(dataset.name)@\(before.name)': not an earlier snapshot from the same fs")
        }
        return guid
    }

    // MARK: Lies

    private static func lying(_ header: StreamHeader, _ faults: [Fault]) -> StreamHeader {
        var (kind, features, to, from, name) = (
            header.kind, header.features, header.to, header.from, header.toName
        )
        for case .lie(let lie) in faults.map(\.action) {
            switch lie {
            case "compound": kind = .compound
            case "raw": features.insert(.raw)
            case "long names": features.insert(.longNames)
            case "other guid": to = Guid(4711)
            case "other base": from = Guid(4711)
            default: name = SnapshotName("\(header.toName.dataset)/other@x") ?? name
            }
        }
        return StreamHeader(
            kind: kind, features: features, contents: header.contents, creation: header.creation, to: to, from: from,
            toName: name, payloadLength: header.payloadLength)
    }
}
