@testable import Protocol

extension FuzzTarget {
    /// Bytes cut into frames.
    static let frames = FuzzTarget(
        name: "frames", seeds: { (Vector.messages + Vector.refused).map(\.bytes) }
    ) { bytes in
        let whole = CutFrames([bytes[...]])
        require(whole == CutFrames(bytes.pieces), "frames are cut alike in whatever pieces their bytes come")
        for case .message(let header, let type, let payload) in whole.pieces {
            require(header.type == type && header.length == payload.count, "a payload is as long as its header says")
            require(payload.count <= type.limit, "no payload is longer than its type allows")
            require((try? FrameHeader(header.encoded()[...])) == header, "a header that is written is read as it was")
        }
        if let violation = whole.violation { requireTellable(violation) }
    }
}

/// What a text about the other side's bytes must be, wherever it is shown.
func requireTellable(_ violation: ProtocolViolation) {
    let text = violation.description
    require(text.isPrintable, "a violation is told without control characters")
    require(text.utf8.count < 5000, "a violation is told in a few words")
}

/// What a decoder makes of some pieces of bytes.
private struct CutFrames: Equatable {
    /// With the data of one frame, or of neighbours within one request, joined.
    private(set) var pieces: [FrameDecoder.Piece] = []
    private(set) var violation: ProtocolViolation?
    private(set) var isBetweenFrames = true

    init(_ input: [ArraySlice<UInt8>]) {
        var decoder = FrameDecoder()
        do {
            for var bytes in input {
                while let piece = try decoder.next(from: &bytes) { note(piece) }
                require(bytes.isEmpty, "a decoder that wants more has taken all that there was")
            }
            isBetweenFrames = decoder.isBetweenFrames
        } catch {
            violation = error
        }
    }

    private mutating func note(_ piece: FrameDecoder.Piece) {
        if case .data(let request, let part) = piece, case .data(request, let whole)? = pieces.last {
            pieces[pieces.count - 1] = .data(request: request, whole + part)
        } else {
            pieces.append(piece)
        }
    }
}
