@testable import TestSupport

/// Some of each class.
enum AllAttacks {
    static func sample(_ source: AttackedSource) throws -> [Attempt] {
        var random = Seed.random
        return try
            (NameAttacks.attempts(source) + ListAttacks.attempts(source) + ChainAttacks.attempts(source)
            + ChainAttacks.crossed(source) + TokenAttacks.sound(source) + TokenAttacks.unsound(source)
            + OrderAttacks.attempts(source) + LengthAttacks.attempts(source) + RandomAttacks.attempts(source, &random))
            .sample(4)
    }
}
