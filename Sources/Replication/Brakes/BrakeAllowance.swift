/// What a person has let pass, by `zpull-client release`: it does not hold the dataset again.
package struct BrakeAllowance: Hashable, Sendable, Codable {
    /// Bytes of an increment: as much passes from now on.
    package var bytes: UInt64?
    /// The guid of the newest snapshot that was seen when one was from the future: what comes up to it passes, whatever its
    /// time. What comes after it is judged as before. A string, since JSON's numbers are too short.
    package var upTo: String?

    package init(bytes: UInt64? = nil, upTo: String? = nil) {
        self.bytes = bytes
        self.upTo = upTo
    }

    /// Both together: the greater size, and the other one's snapshot where it has one, which was seen later.
    package func joined(with other: BrakeAllowance) -> BrakeAllowance {
        BrakeAllowance(bytes: [bytes, other.bytes].compactMap { $0 }.max(), upTo: other.upTo ?? upTo)
    }
}
