import Encoding

/// The SHA-256 of a whole line of a log, its newline included: what `sha256sum` prints for the line.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
    package static let length = 32
    /// What stands in the place of a digest in the first record of a chain.
    package static let none = Digest(bytes: [UInt8](repeating: 0, count: length))

    private let bytes: [UInt8]

    package init(of line: some Collection<UInt8>) { bytes = SHA256.digest(line) }

    /// Reads 64 lower-case hexadecimal digits; `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        guard let bytes = Hex.bytes(text.utf8), bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    package var description: String { Hex.text(bytes) }
}
