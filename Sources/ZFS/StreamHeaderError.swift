/// Why the first bytes of what should be a send stream are not the first record of one.
package enum StreamHeaderError: Error, Equatable, CustomStringConvertible {
    /// Not as many bytes as a record has.
    case length(Int)
    /// No magic number where a stream has it.
    case notAStream
    /// `drr_type` is not `DRR_BEGIN`.
    case recordType(UInt32)
    /// The header type is neither substream (1) nor compound (2).
    case kind(UInt64)
    /// `drr_type` of the object set is neither file system (2) nor volume (3).
    case contents(UInt32)
    /// `drr_toguid` is zero.
    case noGuid
    /// `drr_toname` has no NUL, or is not a snapshot's name.
    case name

    /// What is wrong, and what mends it.
    package var description: String { "the stream does not begin as a ZFS send stream does: \(reason); \(mend)" }

    private var reason: String {
        switch self {
        case .length(let count): "its first record has \(count) bytes instead of \(StreamHeader.length)"
        case .notAStream: "there is no magic number in its first record"
        case .recordType(let type): "its first record is of type \(type) instead of 0 (DRR_BEGIN)"
        case .kind(let kind): "its header type is \(kind) instead of 1 (substream) or 2 (compound)"
        case .contents(let type): "its object set is of type \(type) instead of 2 (file system) or 3 (volume)"
        case .noGuid: "the guid of its snapshot is zero"
        case .name: "it does not name its snapshot as ZFS names snapshots"
        }
    }

    private var mend: String {
        switch self {
        case .length: "see why `zfs send` on the source ended early"
        case .notAStream, .recordType: "see what else writes to the stream on the source"
        case .kind, .contents, .noGuid, .name: "see which program on the source writes it"
        }
    }
}
