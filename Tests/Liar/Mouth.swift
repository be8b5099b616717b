import Glibc
import Protocol
import System

/// The liar has said enough, and goes with this exit code.
struct Departure: Error {
    let code: Int32
}

/// What the liar says to the client. It keeps count, so that a lie about rows or streams is not given away by its END.
struct Mouth {
    /// Rows since the session's beginning.
    private(set) var rows: UInt64 = 0
    /// Bytes of stream since the last START.
    private(set) var streamed: UInt64 = 0

    func say(_ bytes: [UInt8]) throws { try IO.writeAll(STDOUT_FILENO, bytes) }

    mutating func say(_ frame: Frame) throws {
        switch MessageType(rawValue: frame.type) {
        case .start: streamed = 0
        case .data: streamed += UInt64(frame.payload.count)
        case .page: rows += UInt64(Row.parse(frame.payload).count)
        default: break
        }
        try say(frame.bytes)
    }

    /// Says what the honest server said, with the counts that fit what was said here.
    mutating func pass(_ saying: Saying) throws {
        switch saying {
        case .banner: try say(Wire.banner)
        case .message(.listEnd, let frame): try say(.end(rows, of: frame.request))
        case .message(.hopEnd, let frame): try say(.end(streamed, of: frame.request))
        default: for frame in saying.frames { try say(frame) }
        }
    }

    /// Says a stream of our own in the place of another one.
    mutating func stream(_ bytes: [UInt8], of request: UInt32) throws {
        for frame in Saying.data(bytes, of: request) { try say(frame) }
    }

    func complain(_ bytes: [UInt8]) throws { try IO.writeAll(STDERR_FILENO, bytes) }

    func leave(_ code: Int32 = 0) -> Departure { Departure(code: code) }

    /// Says nothing more, and goes when the client has gone.
    func fallSilent() throws -> Departure {
        _ = try isGone(within: nil)
        return Departure(code: 0)
    }

    /// Says a byte now and then, for as long as the client listens.
    func trickle(_ bytes: [UInt8], every pause: Duration) throws -> Departure {
        try trickle(bytes.map { [$0] }, every: pause)
    }

    /// Says a frame of DATA with one byte now and then.
    func trickle(_ bytes: [UInt8], of request: UInt32, every pause: Duration) throws -> Departure {
        try trickle(bytes.map { Frame(.data, request: request, [$0]).bytes }, every: pause)
    }

    private func trickle(_ pieces: [[UInt8]], every pause: Duration) throws -> Departure {
        for piece in pieces {
            if try isGone(within: pause) { break }
            try say(piece)
        }
        return try fallSilent()
    }

    /// Whether nobody listens any more; waits so long for that.
    private func isGone(within time: Duration?) throws -> Bool {
        var entries = [PollEntry(STDOUT_FILENO, 0)]
        return try Poll.wait(&entries, until: time.map { .now + $0 })
    }
}
