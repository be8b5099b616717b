import Protocol

@testable import TestSupport

/// One session of somebody who moves the cursor of `tank/data`.
struct CursorAttack {
    /// The snapshots that it may come to, one after another, and each once. It must come to the last.
    let stops: [String]
    /// Plays it, on a source with a cursor.
    let play: (HostileSession) throws -> Outcome
}

enum CursorAttacks {
    static let type = "cursor: foreign, hidden, backwards, floods, cut short"

    /// Each of these succeeds with a key that may have everything.
    static func foreign(_ source: AttackedSource) throws -> [Attempt] {
        let others = try AttackedSource.forbidden.flatMap { dataset in
            try source.snapshots(of: dataset).enumerated().map { ("\(dataset), its snapshot \($0 + 1)", dataset, $1) }
        }
        let hidden = try AttackedSource.allowed.flatMap { dataset in
            try source.snapshots(of: dataset)[1...2].enumerated().map { ("\(dataset), hidden \($0 + 1)", dataset, $1) }
        }
        return (others + hidden).map { .forbidden(type, "CONFIRM of \($0)", confirm($1, $2)) }
    }

    /// No key may have these.
    static func wrong(_ source: AttackedSource) throws -> [Attempt] {
        let mine = try source.guid("tank/data", "auto_1")
        let inPlace = AttackedSource.forbidden.map { ("a guid of tank/data in \($0)", $0, mine) }
        let numbers = try AttackedSource.allowed.flatMap { dataset in
            let own = try source.guid(of: dataset)
            let guids =
                [("0", 0), ("1", 1), ("the highest", .max), ("a dataset's own", own), ("one too high", mine &+ 1)]
                + (try (AttackedSource.allowed + AttackedSource.forbidden).filter { $0 != dataset }.map {
                    ("one of \($0)", try source.snapshots(of: $0)[0])
                })
            return guids.map { ("guid \($0) in \(dataset)", dataset, $1) }
        }
        let names = [
            "tank/data@auto_1", "tank/data#zpull_loop_1", "tank/data@auto_1 tank/data#x", "-r tank/data", "-d", "",
            "zpull:loop", "tank/data,auto_1", "tank/data/", "/tank/data", "tank/data\n", "tank/data\0",
            "tank/data/clone/x",
        ].map { ("the name \($0.debugDescription)", $0, mine) }
        return (inPlace + numbers + names).map { .forbidden(type, "CONFIRM of \($0)", confirm($1, $2)) }
    }

    /// Of what the key may have, but not like this.
    static func own(_ source: AttackedSource) throws -> [CursorAttack] {
        let (older, newer) = (try source.guid("tank/data", "auto_1"), try source.guid("tank/data", "auto_2"))
        let (secret, hidden) = (try source.guid("tank/secret", "auto_1"), try source.snapshots(of: "tank/data")[1])
        let chains: [(String, [(String, UInt64)], [String])] = [
            ("backwards", [("tank/data", newer), ("tank/data", older)], ["auto_2"]),
            ("forward, back, forward", [older, newer, older, newer].map { ("tank/data", $0) }, ["auto_1", "auto_2"]),
            ("twice back", [newer, older, older, newer].map { ("tank/data", $0) }, ["auto_2"]),
            (
                "a foreign one between", [("tank/data", older), ("tank/secret", secret), ("tank/data", older)],
                ["auto_1"]
            ),
            ("a hidden one between", [older, hidden, older].map { ("tank/data", $0) }, ["auto_1"]),
            ("a hidden one ahead", [hidden, newer, hidden].map { ("tank/data", $0) }, ["auto_2"]),
        ]
        return chains.map { name, places, stops in
            let frames = places.enumerated().map { confirm($1.0, $1.1, request: UInt32($0 + 1)) }
            let attempt = Attempt(
                type: type, name: "CONFIRM \(name)", bytes: frames.flatMap(\.bytes), awaits: frames.last?.request)
            return CursorAttack(stops: stops) { try attempt.play(in: $0) }
        }
    }

    /// For as many sessions as there are, at the same time.
    static func crowd(_ source: AttackedSource) throws -> [Attempt] {
        try ["auto_1", "auto_2", "auto_2", "auto_1", "auto_2", "auto_1", "auto_1", "auto_2"].enumerated().map {
            let frame = confirm("tank/data", try source.guid("tank/data", $1))
            return Attempt(type: type, name: "one of a crowd, the \($0 + 1). to come", bytes: frame.bytes, awaits: 1)
        }
    }

    static func floods(_ source: AttackedSource) throws -> [CursorAttack] {
        let (older, newer) = (try source.guid("tank/data", "auto_1"), try source.guid("tank/data", "auto_2"))
        let secret = try source.guid("tank/secret", "auto_1")
        let volleys: [(UInt32, Volley, [String])] = [
            (112, Volley(name: "CONFIRM of the same") { confirm("tank/data", newer, request: $0) }, ["auto_2"]),
            (
                112,
                Volley(name: "CONFIRM to and fro") { confirm("tank/data", $0 % 2 == 1 ? newer : older, request: $0) },
                ["auto_2"]
            ),
            (1008, Volley(name: "CONFIRM of another dataset") { confirm("tank/secret", secret, request: $0) }, []),
            (1008, Volley(name: "CONFIRM of unknown guids") { confirm("tank/data", UInt64($0), request: $0) }, []),
        ]
        let tooMany = Attempt(
            type: type, name: "17 CONFIRMs at once",
            bytes: (1...17).flatMap { confirm("tank/secret", secret, request: $0).bytes })
        return volleys.map { count, volley, stops in
            CursorAttack(stops: stops) { try volley.play(in: $0, count: count) }
        } + [CursorAttack(stops: []) { try tooMany.play(in: $0) }]
    }

    /// Whatever he does while a `zfs` for his cursor is at work; it hangs, so that it surely is.
    static func interrupted(_ source: AttackedSource, at verb: String) throws -> [CursorAttack] {
        let request = confirm("tank/data", try source.guid("tank/data", "auto_2"))
        return try Interference.acts(source).map { act in
            let attempt = Attempt(
                type: type, name: "\(act.name) while zfs \(verb) is at work", bytes: act.bytes, leaving: act.leaving)
            return CursorAttack(stops: ["auto_2"]) { session in
                try Interference.play(attempt, behind: request, in: session) {
                    try source.ring.sourceEvents.next("\(verb) hang")
                    return true
                }
            }
        }
    }

    private static func confirm(_ dataset: String, _ guid: UInt64, request: UInt32 = 1) -> Frame {
        .confirm(Array(dataset.utf8), guid, request: request)
    }
}
