import Protocol
import ZFS

/// One stream to send.
struct Hop: Equatable, Sendable {
    let start: HopStart
    let name: SnapshotName
    /// For `zfs`.
    let arguments: [String]
    /// The dataset is encrypted, and the key may have it raw only.
    let mustBeRaw: Bool
    /// The features that the receiver takes.
    let accepted: StreamFeatures

    /// Whether what `zfs send` has made may leave, by its first record: the last look at it before a byte does.
    func check(_ record: [UInt8]) throws(Failure) {
        let header: StreamHeader
        do {
            header = try StreamHeader(record)
        } catch { throw Failure(.sendFailed, "zfs send of \(name) wrote something that is no stream: \(error)") }
        guard header.features.contains(.raw) || !mustBeRaw else {
            throw Failure(
                .refused, "zfs send of \(name) made a stream that is not raw, and this key may have raw ones only")
        }
        let missing = header.features.subtracting(accepted)
        guard missing.isEmpty else { throw Failure(.unacceptable, Self.text(name, missing)) }
    }

    private static func text(_ name: SnapshotName, _ missing: StreamFeatures) -> String {
        let (names, features) = (missing.names.joined(separator: ", "), missing.poolFeatureNames)
        let mend =
            features.isEmpty
            ? "install a newer OpenZFS there"
            : "enable \(features.joined(separator: ", ")) on its pool, or install an OpenZFS there that has it"
        return "the stream of \(name) has \(names), which the receiver cannot take: \(mend)"
    }
}
