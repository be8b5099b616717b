import ZFS

/// A dataset of the stand-in, as its text file has it: a line for each property, snapshot, bookmark and hold, with
/// tabs.
struct StoredDataset: Equatable, Sendable {
    let name: DatasetName
    var guid: UInt64
    var type = "filesystem"
    var encryption = "off"
    /// The snapshot that it is a clone of; `-` for none.
    var origin = "-"
    /// Oldest first.
    var snapshots: [StoredSnapshot] = []
    /// Bookmarks, as far as they are like snapshots.
    var bookmarks: [StoredSnapshot] = []
    var holds: [StoredHold] = []
    /// What an interrupted receive left.
    var partial: PartialReceive?

    init(_ name: DatasetName, guid: UInt64) {
        self.name = name
        self.guid = guid
    }

    init(_ name: DatasetName, parsing text: String) throws {
        self.init(name, guid: 0)
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            switch (fields[0], fields.count) {
            case ("guid", 2): guid = UInt64(fields[1]) ?? 0
            case ("type", 2): type = fields[1]
            case ("encryption", 2): encryption = fields[1]
            case ("origin", 2): origin = fields[1]
            case ("snapshot", 7): snapshots.append(try StoredSnapshot(fields))
            case ("bookmark", 7): bookmarks.append(try StoredSnapshot(fields))
            case ("hold", 3): holds.append(StoredHold(snapshot: fields[1], tag: fields[2]))
            case ("partial", 8): partial = try PartialReceive(fields)
            default: throw Exit("zfs-stand-in: \(name): a line that cannot be read: \(line)", code: 70)
            }
        }
    }

    var text: String {
        var lines = ["guid\t\(guid)", "type\t\(type)", "encryption\t\(encryption)", "origin\t\(origin)"]
        lines += snapshots.map { "snapshot\t\($0.text)" } + bookmarks.map { "bookmark\t\($0.text)" }
        lines += holds.map { "hold\t\($0.snapshot)\t\($0.tag)" }
        if let partial { lines.append("partial\t\(partial.text)") }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// What keeps a snapshot from being destroyed.
struct StoredHold: Equatable, Sendable {
    let snapshot: String
    let tag: String
}

struct StoredSnapshot: Equatable, Sendable {
    let name: String
    let guid: UInt64
    let createTxg: UInt64
    /// Seconds since 1970.
    var creation: UInt64
    /// Bytes of data in the snapshot's stream, be it full or an increment.
    let size: Int
    /// Of these bytes, see `Checksum`. The receiving side computes it from what came.
    let checksum: UInt64

    init(name: String, guid: UInt64, createTxg: UInt64, creation: UInt64, size: Int, checksum: UInt64) {
        self.name = name
        self.guid = guid
        self.createTxg = createTxg
        self.creation = creation
        self.size = size
        self.checksum = checksum
    }

    fileprivate init(_ fields: [String]) throws {
        guard let guid = UInt64(fields[2]), let txg = UInt64(fields[3]), let creation = UInt64(fields[4]),
            let size = Int(fields[5]), let checksum = UInt64(fields[6])
        else { throw Exit("zfs-stand-in: not a snapshot: \(fields)", code: 70) }
        self.init(
            name: fields[1], guid: guid, createTxg: txg, creation: creation, size: size, checksum: checksum)
    }

    fileprivate var text: String { "\(name)\t\(guid)\t\(createTxg)\t\(creation)\t\(size)\t\(checksum)" }

    /// As a bookmark has it.
    func renamed(_ name: String) -> StoredSnapshot {
        StoredSnapshot(
            name: name, guid: guid, createTxg: createTxg, creation: creation, size: size, checksum: checksum)
    }

    /// Whether two snapshots are of one origin and hold the same bytes.
    func isCopy(of other: StoredSnapshot) -> Bool {
        (name, guid, creation, size, checksum)
            == (other.name, other.guid, other.creation, other.size, other.checksum)
    }
}

/// What `zfs receive -s` keeps of a stream that was cut.
struct PartialReceive: Equatable, Sendable {
    /// The snapshot's name on the source.
    let toName: SnapshotName
    let to: UInt64
    /// Zero for a full stream.
    let from: UInt64
    let creation: UInt64
    let features: StreamFeatures
    /// Bytes of data that have come, in whole records.
    var bytes = 0
    var checksum = Checksum()

    init(_ header: StreamHeader) {
        toName = header.toName
        to = header.to?.rawValue ?? 0
        from = header.from?.rawValue ?? 0
        creation = header.creation
        features = header.features.subtracting(.resuming)
    }

    fileprivate init(_ fields: [String]) throws {
        guard let toName = SnapshotName(fields[1]), let to = UInt64(fields[2]), let from = UInt64(fields[3]),
            let creation = UInt64(fields[4]), let features = UInt64(fields[5]), let bytes = Int(fields[6]),
            let checksum = UInt64(fields[7])
        else { throw Exit("zfs-stand-in: not a partial receive: \(fields)", code: 70) }
        self.toName = toName
        self.to = to
        self.from = from
        self.creation = creation
        self.features = StreamFeatures(rawValue: features)
        self.bytes = bytes
        self.checksum = Checksum(value: checksum)
    }

    fileprivate var text: String {
        "\(toName)\t\(to)\t\(from)\t\(creation)\t\(features.rawValue)\t\(bytes)\t\(checksum.value)"
    }
}
