import Protocol

extension SeededBytes {
    /// A recorded session with a few accidents.
    mutating func mutated(_ frames: [[UInt8]]) -> [UInt8] {
        var frames = frames
        for _ in 0..<1 + below(2) {
            let place = below(frames.count)
            switch below(6) {
            case 0: frames[place] = damaged(frames[place])
            case 1: frames.insert(frames[below(frames.count)], at: place)
            case 2: frames.swapAt(place, below(frames.count))
            case 3: frames[place] = [UInt8](frames[place].prefix(below(frames[place].count + 1)))
            case 4: frames.insert(randomFrame(), at: place)
            default: frames.insert(bytes(below(40)), at: place)
            }
        }
        return frames.flatMap(\.self)
    }

    /// The bytes with one to four of them replaced.
    mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        guard !bytes.isEmpty else { return bytes }
        for _ in 0..<1 + below(4) { bytes[below(bytes.count)] = interestingByte() }
        return bytes
    }

    private mutating func interestingByte() -> UInt8 {
        [0, 1, 2, 3, 4, 0x7f, 0x80, 0xff, UInt8(below(256))][below(9)]
    }

    /// A header that nothing is wrong with, and a payload of small numbers: much of it is taken.
    private mutating func randomFrame() -> [UInt8] {
        let type = MessageType.allCases[below(MessageType.allCases.count)]
        let length = type == .data ? 1 + below(100) : min(type.limit, [8, 16, below(100)][below(3)])
        let payload = (0..<length).map { _ in below(3) == 0 ? interestingByte() : 0 }
        return FrameHeader(type, request: UInt32(below(10)), length: length).encoded() + payload
    }

    /// The bytes in pieces of random sizes.
    mutating func pieces(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        let longest = [1, 10, 100, 10000][below(4)]
        var rest = bytes[...]
        var pieces: [ArraySlice<UInt8>] = []
        while !rest.isEmpty {
            pieces.append(rest.prefix(1 + below(longest)))
            rest = rest.dropFirst(pieces[pieces.count - 1].count)
        }
        return pieces
    }
}
