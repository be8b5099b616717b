@testable import Protocol

extension FuzzTarget {
    /// All that a client writes to a server but its banner.
    static let server = FuzzTarget(name: "server", seeds: { RecordedSession.seeds(of: .client) }) { bytes in
        requireSame(ScriptedServer(), hearing: Wire.banner + bytes)
    }

    /// All that a server writes to a client but its banner.
    static let client = FuzzTarget(name: "client", seeds: { RecordedSession.seeds(of: .server) }) { bytes in
        requireSame(ScriptedClient(), hearing: Wire.banner + bytes)
    }
}

extension RecordedSession {
    /// What one side wrote, whole and without what comes after some frame.
    fileprivate static func seeds(of side: Side) -> [[UInt8]] {
        let frames = shared.entries.filter { $0.side == side }.map(\.bytes)
        return (1...frames.count).map { Array(frames.prefix($0).joined().dropFirst(Wire.banner.count)) }
    }
}

/// One side of a session, with what it heard and what it said.
private protocol Party {
    associatedtype Event: Equatable
    var events: [Event] { get }
    var output: [UInt8] { get }
    mutating func receive(_ bytes: ArraySlice<UInt8>) throws(ProtocolViolation)
}

extension ScriptedServer: Party {}
extension ScriptedClient: Party {}

private func requireSame(_ party: some Party, hearing bytes: [UInt8]) {
    let (whole, violation) = party.after(hearing: [bytes[...]])
    let (cut, sameViolation) = party.after(hearing: bytes.pieces)
    require(whole.events == cut.events, "the same is heard in whatever pieces it comes")
    require(whole.output == cut.output, "the same is answered, in whatever pieces it was asked")
    require(violation == sameViolation, "the same is refused in whatever pieces it comes")
    if let violation { requireTellable(violation) }
}

extension Party {
    fileprivate func after(hearing pieces: [ArraySlice<UInt8>]) -> (Self, ProtocolViolation?) {
        var party = self
        do {
            for piece in pieces { try party.receive(piece) }
            return (party, nil)
        } catch {
            return (party, error)
        }
    }
}
