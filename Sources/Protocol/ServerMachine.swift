package import ZFS

/// The server's side of a session: bytes of the client in, events out; replies in, frames out.
///
/// Requests are answered in the order in which they came. The machine knows no descriptors and no clock; whoever owns it
/// writes `greeting` first, feeds `next(from:)` and writes the frames that the other methods return.
package struct ServerMachine: Sendable {
    /// What the client wants.
    package enum Event: Equatable, Sendable {
        /// Answer with `hello(_:)`.
        case hello(Hello)
        /// Answer with `list(_:)` or `fail(_:)`.
        case list
        /// Answer with `start`, `data` and `endHop` for each hop, or `fail(_:)`.
        case send(SendRequest)
        /// Answer with `start`, `data` and `endHop`, or `fail(_:)`.
        case resume(ResumeRequest)
        /// Answer with `confirmed()` or `fail(_:)`.
        case confirm(Confirmation)
    }

    /// What `next(from:)` found.
    package enum Step: Equatable, Sendable {
        /// A frame to write at once: the answer to a PING.
        case reply([UInt8])
        /// A request was cancelled: the one being answered (`true`), to be ended with `fail(_:)`, or one that waits.
        case cancelled(isCurrent: Bool)
        /// A request is there, or the client's hello; see `takeRequest()`.
        case requestWaits
    }

    /// In `greeted`, the client has said hello and waits for ours: until then it may say no more.
    private enum State { case banner(BannerReader), hello, greeted, open }

    private enum Reply: Equatable {
        case hops(remaining: Int, isInHop: Bool, bytes: UInt64)
        case list
        case confirmation
    }

    private struct Request {
        let id: UInt32
        let event: Event
        var isCancelled = false
    }

    private var decoder = FrameDecoder()
    private var state = State.banner(BannerReader())
    private var waiting: [Request] = []
    private var current: (request: Request, reply: Reply)?
    private var lastRequest: UInt32 = 0

    package init() {}

    /// What a server writes before anything else.
    package static var greeting: [UInt8] { Wire.banner }

    /// Whether the client's bytes so far end exactly with a frame: the only place where it may go away in good order.
    package var isBetweenFrames: Bool {
        if case .banner = state { false } else { decoder.isBetweenFrames }
    }

    /// Whether a request is being answered.
    package var isAnswering: Bool { current != nil }

    /// Takes the client's bytes up to the next step; `nil` when it needs more.
    package mutating func next(from input: inout ArraySlice<UInt8>) throws(ProtocolViolation) -> Step? {
        if case .banner(var reader) = state {
            guard try reader.consume(&input) else {
                state = .banner(reader)
                return nil
            }
            state = .hello
        }
        guard let piece = try decoder.next(from: &input) else { return nil }
        switch (piece, state) {
        case (.message(let header, .hello, let payload), .hello) where header.request == 0:
            let hello = try Hello(payload: payload)
            _ = try hello.agreedVersion()
            waiting.append(Request(id: 0, event: .hello(hello)))
            state = .greeted
            return .requestWaits
        case (.message(let header, let type, let payload), .open):
            return try request(type, header.request, payload)
        case (.message(let header, let type, _), _): throw outOfOrder(type, header.request)
        case (.data(let request, _), _): throw outOfOrder(.data, request)
        }
    }

    private mutating func request(
        _ type: MessageType, _ id: UInt32, _ payload: [UInt8]
    ) throws(ProtocolViolation) -> Step {
        let event: Event
        switch type {
        case .ping where id == 0: return .reply(try Echo(payload: payload).frame(.pong))
        case .cancel: return try cancel(id)
        case .list: event = .list
        case .send: event = .send(try SendRequest(payload: payload))
        case .resume: event = .resume(try ResumeRequest(payload: payload))
        case .confirm: event = .confirm(try Confirmation(payload: payload))
        default: throw outOfOrder(type, id)
        }
        guard id > lastRequest else { throw outOfOrder(type, id) }
        guard waiting.count + (current == nil ? 0 : 1) < Wire.openRequestLimit else {
            throw .tooManyRequests(limit: Wire.openRequestLimit)
        }
        lastRequest = id
        waiting.append(Request(id: id, event: event))
        return .requestWaits
    }

    /// A CANCEL of a request that has been answered meanwhile is no error: the two crossed on the way.
    private mutating func cancel(_ id: UInt32) throws(ProtocolViolation) -> Step {
        guard id > 0, id <= lastRequest else { throw outOfOrder(.cancel, id) }
        if let index = waiting.firstIndex(where: { $0.id == id }) { waiting[index].isCancelled = true }
        return .cancelled(isCurrent: current?.request.id == id)
    }

    /// Begins to answer the oldest request that waits; `nil` when there is none, or one is being answered.
    ///
    /// For a request that was cancelled before its turn, the event is `nil` and `reply` holds its ERROR.
    package mutating func takeRequest() -> (event: Event?, reply: [UInt8])? {
        guard current == nil, let request = waiting.first else { return nil }
        waiting.removeFirst()
        if request.isCancelled { return (nil, Failure.cancelled.frame(request: request.id)) }
        switch request.event {
        case .hello: break
        case .list: current = (request, .list)
        case .send(let send): current = (request, .hops(remaining: send.chain.count, isInHop: false, bytes: 0))
        case .resume: current = (request, .hops(remaining: 1, isInHop: false, bytes: 0))
        case .confirm: current = (request, .confirmation)
        }
        return (request.event, [])
    }

    // MARK: Replies

    /// The server's own hello, after which requests are taken.
    package mutating func hello(_ hello: Hello) -> [UInt8] {
        state = .open
        return hello.frame()
    }

    /// The whole listing: pages and END; an ERROR when it is longer than a list may be.
    package mutating func list(
        _ listing: Listing, rowLimit: UInt64 = Wire.rowLimit
    ) throws(ProtocolViolation) -> [[UInt8]] {
        guard let (request, reply) = current, reply == .list else { throw misuse(.page) }
        let rows = listing.datasets.reduce(0) { $0 + 1 + $1.snapshots.count + $1.bookmarks.count }
        guard rows <= rowLimit else {
            return [
                fail(
                    Failure(
                        .listFailed,
                        "a list of \(rows) datasets, snapshots and bookmarks, where \(rowLimit) are the most; let the key "
                            + "see fewer with --dataset, --exclude or --snapshots"))
            ]
        }
        current = nil
        let pages = PageWriter(listing, request: request.id)
        return pages.frames + [End(count: pages.rowCount).frame(request: request.id)]
    }

    package mutating func start(_ start: HopStart) throws(ProtocolViolation) -> [UInt8] {
        guard let (request, reply) = current, case .hops(let remaining, false, _) = reply else { throw misuse(.start) }
        current = (request, .hops(remaining: remaining, isInHop: true, bytes: 0))
        return start.frame(request: request.id)
    }

    /// The header of a DATA frame; `length` bytes of the stream must follow it, 1 to the limit of DATA.
    package mutating func data(length: Int) throws(ProtocolViolation) -> [UInt8] {
        guard let (request, reply) = current, case .hops(let remaining, true, let bytes) = reply,
            (1...MessageType.data.limit).contains(length)
        else { throw misuse(.data) }
        current = (request, .hops(remaining: remaining, isInHop: true, bytes: bytes + UInt64(length)))
        return FrameHeader(.data, request: request.id, length: length).encoded()
    }

    /// Ends a hop, and the request with its last one. To be called only after `zfs send` has exited with 0.
    package mutating func endHop() throws(ProtocolViolation) -> [UInt8] {
        guard let (request, reply) = current, case .hops(let remaining, true, let bytes) = reply else {
            throw misuse(.end)
        }
        current = remaining > 1 ? (request, .hops(remaining: remaining - 1, isInHop: false, bytes: 0)) : nil
        return End(count: bytes).frame(request: request.id)
    }

    package mutating func confirmed() throws(ProtocolViolation) -> [UInt8] {
        guard let (request, reply) = current, reply == .confirmation else { throw misuse(.end) }
        current = nil
        return End(count: 0).frame(request: request.id)
    }

    /// Ends the request that is being answered with an error; with none, the session (request 0).
    package mutating func fail(_ failure: Failure) -> [UInt8] {
        defer { current = nil }
        return failure.frame(request: current?.request.id ?? 0)
    }

    /// Ends the session with an error, whatever is being answered. Nothing may be written after it.
    package mutating func endSession(_ failure: Failure) -> [UInt8] {
        current = nil
        return failure.frame(request: 0)
    }

    private func outOfOrder(_ type: MessageType, _ request: UInt32) -> ProtocolViolation {
        let allowed =
            switch state {
            case .banner: "the banner"
            case .hello: "hello"
            case .greeted: "nothing before the server's hello"
            case .open:
                "list, send, resume and confirm with a request above \(lastRequest), cancel up to it, ping with request 0"
            }
        return .outOfOrder(got: type, request: request, allowed: allowed)
    }

    /// A reply that fits no request: a mistake of the code above this machine, which must not reach the wire.
    private func misuse(_ type: MessageType) -> ProtocolViolation {
        .outOfOrder(got: type, request: current?.request.id ?? 0, allowed: "what the request being answered calls for")
    }
}

extension Failure {
    package static let cancelled = Failure(.cancelled, "cancelled by the client", isRetryable: true)
}
