import Protocol

@testable import TestSupport

/// Sessions with accidents: frames damaged, doubled, swapped, cut, mixed with noise.
enum RandomAttacks {
    static func attempts(_ source: AttackedSource, _ random: inout SeededBytes) throws -> [Attempt] {
        let data = try source.snapshots(of: "tank/data")
        let secret = try source.guid("tank/secret", "auto_1")
        let frames = [
            Frame(.list, request: 1), .send("tank/data", base: data[0], [data[3]], request: 2),
            .send("tank/secret", [secret], request: 3), .resume("tank/data", "1-0-0-00", request: 4),
            .confirm(Array("tank/data".utf8), data[3], request: 5), Frame(.ping, Frame.big(secret)),
            Frame(.cancel, request: 2),
            .send("tank/data", [data[1], data[2]], request: 6),
        ].map(\.bytes)
        return (0..<300).map { index in
            let bytes = random.mutated(frames)
            return Attempt(
                type: "random sessions", name: "\(bytes)", bytes: bytes,
                leaving: index.isMultiple(of: 3) ? .hangingUp : .halfClosing)
        }
    }
}
