import Protocol

/// A frame written by hand, in which each field may be wrong.
struct Frame: Equatable, Sendable {
    var type: UInt8
    var flags: UInt8 = 0
    var reserved: UInt16 = 0
    var request: UInt32
    var payload: [UInt8]
    /// What the header says of the payload's length; `nil` for the truth.
    var length: UInt32?

    init(_ type: MessageType, request: UInt32 = 0, _ payload: [UInt8] = []) {
        self.init(type.rawValue, request: request, payload)
    }

    init(_ type: UInt8, request: UInt32 = 0, _ payload: [UInt8] = []) {
        self.type = type
        self.request = request
        self.payload = payload
    }

    /// Reads a header of twelve bytes; the payload is to follow.
    init(header: [UInt8]) {
        type = header[0]
        flags = header[1]
        reserved = UInt16(header[2]) << 8 | UInt16(header[3])
        request = UInt32(header[4...].number(4))
        payload = []
        length = UInt32(header[8...].number(4))
    }

    var bytes: [UInt8] {
        [type, flags] + reserved.bytes + request.bytes + (length ?? UInt32(payload.count)).bytes + payload
    }

    static func end(_ count: UInt64, of request: UInt32) -> Frame { Frame(.end, request: request, count.bytes) }

    /// An ERROR, whatever its text.
    static func error(_ code: UInt16, retry: UInt8 = 0, _ text: [UInt8], of request: UInt32 = 0) -> Frame {
        Frame(.error, request: request, code.bytes + [retry] + UInt16(text.count).bytes + text)
    }
}

extension FixedWidthInteger {
    /// Big-endian, as on the wire.
    var bytes: [UInt8] { withUnsafeBytes(of: bigEndian, Array.init) }
}

extension ArraySlice<UInt8> {
    /// The number in the first bytes, big-endian.
    func number(_ width: Int) -> UInt64 { prefix(width).reduce(0) { $0 << 8 | UInt64($1) } }
}
