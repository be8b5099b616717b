/// The bytes of a snapshot, which its guid and size determine: what differs, is missing, is moved or comes twice shows in
/// their checksum.
struct Content {
    private let size: Int
    private let pattern: [UInt64]

    private static let patternWords = 8192

    init(of guid: UInt64, size: Int) {
        self.size = size
        // splitmix64, as its author gives it (prng.di.unimi.it/splitmix64.c).
        var state = guid
        pattern = (0..<Self.patternWords).map { _ in
            state &+= 0x9e37_79b9_7f4a_7c15
            var word = state
            word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
            word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
            return word ^ (word >> 31)
        }
    }

    /// - Parameter offset: a multiple of eight.
    func bytes(at offset: Int, count: Int) -> [UInt8] {
        let count = min(count, size - offset)
        var words = [UInt64](repeating: 0, count: (count + 7) / 8)
        let first = offset / 8
        pattern.withUnsafeBufferPointer { pattern in
            words.withUnsafeMutableBufferPointer { words in
                for index in 0..<words.count {
                    let place = first + index
                    words[index] = pattern[place & (Self.patternWords - 1)] &+ UInt64(place >> 13)
                }
            }
        }
        return words.withUnsafeBytes { Array($0.prefix(count)) }
    }

    var checksum: UInt64 {
        var checksum = Checksum()
        for offset in stride(from: 0, to: size, by: 1 << 20) { checksum.add(bytes(at: offset, count: 1 << 20)) }
        return checksum.value
    }
}

/// FNV-1a over words of 64 bits: enough to notice accidents, and fast in a build without optimisation.
struct Checksum: Equatable, Sendable {
    private(set) var value: UInt64

    init(value: UInt64 = 0xcbf2_9ce4_8422_2325) { self.value = value }

    /// All parts but the last must be whole words.
    mutating func add(_ bytes: [UInt8]) {
        var sum = value
        bytes.withUnsafeBytes { bytes in
            let words = bytes.count / 8
            for index in 0..<words {
                sum = (sum ^ bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)) &* 0x100_0000_01b3
            }
            for byte in bytes[(words * 8)...] { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        value = sum
    }
}
