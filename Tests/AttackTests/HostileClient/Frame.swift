import Protocol

/// A frame in the hands of somebody who keeps to no rule: every field is what he writes into it.
struct Frame {
    var type: UInt8
    var flags: UInt8 = 0
    var reserved: UInt16 = 0
    var request: UInt32 = 0
    /// What the header says; the true length unless it lies.
    var length: UInt32?
    var payload: [UInt8] = []

    init(_ type: MessageType, request: UInt32 = 0, _ payload: [UInt8] = []) {
        (self.type, self.request, self.payload) = (type.rawValue, request, payload)
    }

    init(type: UInt8, flags: UInt8 = 0, request: UInt32 = 0, _ payload: [UInt8] = []) {
        (self.type, self.flags, self.request, self.payload) = (type, flags, request, payload)
    }

    var bytes: [UInt8] {
        [type, flags] + Self.big(reserved) + Self.big(request) + Self.big(length ?? UInt32(payload.count)) + payload
    }

    func with(_ change: (inout Frame) -> Void) -> Frame {
        var frame = self
        change(&frame)
        return frame
    }

    static func big(_ number: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }

    static func text(_ bytes: [UInt8]) -> [UInt8] { big(UInt16(bytes.count)) + bytes }
    static func text(_ text: String) -> [UInt8] { Self.text(Array(text.utf8)) }

    // MARK: What a good client writes

    static let banner = Array("ZPULL 1\n".utf8)

    static func hello(id: String = "attacker") -> Frame {
        let numbers = big(UInt16(1)) + big(UInt16(1)) + big(UInt32(0)) + [0] + big(UInt64(0))
        return Frame(.hello, numbers + text(id) + text("attack") + text(""))
    }

    /// Every feature of streams is taken.
    private static let accepted = big(UInt64.max)

    static func send(
        _ dataset: [UInt8], base: UInt64 = 0, _ chain: [UInt64], flags: UInt8 = 0x0E, request: UInt32 = 1
    ) -> Frame {
        Frame(
            .send, request: request,
            [flags] + accepted + text(dataset) + big(base) + big(UInt16(chain.count)) + chain.flatMap { big($0) })
    }

    static func send(
        _ dataset: String, base: UInt64 = 0, _ chain: [UInt64], flags: UInt8 = 0x0E, request: UInt32 = 1
    ) -> Frame {
        send(Array(dataset.utf8), base: base, chain, flags: flags, request: request)
    }

    static func resume(_ dataset: [UInt8], _ token: [UInt8], flags: UInt8 = 0x0E, request: UInt32 = 1) -> Frame {
        Frame(.resume, request: request, [flags] + accepted + text(dataset) + text(token))
    }

    static func resume(_ dataset: String, _ token: String, flags: UInt8 = 0x0E, request: UInt32 = 1) -> Frame {
        resume(Array(dataset.utf8), Array(token.utf8), flags: flags, request: request)
    }

    static func confirm(_ dataset: [UInt8], _ guid: UInt64, request: UInt32 = 1) -> Frame {
        Frame(.confirm, request: request, text(dataset) + big(guid))
    }
}

/// What the server's bytes are, frame by frame, as they come.
struct HeardFrames {
    struct Header: Equatable {
        let type: MessageType?
        let request: UInt32
    }

    private(set) var frames: [Header] = []
    /// The server's banner has come.
    private(set) var hasBanner = false
    private var place = 0

    /// - Parameter bytes: all that has come so far.
    mutating func read(_ bytes: [UInt8]) {
        if !hasBanner {
            guard bytes.count >= Frame.banner.count else { return }
            hasBanner = bytes.starts(with: Frame.banner)
            place = Frame.banner.count
        }
        while hasBanner, bytes.count - place >= 12 {
            let number = { (range: Range<Int>) in bytes[range].reduce(0) { $0 << 8 | Int($1) } }
            let end = place + 12 + number(place + 8..<place + 12)
            guard bytes.count >= end else { return }
            frames.append(
                Header(
                    type: MessageType(rawValue: bytes[place]), request: UInt32(number(place + 4..<place + 8))))
            place = end
        }
    }

    /// The request, or the session, has had its last frame; of a chain, the first hop.
    func hasEnded(_ request: UInt32) -> Bool {
        frames.contains {
            $0.type == .error && [0, request].contains($0.request) || $0 == Header(type: .end, request: request)
        }
    }
}
