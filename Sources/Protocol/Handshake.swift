/// Recognises the other side's banner, a byte at a time if need be, and keeps what came instead of it.
package struct BannerReader: Sendable {
    private var seen: [UInt8] = []

    package init() {}

    /// What came so far, for a message about a side that falls silent or goes away before its banner.
    package var partial: [UInt8] { seen }

    /// Takes the banner from the front of `input`. `true` once it is whole.
    ///
    /// - Throws: `notOurBanner` with the first byte that differs, together with what else is at hand.
    package mutating func consume(_ input: inout ArraySlice<UInt8>) throws(ProtocolViolation) -> Bool {
        seen += input.take(Wire.banner.count - seen.count)
        guard Wire.banner.starts(with: seen) else {
            throw .notOurBanner(seen + input.take(Wire.noiseLimit - seen.count))
        }
        return seen.count == Wire.banner.count
    }
}
