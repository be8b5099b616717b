/// A release of OpenZFS: `2.1.11`. What a packager adds to it is left out.
package struct OpenZFSVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let major: Int
    package let minor: Int
    package let patch: Int

    package init(_ major: Int, _ minor: Int, _ patch: Int) {
        (self.major, self.minor, self.patch) = (major, minor, patch)
    }

    /// Reads what `/sys/module/zfs/version`, `zfs version` and a HELLO say: `2.1.11-1+deb12u1`, `zfs-2.4.0-rc1`, `2.3.9`.
    /// `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        let digits = text.hasPrefix("zfs-") ? text.dropFirst(4) : text[...]
        let numbers = digits.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            .split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 3, let major = numbers[0], let minor = numbers[1], let patch = numbers[2] else {
            return nil
        }
        self.init(major, minor, patch)
    }

    package var description: String { "\(major).\(minor).\(patch)" }

    package static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    // MARK: Grants

    /// The oldest that zpull works with.
    package static let oldest = OpenZFSVersion(2, 1, 0)
    /// The first with the grant `receive:append`: `zfs receive` without `-F` (openzfs#17015).
    package static let receiveAppend = OpenZFSVersion(2, 3, 9)
    /// The first with the grant `send:raw`: `zfs send -w` of whatever dataset (openzfs#17543).
    package static let sendRaw = OpenZFSVersion(2, 4, 0)
    /// The first with the grant `send:encrypted`: `zfs send -w` of encrypted datasets (openzfs#18673).
    package static let sendEncrypted = OpenZFSVersion(2, 4, 4)

    // MARK: Options

    /// The first whose `zfs send -R` can leave datasets out, with `-X` (openzfs#13158).
    package static let sendExclude = OpenZFSVersion(2, 2, 0)

    package var hasSendExclude: Bool { self >= Self.sendExclude }
    package var hasReceiveAppend: Bool { self >= Self.receiveAppend }
    package var hasSendRaw: Bool { self >= Self.sendRaw }
    package var hasSendEncrypted: Bool { self >= Self.sendEncrypted }
}
