/// The 64-bit number that ZFS gives to a snapshot for life (property `guid`, zfsprops(7)).
///
/// It survives a rename, and a replicated snapshot keeps the guid of its origin, so two snapshots with one guid hold the
/// same data. Zero is never a snapshot's guid: in a stream it stands for "from nothing".
package struct Guid: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let rawValue: UInt64

    /// `nil` for zero, which names no snapshot.
    package init?(_ rawValue: UInt64) {
        guard rawValue != 0 else { return nil }
        self.rawValue = rawValue
    }

    /// Reads the decimal form that `zfs list -p` prints; `nil` for anything else, zero included.
    package init?(_ text: some StringProtocol) {
        // `UInt64` takes a sign.
        guard let number = UInt64(text), text.utf8.first != UInt8(ascii: "+") else { return nil }
        self.init(number)
    }

    package static func < (left: Guid, right: Guid) -> Bool { left.rawValue < right.rawValue }

    package var description: String { String(rawValue) }
}
