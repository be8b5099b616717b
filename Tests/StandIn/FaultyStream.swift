import Glibc
import System

/// A stream to write to or read from, with the faults that its bytes bring about.
struct FaultyStream {
    private let descriptor: Int32
    private let verb: String
    private let pool: Pool
    private let faults: [Fault]
    private(set) var count = 0
    private var buffer = [UInt8](repeating: 0, count: 256 << 10)

    init(_ descriptor: Int32, verb: String, _ faults: [Fault], _ pool: Pool) {
        self.descriptor = descriptor
        self.verb = verb
        self.faults = faults
        self.pool = pool
    }

    /// What is to happen before the first byte, or after the last.
    func happen(at moment: Fault.Moment) throws {
        for fault in faults where fault.moment == moment { try happen(fault) }
    }

    /// Writes everything up to a fault that ends the program.
    mutating func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(untilNextFault)
            try IO.writeAll(descriptor, part)
            rest = rest.dropFirst(part.count)
            try moved(part.count)
        }
    }

    /// Reads exactly so many bytes; `nil` when the stream ends before.
    mutating func read(_ wanted: Int) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(wanted)
        while bytes.count < wanted {
            let most = min(wanted - bytes.count, untilNextFault)
            if buffer.count != most { buffer = [UInt8](repeating: 0, count: most) }
            guard case .bytes(let count) = try IO.read(descriptor, into: &buffer) else { return nil }
            bytes += buffer[..<count]
            try moved(count)
        }
        return bytes
    }

    private var untilNextFault: Int {
        faults.compactMap { if case .after(let place) = $0.moment, place > count { place - count } else { nil } }.min()
            ?? .max
    }

    private mutating func moved(_ bytes: Int) throws {
        count += bytes
        for fault in faults where fault.moment == .after(count) { try happen(fault) }
    }

    private func happen(_ fault: Fault) throws {
        switch fault.action {
        case .exit(let code): throw Exit(fault.message, code: code)
        case .tell: pool.tell("\(verb) tell")
        case .hang:
            pool.tell("\(verb) hang")
            while true { pause() }
        case .stall:
            pool.tell("\(verb) stall")
            // No event is asked for: only that the other end was closed is reported.
            var entries = [PollEntry(descriptor, 0)]
            _ = try Poll.wait(&entries)
            throw Exit("the other end is gone")
        case .flood:
            let line = [UInt8](repeating: UInt8(ascii: "e"), count: 1023) + [UInt8(ascii: "\n")]
            for _ in 0..<1024 { try IO.writeAll(STDERR_FILENO, line) }
        case .lie, .withoutEnd, .surplus: break
        }
    }
}
