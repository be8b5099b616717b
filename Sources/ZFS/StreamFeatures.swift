/// What a send stream asks of its receiver: the feature flags in `drr_versioninfo`, with its two lowest bits (the
/// header type) shifted out.
///
/// The names and numbers are those of `DMU_BACKUP_FEATURE_*` in OpenZFS 2.4.4, include/sys/zfs_ioctl.h. OpenZFS has
/// thirty flags and reserves the 32 bits above them; here they are kept too, so that nothing that is set goes unseen.
package struct StreamFeatures: OptionSet, Hashable, Sendable {
    package let rawValue: UInt64

    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    private init(bit: UInt64) {
        rawValue = 1 << bit
    }

    /// Deduplicated blocks (`send -D`), which OpenZFS no longer receives.
    package static let dedup = StreamFeatures(bit: 0)
    /// Deduplication keys in the records.
    package static let dedupProperties = StreamFeatures(bit: 1)
    /// System attributes in spill blocks: on every stream of a file system of version 5.
    package static let spill = StreamFeatures(bit: 2)
    /// Blocks embedded in their pointers (`send -e`).
    package static let embeddedData = StreamFeatures(bit: 16)
    /// LZ4 in embedded or compressed blocks.
    package static let lz4 = StreamFeatures(bit: 17)
    /// Blocks larger than 128 KiB (`send -L`).
    package static let largeBlocks = StreamFeatures(bit: 19)
    /// Goes on where an earlier receive was cut (`send -t`).
    package static let resuming = StreamFeatures(bit: 20)
    /// Leaves out what a redaction bookmark names.
    package static let redacted = StreamFeatures(bit: 21)
    /// Blocks compressed as they are on disk (`send -c`).
    package static let compressed = StreamFeatures(bit: 22)
    /// Dnodes larger than 512 bytes.
    package static let largeDnodes = StreamFeatures(bit: 23)
    /// Blocks exactly as they are on disk, encrypted if they are (`send -w`).
    package static let raw = StreamFeatures(bit: 24)
    /// Zstandard in compressed blocks.
    package static let zstd = StreamFeatures(bit: 25)
    /// User holds travel with the stream (`send -h`).
    package static let holds = StreamFeatures(bit: 26)
    /// May follow a stream without large blocks.
    package static let switchToLargeBlocks = StreamFeatures(bit: 27)
    /// File names longer than 255 bytes.
    package static let longNames = StreamFeatures(bit: 28)
    /// Micro-ZAPs larger than 128 KiB.
    package static let largeMicroZap = StreamFeatures(bit: 29)

    private static let named: [(StreamFeatures, String)] = [
        (.dedup, "DEDUP"), (.dedupProperties, "DEDUPPROPS"), (.spill, "SA_SPILL"), (.embeddedData, "EMBED_DATA"),
        (.lz4, "LZ4"), (.largeBlocks, "LARGE_BLOCKS"), (.resuming, "RESUMING"), (.redacted, "REDACTED"),
        (.compressed, "COMPRESSED"), (.largeDnodes, "LARGE_DNODE"), (.raw, "RAW"), (.zstd, "ZSTD"), (.holds, "HOLDS"),
        (.switchToLargeBlocks, "SWITCH_TO_LARGE_BLOCKS"), (.longNames, "LONGNAME"),
        (.largeMicroZap, "LARGE_MICROZAP"),
    ]

    /// The features of pools without which `zfs receive` refuses a stream.
    static let poolFeatures: [(stream: StreamFeatures, poolFeature: String)] = [
        (.embeddedData, "embedded_data"), (.lz4, "lz4_compress"), (.largeBlocks, "large_blocks"),
        (.redacted, "redacted_datasets"), (.largeDnodes, "large_dnode"), (.raw, "encryption"),
        (.zstd, "zstd_compress"), (.longNames, "longname"), (.largeMicroZap, "large_microzap"),
    ]

    /// What every release that zpull supports takes into any pool.
    static let unbound: StreamFeatures = [.spill, .resuming, .compressed, .switchToLargeBlocks]

    /// What mends it when a receiver lacks these features: the pool's, to be enabled there.
    package var poolFeatureNames: [String] {
        Self.poolFeatures.filter { contains($0.stream) }.map { "feature@" + $0.poolFeature }
    }

    /// Every flag that this program knows the meaning of.
    package static let known = StreamFeatures(named.map(\.0))

    /// OpenZFS's names of the flags that are set, lowest bit first, without `DMU_BACKUP_FEATURE_`; those that this
    /// program does not know as `bit 18`.
    package var names: [String] {
        let known = Self.named.filter { contains($0.0) }.map(\.1)
        let unknown = subtracting(.known).rawValue
        return known + (0..<64).filter { unknown >> $0 & 1 == 1 }.map { "bit \($0)" }
    }
}
