import Foundation

/// Random bytes that can be had again: each run takes a new seed, shows it in what fails, and takes `ZPULL_TEST_SEED`
/// instead when that is set.
struct SeededBytes: RandomNumberGenerator {
    let seed: UInt64
    private var state: UInt64

    init() {
        let wanted = ProcessInfo.processInfo.environment["ZPULL_TEST_SEED"].flatMap { UInt64($0) }
        self.init(seed: wanted ?? .random(in: .min ... .max))
    }

    init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}

extension String {
    /// The bytes that pairs of hexadecimal digits stand for; spaces and line ends between them do not count.
    var fromHex: [UInt8] {
        let digits = filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
