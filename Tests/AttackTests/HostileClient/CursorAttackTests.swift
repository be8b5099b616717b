import Testing

@testable import TestSupport

extension HostileClient {
    /// CONFIRM, the only request that changes anything at the source.
    @Suite struct OfCursors {
        @Test(
            "a cursor comes to nothing that the key may not see, and would if it might",
            arguments: SourceWithCursor.Kind.allCases)
        func foreign(_ kind: SourceWithCursor.Kind) throws {
            let source = try SourceWithCursor(kind)
            try source.attack(CursorAttacks.foreign(source.source) + CursorAttacks.wrong(source.source))
            let open = try SourceWithCursor.open(kind)
            try open.expectSuccess(CursorAttacks.foreign(open.source))
        }

        @Test("a cursor goes forward only, and to each place once", arguments: SourceWithCursor.Kind.allCases)
        func forward(_ kind: SourceWithCursor.Kind) throws {
            let source = try SourceWithCursor(kind)
            try source.attack(CursorAttacks.own(source.source) + CursorAttacks.floods(source.source))
            try source.attackAtOnce(CursorAttacks.crowd(source.source), stops: ["auto_1", "auto_2"])
        }

        @Test(
            "whatever is done while a cursor is on its way, zfs ends with the session",
            arguments: [
                (SourceWithCursor.Kind.bookmark, ["bookmark", "destroy"]),
                (.hold, ["get", "holds", "hold", "release"]),
            ])
        func interrupted(_ kind: SourceWithCursor.Kind, _ verbs: [String]) throws {
            let source = try SourceWithCursor(kind)
            for verb in verbs {
                try source.attack(CursorAttacks.interrupted(source.source, at: verb), hangingAt: verb)
            }
        }

        @Test("without --cursor, CONFIRM runs nothing")
        func none() throws {
            let source = try AttackedSource()
            let attacks = try CursorAttacks.own(source) + CursorAttacks.floods(source)
            try source.note(attacks.map { try $0.play(source.start()) })
            try source.attack(CursorAttacks.foreign(source) + CursorAttacks.wrong(source))
        }
    }
}
