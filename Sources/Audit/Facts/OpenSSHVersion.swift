import Encoding

/// A release of OpenSSH: `9.2`. What comes after it (`p1`, a distribution's patches) is left out.
package struct OpenSSHVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let major: Int
    package let minor: Int

    package init(_ major: Int, _ minor: Int) { (self.major, self.minor) = (major, minor) }

    /// Finds `OpenSSH_9.2` in what `sshd -V` prints.
    package init?(in text: String) {
        let mark = Array("OpenSSH_".utf8)
        let bytes = Array(text.utf8)
        guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: mark) }) else { return nil }
        let digits = bytes[(start + mark.count)...].prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
        let numbers = digits.split(separator: UInt8(ascii: ".")).map { Int(String(decoding: $0, as: UTF8.self)) }
        guard numbers.count >= 2, let major = numbers[0], let minor = numbers[1] else { return nil }
        self.init(major, minor)
    }

    package var description: String { "\(major).\(minor)" }

    package static func < (left: Self, right: Self) -> Bool { (left.major, left.minor) < (right.major, right.minor) }
}
