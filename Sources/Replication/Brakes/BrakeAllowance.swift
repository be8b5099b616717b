/// What a person has let pass, by `zpull-client release`: as much of it does not hold the dataset again.
package struct BrakeAllowance: Hashable, Sendable, Codable {
    /// Bytes of an increment.
    package var bytes: UInt64?
    /// Seconds that a snapshot's time was ahead of the clock here.
    package var ahead: UInt64?

    package init(bytes: UInt64? = nil, ahead: UInt64? = nil) {
        self.bytes = bytes
        self.ahead = ahead
    }

    /// Both together: of each the greater.
    package func joined(with other: BrakeAllowance) -> BrakeAllowance {
        BrakeAllowance(
            bytes: [bytes, other.bytes].compactMap { $0 }.max(), ahead: [ahead, other.ahead].compactMap { $0 }.max())
    }
}
