/// The first record of a send stream: what a receiver is about to get, known before `zfs receive` starts.
///
/// It is a `dmu_replay_record_t` with a `drr_begin` in it (OpenZFS, include/sys/zfs_ioctl.h), in the byte order of the
/// machine that sent. That a value of this type exists says that the record is well formed, not that anybody wanted it:
/// that is for `StreamAgreement`.
package struct StreamHeader: Equatable, Sendable {
    /// The size of every record of a stream, in bytes.
    package static let length = 312
    /// The room for `drr_toname`, in bytes, its NUL included (`MAXNAMELEN`).
    static let nameLength = 256
    static let magic: UInt64 = 0x2_F5ba_cbac

    /// One snapshot of one dataset, or a package of several streams.
    package enum Kind: UInt64, Sendable {
        /// `DMU_SUBSTREAM`: what `zfs send` and `zfs send -i` write.
        case substream = 1
        /// `DMU_COMPOUNDSTREAM`: what `-I`, `-R`, `-p`, `-h` and `-b` write. It can carry property lists and deletions.
        case compound = 2
    }

    /// What the snapshot is of (`dmu_objset_type_t`).
    package enum Contents: UInt32, Sendable {
        /// `DMU_OST_ZFS`.
        case fileSystem = 2
        /// `DMU_OST_ZVOL`.
        case volume = 3
    }

    /// `drr_flags` of the first record. Those not named here change nothing for a receiver.
    package struct Flags: OptionSet, Hashable, Sendable {
        package let rawValue: UInt32

        package init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        /// `DRR_FLAG_CLONE`: the base is a snapshot of another dataset, and the receiver makes a clone of it.
        package static let clone = Flags(rawValue: 1 << 0)
        /// `DRR_FLAG_CI_DATA`: names are not case-sensitive.
        package static let caseInsensitive = Flags(rawValue: 1 << 1)
        /// `DRR_FLAG_FREERECORDS`.
        package static let freeRecords = Flags(rawValue: 1 << 2)
        /// `DRR_FLAG_SPILL_BLOCK`.
        package static let spillBlocks = Flags(rawValue: 1 << 3)
    }

    package let kind: Kind
    package let features: StreamFeatures
    /// `nil` only in a compound stream, which does not say.
    package let contents: Contents?
    package let flags: Flags
    /// When the snapshot was made, in seconds since 1970 (UTC) by the source's clock.
    package let creation: UInt64
    /// The snapshot's guid; `nil` only in a compound stream.
    package let to: Guid?
    /// The base's guid; `nil` when everything is sent.
    package let from: Guid?
    /// The snapshot's name on the source.
    package let toName: SnapshotName
    /// The bytes of packed nvlist that follow this record, before the next one.
    package let payloadLength: UInt32

    /// A header from its parts, for tests and stand-ins.
    package init(
        kind: Kind = .substream, features: StreamFeatures = [], contents: Contents? = .fileSystem, flags: Flags = [],
        creation: UInt64 = 0, to: Guid?, from: Guid? = nil, toName: SnapshotName, payloadLength: UInt32 = 0
    ) {
        self.kind = kind
        self.features = features
        self.contents = contents
        self.flags = flags
        self.creation = creation
        self.to = to
        self.from = from
        self.toName = toName
        self.payloadLength = payloadLength
    }

    /// Reads the first 312 bytes of a stream, in either byte order.
    package init(_ bytes: [UInt8]) throws(StreamHeaderError) {
        try self.init(bytes[...])
    }

    /// Reads the first 312 bytes of a stream, in either byte order.
    package init(_ bytes: ArraySlice<UInt8>) throws(StreamHeaderError) {
        guard bytes.count == Self.length else { throw .length(bytes.count) }
        var reader = BinaryReader(bytes, order: try Self.byteOrder(of: bytes))
        guard let recordType = reader.number(UInt32.self), let payloadLength = reader.number(UInt32.self),
            reader.number(UInt64.self) == Self.magic, let versionInfo = reader.number(UInt64.self),
            let creation = reader.number(UInt64.self), let objectSet = reader.number(UInt32.self),
            let flags = reader.number(UInt32.self), let toGuid = reader.number(UInt64.self),
            let fromGuid = reader.number(UInt64.self), let name = reader.take(Self.nameLength)
        else { throw .notAStream }
        guard recordType == 0 else { throw .recordType(recordType) }
        guard let kind = Kind(rawValue: versionInfo & 3) else { throw .kind(versionInfo & 3) }
        contents = Contents(rawValue: objectSet)
        to = Guid(toGuid)
        if kind == .substream {
            guard contents != nil else { throw .contents(objectSet) }
            guard to != nil else { throw .noGuid }
        }
        guard let end = name.firstIndex(of: 0), let text = String(validating: name[..<end], as: UTF8.self),
            let toName = SnapshotName(text)
        else { throw .name }
        self.kind = kind
        self.toName = toName
        self.creation = creation
        self.payloadLength = payloadLength
        self.flags = Flags(rawValue: flags)
        features = StreamFeatures(rawValue: versionInfo >> 2)
        from = Guid(fromGuid)
    }

    /// The magic number stands at the same place in either order, so it tells which one it is.
    private static func byteOrder(of bytes: ArraySlice<UInt8>) throws(StreamHeaderError) -> ByteOrder {
        for order in [ByteOrder.little, .big] {
            var reader = BinaryReader(bytes.dropFirst(8), order: order)
            if reader.number(UInt64.self) == magic { return order }
        }
        throw .notAStream
    }

    /// The record as bytes, for tests and for stand-ins of `zfs send`.
    package func encoded(order: ByteOrder = .little) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.length)
        bytes.append(number: UInt32(0), order: order)
        bytes.append(number: payloadLength, order: order)
        bytes.append(number: Self.magic, order: order)
        bytes.append(number: features.rawValue << 2 | kind.rawValue, order: order)
        bytes.append(number: creation, order: order)
        bytes.append(number: contents?.rawValue ?? 0, order: order)
        bytes.append(number: flags.rawValue, order: order)
        bytes.append(number: to?.rawValue ?? 0, order: order)
        bytes.append(number: from?.rawValue ?? 0, order: order)
        bytes.append(contentsOf: toName.description.utf8)
        return bytes + [UInt8](repeating: 0, count: Self.length - bytes.count)
    }
}
