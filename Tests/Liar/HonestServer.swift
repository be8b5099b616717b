import Protocol
import System

/// When the honest server says something: where a lie has its place.
enum Moment: String, CaseIterable, Sendable {
    case banner, hello, page, listEnd, start, stream, hopEnd
}

/// A thing that the honest server says. A stream is taken whole, so that its lies can be about any part of it.
enum Saying: Sendable {
    case banner
    case message(Moment?, Frame)
    case stream(request: UInt32, [UInt8])

    var moment: Moment? {
        switch self {
        case .banner: .banner
        case .message(let moment, _): moment
        case .stream: .stream
        }
    }

    /// As frames; a stream in several.
    var frames: [Frame] {
        switch self {
        case .banner: []
        case .message(_, let frame): [frame]
        case .stream(let request, let bytes): Self.data(bytes, of: request)
        }
    }

    /// Bytes of stream in a DATA frame of ours.
    private static let frameSize = 64 << 10

    static func data(_ bytes: [UInt8], of request: UInt32) -> [Frame] {
        stride(from: 0, to: bytes.count, by: frameSize).map {
            Frame(.data, request: request, Array(bytes[$0..<min($0 + frameSize, bytes.count)]))
        }
    }
}

/// Reads what an honest zpull-serve says.
struct HonestServer: ~Copyable {
    private let output: FileDescriptor
    private var buffer: ArraySlice<UInt8> = []
    private var chunk = [UInt8](repeating: 0, count: 256 << 10)
    private var hasBanner = false
    private var isListed = false
    private var stream: (request: UInt32, bytes: [UInt8])?
    private var waiting: [Saying] = []

    init(_ output: consuming FileDescriptor) { self.output = output }

    /// `nil` when it has ended.
    mutating func next() throws(SystemError) -> Saying? {
        if !waiting.isEmpty { return waiting.removeFirst() }
        guard hasBanner else {
            hasBanner = true
            return try take(Wire.banner.count).map { _ in .banner }
        }
        while let header = try take(Wire.headerLength) {
            var frame = Frame(header: header)
            guard let payload = try take(Int(frame.length ?? 0)) else { return nil }
            (frame.payload, frame.length) = (payload, nil)
            if let saying = said(frame) { return saying }
        }
        return nil
    }

    /// `nil` for a part of a stream.
    private mutating func said(_ frame: Frame) -> Saying? {
        switch MessageType(rawValue: frame.type) {
        case .hello: return .message(.hello, frame)
        case .page: return .message(.page, frame)
        case .end where !isListed:
            isListed = true
            return .message(.listEnd, frame)
        case .start:
            stream = (frame.request, [])
            return .message(.start, frame)
        case .data:
            stream?.bytes += frame.payload
            return nil
        case .end, .error:
            guard let stream else { return .message(nil, frame) }
            waiting = [.message(frame.type == MessageType.end.rawValue ? .hopEnd : nil, frame)]
            self.stream = nil
            return .stream(request: stream.request, stream.bytes)
        default: return .message(nil, frame)
        }
    }

    private mutating func take(_ count: Int) throws(SystemError) -> [UInt8]? {
        while buffer.count < count {
            guard case .bytes(let more) = try IO.read(output.number, into: &chunk) else { return nil }
            buffer += chunk[..<more]
        }
        defer { buffer = buffer.dropFirst(count) }
        return Array(buffer.prefix(count))
    }
}
