import Protocol
import System

@testable import TestSupport

private let type = "floods, thousands of requests"

/// Frames without end, whose answers nobody reads.
struct Flood {
    let name: String
    /// Comes once, before it.
    let first: [UInt8]
    let unit: [UInt8]

    static let all = [
        Flood(name: "PING", first: [], unit: Frame(.ping, Frame.big(UInt64(1))).bytes),
        Flood(name: "CANCEL", first: Frame(.list, request: 1).bytes, unit: Frame(.cancel, request: 1).bytes),
        Flood(
            name: "frames to be skipped", first: [],
            unit: Frame(type: 200, flags: 1, [UInt8](repeating: 0, count: 65_536)).bytes),
        Flood(name: "empty frames to be skipped", first: [], unit: Frame(type: 200, flags: 1, []).bytes),
        Flood(name: "lists", first: [], unit: Frame(.list, request: 1).bytes),
        Flood(name: "noise", first: [], unit: [0xFF]),
    ]

    /// More than 4 MiB, while something watches.
    func play(in session: HostileSession, watching: () -> Void = {}) throws -> Outcome {
        var flood = unit
        while flood.count < 4 << 20 { flood += flood }
        let isGreeted = try session.greet()
        session.write(first)
        try session.flood(flood, until: .now + .seconds(30), watching: watching)
        let attempt = Attempt(type: type, name: "a flood of \(name)", bytes: unit)
        return try session.outcome(of: attempt, isInTime: isGreeted)
    }
}

/// Requests that must be refused, one after another, as many at once as may be open.
struct Volley {
    let name: String
    let frame: (UInt32) -> Frame

    static func all(_ source: AttackedSource) throws -> [Volley] {
        let secret = try source.guid("tank/secret", "auto_1")
        return [
            Volley(name: "SEND of another dataset") { .send("tank/secret", [secret], request: $0) },
            Volley(name: "SEND of another guid") { .send("tank/data", [secret], request: $0) },
            Volley(name: "RESUME") { .resume("tank/secret", "1-0-0-00", request: $0) },
        ]
    }

    /// - Parameter count: a multiple of 16.
    func play(in session: HostileSession, count: UInt32) throws -> Outcome {
        var isInTime = try session.greet()
        for first in stride(from: UInt32(1), to: count, by: 16) where isInTime {
            session.write((first..<first + 16).flatMap { frame($0).bytes })
            isInTime = try session.talk { $0.heard.frames.last?.request == first + 15 }
        }
        session.closeInput()
        return try session.outcome(
            of: Attempt(type: type, name: "\(count) times \(name)", bytes: []), isInTime: isInTime)
    }
}
