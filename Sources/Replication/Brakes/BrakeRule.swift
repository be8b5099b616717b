/// From where on something looks wrong. A limit that is `nil` is switched off.
package struct BrakeRule: Hashable, Sendable {
    /// How many times the usual size an increment may have that replaces most of its dataset; see `Brakes`.
    package var growth: UInt64?
    /// Bytes. An increment up to this size is never too large.
    package var growthFloor: UInt64
    /// Percent of its wanted snapshots that a dataset of the source may lose from one look to the next.
    package var lost: Int?
    /// Seconds that a snapshot may be ahead of the clock here.
    package var future: UInt64?

    package init(growth: UInt64?, growthFloor: UInt64, lost: Int?, future: UInt64?) {
        self.growth = growth
        self.growthFloor = growthFloor
        self.lost = lost
        self.future = future
    }

    /// What holds without a word in the configuration.
    package static let standard = BrakeRule(growth: 10, growthFloor: 1 << 30, lost: 50, future: 3600)
    /// Everything switched off.
    package static let off = BrakeRule(growth: nil, growthFloor: 0, lost: nil, future: nil)
}
