import Protocol

@testable import TestSupport

/// What an attacker does while the server is sending him a stream that he may have.
enum Interference {
    struct Act: Sendable {
        let name: String
        let bytes: [UInt8]
        var leaving = Attempt.Leaving.halfClosing
    }

    static func acts(_ source: AttackedSource) throws -> [Act] {
        let secret = try source.guid("tank/secret", "auto_1")
        let list = { (request: UInt32) in Frame(.list, request: request).bytes }
        let server: [MessageType] = [.hello, .page, .end, .start, .data, .error, .pong]
        return server.map { Act(name: "\($0)", bytes: Frame($0, request: 1, [0, 1, 2, 3, 4, 5, 6, 7]).bytes) }
            + [
                Act(name: "nothing more", bytes: []), Act(name: "hanging up", bytes: [], leaving: .hangingUp),
                Act(name: "hanging up in a frame", bytes: Array(list(2).prefix(5)), leaving: .hangingUp),
                Act(name: "closing in a frame", bytes: Array(list(2).prefix(5))),
                Act(name: "CANCEL", bytes: Frame(.cancel, request: 1).bytes),
                Act(name: "CANCEL and hanging up", bytes: Frame(.cancel, request: 1).bytes, leaving: .hangingUp),
                Act(name: "CANCEL ahead", bytes: Frame(.cancel, request: 2).bytes),
                Act(name: "a thousand CANCELs", bytes: (0..<1000).flatMap { _ in Frame(.cancel, request: 1).bytes }),
                Act(
                    name: "CONFIRM of what is on its way",
                    bytes: Frame.confirm(Array("tank/data".utf8), secret, request: 2).bytes),
                Act(name: "SEND of another dataset", bytes: Frame.send("tank/secret", [secret], request: 2).bytes),
                Act(
                    name: "RESUME of another dataset", bytes: Frame.resume("tank/secret", "1-0-0-00", request: 2).bytes),
                Act(name: "the same number again", bytes: Frame.send("tank/secret", [secret], request: 1).bytes),
                Act(name: "sixteen lists", bytes: (2...17).flatMap { list($0) }),
                Act(name: "noise", bytes: [UInt8](repeating: 0xA5, count: 4096)),
                Act(
                    name: "ten thousand PINGs",
                    bytes: (0..<10_000).flatMap { _ in Frame(.ping, Frame.big(secret)).bytes }),
            ]
    }

    /// Begins a stream, acts when its first bytes have come, and goes.
    static func play(_ act: Act, on source: AttackedSource, in session: HostileSession) throws -> Outcome {
        let request = Frame.send("tank/data", [try source.guid("tank/data", "auto_1")])
        let attempt = Attempt(
            type: "requests while answering, half-closed sessions", name: act.name, bytes: act.bytes,
            leaving: act.leaving)
        return try play(attempt, behind: request, in: session) {
            try session.talk { $0.heard.frames.contains { $0.type == .data } }
        }
    }

    /// Asks for something, acts once it is under way, and goes.
    static func play(
        _ attempt: Attempt, behind request: Frame, in session: HostileSession, once isUnderWay: () throws -> Bool
    ) throws -> Outcome {
        var isInTime = try session.greet()
        session.write(request.bytes)
        isInTime = try isInTime && session.talk { _ in true } && isUnderWay()
        session.write(attempt.bytes)
        isInTime = try isInTime && session.talk { _ in true }
        if attempt.leaving == .hangingUp { session.hangUp() } else { session.closeInput() }
        return try session.outcome(of: attempt, isInTime: isInTime)
    }
}
