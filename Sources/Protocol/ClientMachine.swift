import ZFS

/// The client's side of a session: requests in, frames out; bytes of the server in, events out.
///
/// It checks that each answer belongs to the oldest open request, that hops come as they were asked for, and that each END
/// carries the number of bytes that came.
package struct ClientMachine: Sendable {
    /// What the server said. `request` is the number that the request's method returned.
    package enum Event: Equatable, Sendable {
        /// The server's banner is whole: now, and not before, write `greeting(_:)`.
        case banner
        case hello(Hello)
        case page(request: UInt32, Page)
        case listed(request: UInt32)
        case hopStarted(request: UInt32, HopStart)
        case data(request: UInt32, ArraySlice<UInt8>)
        /// A hop is whole: `zfs send` ended well. `isLast` with the last hop of its request.
        case hopEnded(request: UInt32, bytes: UInt64, isLast: Bool)
        case confirmed(request: UInt32)
        /// The request ended without success; with request 0, the session.
        case failed(request: UInt32, Failure)
        case pong(UInt64)
    }

    /// A request that has been written, and the frame that does it.
    package struct Sent: Equatable, Sendable {
        package let request: UInt32
        package let frame: [UInt8]
    }

    private enum State { case banner(BannerReader), hello, open }

    private enum Expectation {
        case list(rows: UInt64, PageReader)
        /// The hops still to come, the first one next; `nil` stands for a resumed stream, whose guids the caller checks.
        case hops([HopStart?])
        case inHop([HopStart?], bytes: UInt64)
        case confirmation
    }

    private var decoder = FrameDecoder()
    private var state = State.banner(BannerReader())
    private var open: [(request: UInt32, expectation: Expectation)] = []
    private var lastRequest: UInt32 = 0
    private let rowLimit: UInt64

    /// - Parameter rowLimit: the most rows that a list may have.
    package init(rowLimit: UInt64 = Wire.rowLimit) { self.rowLimit = rowLimit }

    /// Whether the server has said hello. Until then nothing but the greeting may be written.
    package var isOpen: Bool { if case .open = state { true } else { false } }

    /// Whether another request may be written now.
    package var canRequest: Bool { open.count < Wire.openRequestLimit }

    /// What came in place of a whole banner, while it is awaited.
    package var partialBanner: [UInt8]? {
        if case .banner(let reader) = state { reader.partial } else { nil }
    }

    // MARK: Requests

    /// Banner and hello, the first bytes that a client writes, and only to a server that has shown its own banner: what
    /// else may listen there could take them for commands.
    package func greeting(_ hello: Hello) -> [UInt8] { Wire.banner + hello.frame() }

    package mutating func list() throws(ProtocolViolation) -> Sent {
        let request = try begin(.list, .list(rows: 0, PageReader()))
        return Sent(request: request, frame: FrameHeader(.list, request: request, length: 0).encoded())
    }

    package mutating func send(_ send: SendRequest) throws(ProtocolViolation) -> Sent {
        let bases = [send.base] + send.chain.dropLast()
        let hops = zip(send.chain, bases).map { HopStart(to: $0, from: $1) }
        let request = try begin(.send, .hops(hops))
        return Sent(request: request, frame: send.frame(request: request))
    }

    package mutating func resume(_ resume: ResumeRequest) throws(ProtocolViolation) -> Sent {
        let request = try begin(.resume, .hops([nil]))
        return Sent(request: request, frame: resume.frame(request: request))
    }

    package mutating func confirm(_ confirmation: Confirmation) throws(ProtocolViolation) -> Sent {
        let request = try begin(.confirm, .confirmation)
        return Sent(request: request, frame: confirmation.frame(request: request))
    }

    /// Asks the server to stop answering a request, which it will then end with `failed`, or has ended meanwhile.
    package func cancel(_ request: UInt32) -> [UInt8] {
        FrameHeader(.cancel, request: request, length: 0).encoded()
    }

    package func ping(_ token: UInt64) -> [UInt8] { Echo(token: token).frame(.ping) }

    private mutating func begin(_ type: MessageType, _ expectation: Expectation) throws(ProtocolViolation) -> UInt32 {
        guard case .open = state else { throw .outOfOrder(got: type, request: 0, allowed: "hello") }
        guard canRequest else { throw .tooManyRequests(limit: Wire.openRequestLimit) }
        lastRequest += 1
        open.append((lastRequest, expectation))
        return lastRequest
    }

    // MARK: Answers

    /// Takes the server's bytes up to the next event; `nil` when it needs more.
    package mutating func next(from input: inout ArraySlice<UInt8>) throws(ProtocolViolation) -> Event? {
        if case .banner(var reader) = state {
            guard try reader.consume(&input) else {
                state = .banner(reader)
                return nil
            }
            state = .hello
            return .banner
        }
        guard let piece = try decoder.next(from: &input) else { return nil }
        switch piece {
        case .data(let request, let bytes): return try data(request, bytes)
        case .message(let header, let type, let payload): return try message(type, header.request, payload)
        }
    }

    private mutating func message(
        _ type: MessageType, _ request: UInt32, _ payload: [UInt8]
    ) throws(ProtocolViolation) -> Event {
        if type == .error, request == 0 { return .failed(request: 0, try Failure(payload: payload)) }
        guard case .open = state else {
            guard type == .hello, request == 0 else { throw outOfOrder(type, request) }
            let hello = try Hello(payload: payload)
            _ = try hello.agreedVersion()
            state = .open
            return .hello(hello)
        }
        if type == .pong, request == 0 { return .pong(try Echo(payload: payload).token) }
        guard let head = open.first, head.request == request else { throw outOfOrder(type, request) }
        if type == .error {
            open.removeFirst()
            return .failed(request: request, try Failure(payload: payload))
        }
        switch head.expectation {
        case .list(let rows, let reader): return try list(type, request, payload, rows, reader)
        case .hops(let hops): return try hopStart(type, request, payload, hops)
        case .inHop(let hops, let bytes): return try hopEnd(type, request, payload, hops, bytes)
        case .confirmation:
            guard type == .end else { throw outOfOrder(type, request) }
            let count = try End(payload: payload).count
            guard count == 0 else { throw .malformed(.end, "a count of \(count) for a confirmation, which has none") }
            open.removeFirst()
            return .confirmed(request: request)
        }
    }

    private mutating func list(
        _ type: MessageType, _ request: UInt32, _ payload: [UInt8], _ rows: UInt64, _ reader: PageReader
    ) throws(ProtocolViolation) -> Event {
        switch type {
        case .page:
            var reader = reader
            let page = try reader.read(payload)
            let rows = rows + UInt64(page.rows.count)
            guard rows <= rowLimit else { throw .malformed(.page, "a list of more than \(rowLimit) rows") }
            open[0].expectation = .list(rows: rows, reader)
            return .page(request: request, page)
        case .end:
            let count = try End(payload: payload).count
            guard count == rows else { throw .malformed(.end, "\(count) rows announced, \(rows) came") }
            open.removeFirst()
            return .listed(request: request)
        default: throw outOfOrder(type, request)
        }
    }

    private mutating func hopStart(
        _ type: MessageType, _ request: UInt32, _ payload: [UInt8], _ hops: [HopStart?]
    ) throws(ProtocolViolation) -> Event {
        guard type == .start, let expected = hops.first else { throw outOfOrder(type, request) }
        let start = try HopStart(payload: payload)
        if let expected, start != expected {
            throw .malformed(.start, "it announces \(start.name), where \(expected.name) was asked for")
        }
        open[0].expectation = .inHop(hops, bytes: 0)
        return .hopStarted(request: request, start)
    }

    private mutating func hopEnd(
        _ type: MessageType, _ request: UInt32, _ payload: [UInt8], _ hops: [HopStart?], _ bytes: UInt64
    ) throws(ProtocolViolation) -> Event {
        guard type == .end else { throw outOfOrder(type, request) }
        let count = try End(payload: payload).count
        guard count == bytes else { throw .malformed(.end, "\(count) bytes announced, \(bytes) came") }
        let rest = Array(hops.dropFirst())
        if rest.isEmpty { open.removeFirst() } else { open[0].expectation = .hops(rest) }
        return .hopEnded(request: request, bytes: bytes, isLast: rest.isEmpty)
    }

    private mutating func data(_ request: UInt32, _ bytes: ArraySlice<UInt8>) throws(ProtocolViolation) -> Event {
        guard case .open = state, let head = open.first, head.request == request,
            case .inHop(let hops, let count) = head.expectation
        else { throw outOfOrder(.data, request) }
        open[0].expectation = .inHop(hops, bytes: count + UInt64(bytes.count))
        return .data(request: request, bytes)
    }

    private func outOfOrder(_ type: MessageType, _ request: UInt32) -> ProtocolViolation {
        let allowed =
            switch state {
            case .banner: "the banner"
            case .hello: "hello, or an error of the session"
            case .open:
                switch open.first {
                case nil: "pong, or an error of the session"
                case (let id, .list)?: "page, end or error of request \(id)"
                case (let id, .hops)?: "start or error of request \(id)"
                case (let id, .inHop)?: "data, end or error of request \(id)"
                case (let id, .confirmation)?: "end or error of request \(id)"
                }
            }
        return .outOfOrder(got: type, request: request, allowed: allowed)
    }
}

extension HopStart {
    fileprivate var name: String { "\(from.map(String.init) ?? "nothing") → \(to)" }
}
