import Protocol

/// Follows the frames of one direction without changing a byte, and says where a cut point lies in them.
///
/// A header is passed on only when all of it has come: so a point before a frame is before its first byte.
struct FrameWatch {
    private let side: CutPoint.Side
    private var bannerLeft = Wire.banner.count
    private var header: [UInt8] = []
    private var type: MessageType?
    private var payloadLeft = 0
    private var counts: [MessageType: Int] = [:]
    /// Bytes of the current stream that have passed.
    private var streamed = 0

    init(_ side: CutPoint.Side) { self.side = side }

    /// Takes the next piece from the front of `input`: bytes to pass on, and whether the point lies before them. `nil`
    /// when nothing can be passed on before more has come.
    mutating func next(
        from input: inout ArraySlice<UInt8>, until point: CutPoint?
    ) throws -> (isCut: Bool, bytes: ArraySlice<UInt8>)? {
        guard !input.isEmpty else { return nil }
        if bannerLeft > 0 {
            let isFirst = bannerLeft == Wire.banner.count
            let bytes = take(bannerLeft, of: &input)
            bannerLeft -= bytes.count
            return (isFirst && point == .banner(side), bytes)
        }
        if payloadLeft > 0 { return payload(&input, point) }
        header += take(Wire.headerLength - header.count, of: &input)
        guard header.count == Wire.headerLength else { return nil }
        defer { header = [] }
        let read = try FrameHeader(header[...])
        (type, payloadLeft) = (read.type, read.length)
        guard let type else { return (false, header[...]) }
        let number = counts[type, default: 0] + 1
        counts[type] = number
        if type == .start { streamed = 0 }
        return (point == .frame(type, number, from: side), header[...])
    }

    private mutating func payload(
        _ input: inout ArraySlice<UInt8>, _ point: CutPoint?
    ) -> (isCut: Bool, bytes: ArraySlice<UInt8>) {
        var length = payloadLeft
        var isCut = false
        if type == .data, case .stream(let number, let after)? = point, counts[.start] == number {
            isCut = streamed == after
            if streamed < after { length = min(length, after - streamed) }
        }
        let bytes = take(length, of: &input)
        payloadLeft -= bytes.count
        if type == .data { streamed += bytes.count }
        return (isCut, bytes)
    }

    private func take(_ count: Int, of input: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        defer { input = input.dropFirst(count) }
        return input.prefix(count)
    }
}
