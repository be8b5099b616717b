import ZFS

@testable import Protocol

extension FuzzTarget {
    /// One message: a byte for its type, and the payload.
    static let messages = FuzzTarget(
        name: "messages",
        seeds: {
            try Vector.messages.flatMap { vector in
                var bytes = vector.bytes[...]
                var decoder = FrameDecoder()
                guard case .message(_, let type, let payload)? = try decoder.next(from: &bytes) else {
                    return [[UInt8]]()
                }
                return [[type.rawValue] + payload]
            }
        }
    ) { bytes in
        guard let type = bytes.first.flatMap(MessageType.init), bytes.count - 1 <= type.limit else { return }
        let payload = Array(bytes.dropFirst())
        do throws(ProtocolViolation) {
            switch type {
            case .hello: try requireSame(Hello.self, payload)
            case .page: try requireSamePage(payload)
            case .end: try requireSame(End.self, payload)
            case .send: try requireSame(SendRequest.self, payload)
            case .resume: try requireSame(ResumeRequest.self, payload)
            case .start: try requireSame(HopStart.self, payload)
            case .error: try requireSame(Failure.self, payload)
            case .confirm: try requireSame(Confirmation.self, payload)
            case .list, .data, .cancel, .ping, .pong: break
            }
        } catch {
            requireTellable(error)
        }
    }
}

/// That a message which can be read is, when it is written, read again as the same.
private func requireSame<Content: Message>(_: Content.Type, _ payload: [UInt8]) throws(ProtocolViolation) {
    let message = try Content(payload: payload)
    let frame = message.frame(request: 7)
    let header = try FrameHeader(frame.prefix(Wire.headerLength))
    require(header == FrameHeader(Content.type, request: 7, length: frame.count - 12), "a frame's header fits it")
    let again = try Content(payload: Array(frame.dropFirst(Wire.headerLength)))
    require(again == message, "a message that is written is read as it was")
    if let failure = message as? Failure {
        require(failure.text.isPrintable, "the text of an ERROR holds no control characters")
    }
}

/// The same of a page, which is written by way of the listing that it is a part of.
private func requireSamePage(_ payload: [UInt8]) throws(ProtocolViolation) {
    var reader = PageReader()
    let page = try reader.read(payload)
    let listing = Listing(rows: page.rows)
    require(listing.datasets.count <= page.rows.count, "no dataset comes from nowhere")

    var rows: [ListingRow] = []
    var again = PageReader()
    for frame in PageWriter(listing, request: 7).frames {
        rows += try again.read(Array(frame.dropFirst(Wire.headerLength))).rows
    }
    require(Listing(rows: rows) == listing, "a listing that is written in pages is read as it was")
}
