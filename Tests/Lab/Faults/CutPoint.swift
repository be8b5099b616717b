import Protocol

/// A moment of a session, named by the bytes that pass next: there the relay stops.
enum CutPoint: Sendable, Equatable {
    enum Side: String, Sendable { case client, server }

    /// Before this side's banner.
    case banner(Side)
    /// Before the side's n-th frame of a type, counted from one.
    case frame(MessageType, Int, from: Side)
    /// In the n-th stream, when so many of its bytes have passed.
    case stream(Int, after: Int)

    /// As the relay finds it in a file: `frame 7 2 server`.
    var text: String {
        switch self {
        case .banner(let side): "banner \(side.rawValue)"
        case .frame(let type, let number, let side): "frame \(type.rawValue) \(number) \(side.rawValue)"
        case .stream(let number, let bytes): "stream \(number) \(bytes)"
        }
    }

    init?(_ text: String) {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        let numbers = words.compactMap { Int($0) }
        switch (words.first, numbers.count) {
        case ("banner", 0):
            guard let side = words.last.flatMap(Side.init) else { return nil }
            self = .banner(side)
        case ("frame", 2):
            guard let side = words.last.flatMap(Side.init),
                let type = UInt8(exactly: numbers[0]).flatMap(MessageType.init)
            else { return nil }
            self = .frame(type, numbers[1], from: side)
        case ("stream", 2): self = .stream(numbers[0], after: numbers[1])
        default: return nil
        }
    }
}
