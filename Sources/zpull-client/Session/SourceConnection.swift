import Protocol
import SSH
import System
import ZFS

/// A session with a source's zpull-serve: hello, requests, events, and the watch over silence.
final class SourceConnection {
    private let transport: any Transport
    private let patience: Duration
    private let idle: Duration
    private var machine = ClientMachine()
    private var buffer: [UInt8]
    /// What has been read and not yet looked at. Empty before each read, so that the buffer is not copied.
    private var input: ArraySlice<UInt8> = []
    private var pingCount: UInt64 = 0
    private var isPingOpen = false
    /// What the server said of itself.
    private(set) var hello: Hello

    var peer: String { transport.peer }
    /// What protects the session, for people.
    var security: String { transport.security }

    /// Says hello and waits for the server's.
    ///
    /// - Parameters:
    ///   - window: bytes read at once, and with libssh 0.10 the receive window.
    ///   - patience: silence after which the connection counts as dead. Banner and hello must each be whole by then.
    ///   - idle: the longest wait for what was asked, whatever else the server says meanwhile.
    init(
        _ transport: any Transport, window: Int, patience: Duration, idle: Duration, id: String
    ) throws(SessionError) {
        self.transport = transport
        self.patience = patience
        self.idle = idle
        buffer = [UInt8](repeating: 0, count: window)
        let mine = Hello(
            time: wallClockSeconds(), id: id, software: Release.software, zfsVersion: ZFSTool.moduleVersion ?? "")
        hello = mine
        guard try nextEvent(within: patience) == .banner else { throw unexpected() }
        try write(machine.greeting(mine))
        guard case .hello(let theirs) = try nextEvent(within: patience) else { throw unexpected() }
        hello = theirs
    }

    // MARK: Requests

    var canRequest: Bool { machine.canRequest }

    /// Asks for the source's listing and gathers it. `meanwhile` runs between the question and the answer.
    func list(meanwhile: () throws -> Void = {}) throws -> Listing {
        let sent = try request { (machine) throws(ProtocolViolation) in try machine.list() }
        try meanwhile()
        var rows: [ListingRow] = []
        while true {
            switch try nextEvent() {
            case .page(sent, let page): rows += page.rows
            case .listed(sent): return Listing(rows: rows)
            case .failed(sent, let failure): throw failure
            default: throw unexpected()
            }
        }
    }

    func send(_ send: SendRequest) throws(SessionError) -> UInt32 {
        try request { (machine) throws(ProtocolViolation) in try machine.send(send) }
    }

    func resume(_ resume: ResumeRequest) throws(SessionError) -> UInt32 {
        try request { (machine) throws(ProtocolViolation) in try machine.resume(resume) }
    }

    /// Asks the server to stop answering; its answer may still come.
    func cancel(_ request: UInt32) throws(SessionError) { try write(machine.cancel(request)) }

    /// The time that a PING takes to come back.
    func roundTrip() throws(SessionError) -> Duration {
        let start = Monotonic.now
        pingCount += 1
        try write(machine.ping(pingCount))
        guard try nextEvent() == .pong(pingCount) else { throw unexpected() }
        return .now - start
    }

    /// Ends the session in good order.
    @discardableResult
    func close() -> RemoteEnding { transport.finish() }

    private func request(
        _ make: (inout ClientMachine) throws(ProtocolViolation) -> ClientMachine.Sent
    ) throws(SessionError) -> UInt32 {
        let sent: ClientMachine.Sent
        do { sent = try make(&machine) } catch { throw .violation(peer: peer, error) }
        try write(sent.frame)
        return sent.request
    }

    /// Writes. When the server has gone meanwhile, what it said before tells why: that it is busy, for one.
    private func write(_ bytes: [UInt8]) throws(SessionError) {
        do {
            try transport.write(bytes)
        } catch .ended(let peer, let ending) {
            do {
                while true { _ = try nextEvent() }
            } catch .refused(let peer, let failure) {
                throw .refused(peer: peer, failure)
            } catch { throw .ended(peer: peer, ending) }
        }
    }

    // MARK: Events

    /// The next thing that the server says. While nothing comes, it is asked now and then whether it is still there: a
    /// `zfs send` may be silent for long without anything being wrong. But not for ever: a server that lies answers too.
    func nextEvent() throws(SessionError) -> ClientMachine.Event { try nextEvent(within: idle) }

    private func nextEvent(within time: Duration) throws(SessionError) -> ClientMachine.Event {
        let deadline = Monotonic.now + time
        while true {
            let event: ClientMachine.Event?
            do {
                event = try machine.next(from: &input)
            } catch ProtocolViolation.notOurBanner(let noise) {
                throw .notOurBanner(
                    peer: peer, noise: String(decoding: noise, as: UTF8.self).printableParagraph, nil)
            } catch { throw .violation(peer: peer, error) }
            switch event {
            case .failed(0, let failure)?: throw .refused(peer: peer, failure)
            case .pong(let token)? where token == Self.watchToken: isPingOpen = false
            case let event?: return event
            case nil:
                guard !deadline.hasPassed else { throw .stalled(peer: peer, time) }
                try readMore()
            }
        }
    }

    private func readMore() throws(SessionError) {
        input = []
        let result: ReadResult
        do {
            result = try transport.read(into: &buffer, timeout: patience / 2)
        } catch .ended(let peer, let ending) where machine.partialBanner != nil {
            throw .notOurBanner(peer: peer, noise: partialBanner, ending)
        }
        switch result {
        case .bytes(let count):
            isPingOpen = false
            input = buffer[..<count]
        case .timedOut:
            if isPingOpen { throw .silent(peer: peer, patience) }
            isPingOpen = true
            if machine.isOpen { try transport.write(machine.ping(Self.watchToken)) }
        case .endOfFile:
            let ending = transport.finish()
            if machine.partialBanner != nil { throw .notOurBanner(peer: peer, noise: partialBanner, ending) }
            throw .ended(peer: peer, ending)
        }
    }

    private var partialBanner: String {
        String(decoding: machine.partialBanner ?? [], as: UTF8.self).printableParagraph
    }

    /// An answer that belongs to nothing asked: the machine lets none through, so this is a mistake of ours.
    func unexpected() -> SessionError { .violation(peer: peer, .malformed(.data, "an unexpected answer")) }

    /// The token of the pings that `readMore` sends; `roundTrip` counts from one.
    private static let watchToken: UInt64 = 0
}
