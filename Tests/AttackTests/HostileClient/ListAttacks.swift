import Protocol

/// Lists, and what they show.
enum ListAttacks {
    static func attempts(_ source: AttackedSource) throws -> [Attempt] {
        let hidden = try source.snapshots(of: "tank/data")[1]
        let others: [(String, [Frame])] = [
            ("alone", []), ("behind another", [list(1)]),
            ("behind a cancelled one", [list(1), Frame(.cancel, request: 1)]),
            ("behind a refused request", [.send("tank/data", [hidden])]),
            ("behind a request for another dataset", [.send("tank/secret", [1])]),
            ("behind a confirmation", [.confirm(Array("tank/secret".utf8), 1)]),
            ("behind fifteen others", (1...15).map { list($0) }),
        ]
        return others.map { name, frames in
            Attempt(
                type: "lists that show too much", name: "a list \(name)",
                bytes: (frames + [list(100)]).flatMap(\.bytes),
                awaits: 100)
        }
    }

    private static func list(_ request: UInt32) -> Frame { Frame(.list, request: request) }
}
