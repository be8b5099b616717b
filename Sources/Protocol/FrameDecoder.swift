/// Cuts a stream of bytes into frames, whatever the pieces in which it arrives.
///
/// Control payloads are gathered whole, up to the limit of their type; data is handed on as it comes, without a copy.
package struct FrameDecoder: Sendable {
    /// What the next bytes turned out to be.
    package enum Piece: Equatable, Sendable {
        case message(FrameHeader, type: MessageType, payload: [UInt8])
        /// A part of a DATA frame's payload, never empty.
        case data(request: UInt32, ArraySlice<UInt8>)
    }

    private enum State {
        case header([UInt8])
        case payload(FrameHeader, MessageType, [UInt8])
        case data(request: UInt32, remaining: Int)
        case skipping(remaining: Int)
    }

    private var state = State.header([])

    package init() {}

    /// Whether the bytes so far end exactly with a frame.
    package var isBetweenFrames: Bool {
        if case .header(let bytes) = state { bytes.isEmpty } else { false }
    }

    /// Takes bytes from the front of `input` up to the end of the next piece; `nil` when it needs more than there are.
    package mutating func next(from input: inout ArraySlice<UInt8>) throws(ProtocolViolation) -> Piece? {
        while true {
            switch state {
            case .header(var bytes):
                state = .header([])  // so that `bytes` is the only reference, and grows in place
                bytes += input.take(Wire.headerLength - bytes.count)
                guard bytes.count == Wire.headerLength else {
                    state = .header(bytes)
                    return nil
                }
                state = Self.afterHeader(try FrameHeader(bytes[...]))
            case .payload(let header, let type, var bytes):
                state = .header([])
                bytes += input.take(header.length - bytes.count)
                guard bytes.count == header.length else {
                    state = .payload(header, type, bytes)
                    return nil
                }
                return .message(header, type: type, payload: bytes)
            case .data(let request, let remaining):
                let part = input.take(remaining)
                guard !part.isEmpty else { return nil }
                state =
                    part.count == remaining ? .header([]) : .data(request: request, remaining: remaining - part.count)
                return .data(request: request, part)
            case .skipping(let remaining):
                let skipped = input.take(remaining).count
                state = skipped == remaining ? .header([]) : .skipping(remaining: remaining - skipped)
                if skipped < remaining { return nil }
            }
        }
    }

    private static func afterHeader(_ header: FrameHeader) -> State {
        switch header.type {
        case nil: .skipping(remaining: header.length)
        case .data?: .data(request: header.request, remaining: header.length)
        case let type?: .payload(header, type, [])
        }
    }
}

extension ArraySlice<UInt8> {
    /// Removes and returns at most `count` elements from the front.
    mutating func take(_ count: Int) -> ArraySlice<UInt8> {
        let part = prefix(count)
        self = dropFirst(part.count)
        return part
    }
}
