import Glibc
import System
import ZFS

/// `zfs receive -s -u`: refuses what ZFS refuses, makes the snapshot once the last record has come, and keeps what came of
/// a stream that was cut.
struct Receiver {
    private let pool: Pool

    init(_ pool: Pool) { self.pool = pool }

    func run(_ arguments: [String]) throws {
        guard arguments.count == 3, arguments.starts(with: ["-s", "-u"]), let target = SnapshotName(arguments[2]) else {
            throw Exit.notUnderstood(["receive"] + arguments)
        }
        let faults = try pool.faults(of: "receive", target.description)
        var input = FaultyStream(STDIN_FILENO, verb: "receive", faults, pool)
        try input.happen(at: .start)
        guard let bytes = try input.read(StreamHeader.length), let header = try? StreamHeader(bytes),
            let payload = try input.read(Int(header.payloadLength))
        else { throw Exit("cannot receive: failed to read from stream") }
        guard header.kind == .substream else {
            throw Exit("cannot receive: a compound stream, which zpull never asks for")
        }

        var dataset = try destination(target, header)
        var partial = try Self.begun(dataset, header, payload, target)
        do {
            try Self.take(&input, into: &partial)
        } catch let exit as Exit {
            dataset.partial = partial
            try pool.save(dataset)
            throw exit
        }
        try input.happen(at: .end)
        dataset.partial = nil
        dataset.snapshots.append(
            StoredSnapshot(
                name: target.snapshot.description, guid: partial.to,
                createTxg: (dataset.snapshots.last?.createTxg ?? 100) + 1, creation: partial.creation,
                size: partial.bytes, checksum: partial.checksum.value))
        try pool.save(dataset)
    }

    func abort(_ arguments: [String]) throws {
        guard arguments.count == 2, let name = DatasetName(arguments[1]) else {
            throw Exit.notUnderstood(["receive"] + arguments)
        }
        guard var dataset = try pool.dataset(name) else { throw Exit.missing(name) }
        guard dataset.partial != nil else {
            throw Exit("'\(name)' does not have any resumable receive state to abort")
        }
        dataset.partial = nil
        // What a first receive has begun goes whole.
        if dataset.snapshots.isEmpty { pool.remove(name) } else { try pool.save(dataset) }
    }

    // MARK: The beginning

    /// The dataset to receive into, made anew for a full stream.
    private func destination(_ target: SnapshotName, _ header: StreamHeader) throws -> StoredDataset {
        let kind =
            header.features.contains(.resuming) ? "resume" : header.from == nil ? "new filesystem" : "incremental"
        func refusal(_ text: String) -> Exit { Exit("cannot receive \(kind) stream: \(text)") }
        guard let dataset = try pool.dataset(target.dataset) else {
            guard kind == "new filesystem" else { throw refusal("destination '\(target.dataset)' does not exist") }
            guard let parent = target.dataset.parent, try pool.dataset(parent) != nil else {
                throw refusal("unable to restore to destination")
            }
            return StoredDataset(target.dataset, guid: UInt64.random(in: 1...UInt64.max))
        }
        if kind == "resume" {
            guard dataset.partial != nil else { throw refusal("destination has no resumable receive state") }
            return dataset
        }
        guard dataset.partial == nil else {
            throw refusal("destination \(target.dataset) contains partially-complete state from \"zfs receive -s\".")
        }
        guard let from = header.from else {
            throw refusal("destination '\(target.dataset)' exists\nmust specify -F to overwrite it")
        }
        guard dataset.snapshots.last?.guid == from.rawValue else {
            throw refusal(
                "most recent snapshot of \(target.dataset) does not\nmatch incremental source")
        }
        guard !dataset.snapshots.contains(where: { $0.name == target.snapshot.description }) else {
            throw refusal("destination '\(target)' exists")
        }
        return dataset
    }

    /// What the stream goes on with.
    private static func begun(
        _ dataset: StoredDataset, _ header: StreamHeader, _ payload: [UInt8], _ target: SnapshotName
    ) throws -> PartialReceive {
        guard header.features.contains(.resuming) else { return PartialReceive(header) }
        let pairs = try PackedNvlist(payload).pairs
        guard let partial = dataset.partial, partial.to == header.to?.rawValue,
            partial.from == header.from?.rawValue ?? 0,
            pairs.contains(.init("resume_offset", .number(UInt64(partial.bytes))))
        else { throw Exit("cannot receive resume stream: kernel modules must be upgraded, or it is another stream") }
        return partial
    }

    // MARK: The data

    /// Takes records up to the last one. Data are kept once the record behind them has vouched for them, as ZFS does
    /// (`receive_read_record` in module/zfs/dmu_recv.c).
    private static func take(_ input: inout FaultyStream, into partial: inout PartialReceive) throws {
        var taken = partial
        while true {
            guard let bytes = try input.read(StreamHeader.length), let record = Record(bytes),
                record.checksum == taken.checksum.value
            else { throw incomplete }
            partial = taken
            if record.kind == .end { return }
            guard record.offset == UInt64(taken.bytes), let data = try input.read(record.payload) else {
                throw incomplete
            }
            taken.checksum.add(data)
            taken.bytes += data.count
        }
    }

    private static let incomplete = Exit(
        """
        cannot receive: checksum mismatch or incomplete stream.
        Partially received snapshot is saved.
        """)
}
