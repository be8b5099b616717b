package import ZFS

/// Begins a hop: the stream of one snapshot follows in DATA frames.
package struct HopStart: Equatable, Sendable {
    package let to: Guid
    /// `nil` for a full stream.
    package let from: Guid?

    package init(to: Guid, from: Guid?) {
        self.to = to
        self.from = from
    }
}

/// Ends a request that the server could not or would not carry out. It may come after data, which is then void.
package struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: UInt16, Sendable, CaseIterable {
        /// The dataset is not there, or not within what this key may see: the two are not told apart.
        case noSuchDataset = 1
        /// A snapshot or base of the chain is not there.
        case noSuchSnapshot = 2
        /// Policy forbids it: a plain stream of an encrypted dataset, for one.
        case refused = 3
        /// The resume token cannot be used; plan afresh.
        case badToken = 4
        /// `zfs list` failed.
        case listFailed = 5
        /// `zfs send` failed.
        case sendFailed = 6
        /// The client cancelled the request.
        case cancelled = 7
        /// Limits of the source: sessions, time.
        case busy = 8
        /// Something on the source that is none of the above.
        case serverError = 9
        /// The session ends because the client broke the protocol.
        case protocolError = 10
        /// The stream would have a feature that the receiver does not take.
        case unacceptable = 11
        /// A code that this release does not know.
        case unknown = 65535
    }

    package let code: Code
    /// Whether trying again later, unchanged, may work.
    package let isRetryable: Bool
    /// One paragraph for people: what failed, on what, what mends it. Control characters are replaced.
    package let text: String

    package init(_ code: Code, _ text: String, isRetryable: Bool = false) {
        self.code = code
        self.isRetryable = isRetryable
        self.text = text.replacingControlCharacters().truncated(toUTF8: Wire.errorTextLimit)
    }

    package var description: String { text }
}

/// Ends a list (with the number of rows) or a hop (with the number of bytes).
struct End: Equatable, Sendable {
    let count: UInt64
}

/// Eight bytes that come back unchanged.
struct Echo: Equatable, Sendable {
    let token: UInt64
}

extension HopStart: Message {
    static let type = MessageType.start

    init(from reader: inout ByteReader) throws(ProtocolViolation) {
        guard let guid = Guid(try reader.uint64()) else { throw .malformed(.start, "a guid of zero") }
        to = guid
        from = Guid(try reader.uint64())
    }

    func write(to writer: inout ByteWriter) {
        writer.uint64(to.rawValue)
        writer.uint64(from?.rawValue ?? 0)
    }
}

extension Failure: Message {
    static let type = MessageType.error

    init(from reader: inout ByteReader) throws(ProtocolViolation) {
        let code = Code(rawValue: try reader.uint16()) ?? .unknown
        let retry = try reader.uint8()
        guard retry <= 1 else { throw .malformed(.error, "a retry mark of \(retry)") }
        let text = try reader.string()
        guard text.utf8.count <= Wire.errorTextLimit else { throw .malformed(.error, "a text that is too long") }
        self.init(code, text, isRetryable: retry == 1)
    }

    func write(to writer: inout ByteWriter) {
        writer.uint16(code.rawValue)
        writer.uint8(isRetryable ? 1 : 0)
        writer.string(text, limit: Wire.errorTextLimit)
    }
}

extension End: Message {
    static let type = MessageType.end
    init(from reader: inout ByteReader) throws(ProtocolViolation) { count = try reader.uint64() }
    func write(to writer: inout ByteWriter) { writer.uint64(count) }
}

extension Echo {
    init(payload: [UInt8]) throws(ProtocolViolation) {
        var reader = ByteReader(payload[...])
        token = try reader.uint64()
    }

    func frame(_ type: MessageType) -> [UInt8] {
        var writer = ByteWriter()
        writer.uint64(token)
        return FrameHeader(type, request: 0, length: writer.bytes.count).encoded() + writer.bytes
    }
}
