extension Lie {
    /// Damage to one frame, which the seed chooses: a bit, a byte, a piece, or all of it.
    ///
    /// Of a stream it is the first record: what is wrong further in is for `zfs receive` to find.
    static func random(seed: UInt64) -> Lie {
        var random = SeededRandom(seed: seed)
        let moment = Moment.allCases.filter { $0 != .banner }.randomElement(using: &random) ?? .page
        let (kind, next) = (Int.random(in: 0..<6, using: &random), random.next())
        return Lie(.random, "random \(seed)", at: moment) { saying, mouth in
            var random = SeededRandom(seed: next)
            var frames = saying.frames
            let first = damaged(frames.removeFirst(), kind, saying.moment == .stream ? 12 + 312 : .max, &random)
            try mouth.say(first)
            for frame in frames { try mouth.say(frame) }
        }
    }

    /// - Parameter end: where the damage ends.
    private static func damaged(_ frame: Frame, _ kind: Int, _ end: Int, _ random: inout SeededRandom) -> [UInt8] {
        var bytes = frame.bytes
        let place = Int.random(in: 0..<min(bytes.count, end), using: &random)
        switch kind {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 2: bytes.insert(contentsOf: random.bytes(Int.random(in: 1...64, using: &random)), at: place)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...16, using: &random)))
        case 4: bytes = random.bytes(bytes.count)
        default: bytes = Array(bytes.prefix(place))
        }
        return bytes
    }
}
