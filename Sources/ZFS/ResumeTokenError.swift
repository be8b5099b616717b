/// Why a text is not taken as a resume token.
package enum ResumeTokenError: Error, Equatable, CustomStringConvertible {
    /// More bytes of text than `ResumeToken.maximumLength`.
    case tooLong(Int)
    /// Not `1-CHECKSUM-LENGTH-HEX` in lower-case hex, as OpenZFS writes it.
    case format
    /// A version other than 1, the only one there is.
    case version
    /// The checksum is not that of the data.
    case checksum
    /// It says that its list is larger than `ResumeToken.maximumList`.
    case listTooLong(UInt64)
    /// Its list has another length than it says.
    case length(said: UInt64, found: Int)
    /// Its data cannot be expanded.
    case compression(InflateError)
    /// What it expands to cannot be read.
    case list(PackedNvlistError)
    /// A field that every token has is not there.
    case missing(String)
    /// A field that no known version of OpenZFS writes, or of another type than it writes.
    case unknownPair(String)
    /// `toguid` is zero.
    case noGuid
    /// `toname` is not a snapshot's name.
    case name
    /// It belongs to a redacted send.
    case redacted

    /// What is wrong with it, and what mends it.
    package var description: String { "the resume token was refused: \(reason); \(mend)" }

    /// What is wrong with it.
    package var reason: String {
        switch self {
        case .tooLong(let count): "it has \(count) bytes, and at most \(ResumeToken.maximumLength) are taken"
        case .format: "it does not read 1-CHECKSUM-LENGTH-DATA, in lower-case hex"
        case .version: "its version is not 1"
        case .checksum: "its checksum does not match its data"
        case .listTooLong(let length):
            "it says that it holds \(length) bytes, and at most \(ResumeToken.maximumList) are taken"
        case .length(let said, let found): "it says that it holds \(said) bytes, and holds \(found)"
        case .compression(let error): "\(error)"
        case .list(let error): "\(error)"
        case .missing(let name): "it lacks \"\(name)\""
        case .unknownPair(let name): "this version of zpull does not know what its \"\(name)\" means"
        case .noGuid: "the guid of its snapshot is zero"
        case .name: "it does not name its snapshot as ZFS names snapshots"
        case .redacted: "it belongs to a redacted send, which zpull does not make"
        }
    }

    private var mend: String {
        switch self {
        case .unknownPair: "update zpull on the source, or \(Self.drop)"
        case .redacted: Self.drop
        default: "pass receive_resume_token of the backup host's dataset whole and unchanged, or \(Self.drop)"
        }
    }

    private static let drop =
        "drop the partial receive with `zfs receive -A` on the backup host, and run again to start it afresh"
}
