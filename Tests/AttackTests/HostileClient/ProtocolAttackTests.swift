import Testing

@testable import TestSupport

extension HostileClient {
    /// What can be written to zpull-serve, with nothing between.
    @Suite struct AtTheProtocol {
        @Test("names that are none, or not of this key, are refused in every request")
        func names() throws {
            let source = try AttackedSource()
            try source.attack(NameAttacks.attempts(source))
        }

        @Test("a list shows nothing outside the policy, and would if the key might see it")
        func lists() throws {
            let source = try AttackedSource()
            try source.attack(ListAttacks.attempts(source))
            let open = try AttackedSource(policy: AttackedSource.noPolicy)
            let judged = try open.judged(open.play(ListAttacks.attempts(open)))
            #expect(judged.allSatisfy { $0.breaches.contains { $0.hasPrefix("heard the name ") } })
        }

        @Test("what lies outside the policy does not leave, and would if the key might have it")
        func chains() throws {
            let source = try AttackedSource()
            try source.attack(ChainAttacks.attempts(source))
            let open = try AttackedSource(policy: AttackedSource.noPolicy)
            try open.expectSuccess(ChainAttacks.attempts(open))
        }

        @Test("guids that are not where a request says, and chains out of order, are refused")
        func crossed() throws {
            let source = try AttackedSource()
            try source.attack(ChainAttacks.crossed(source))
        }

        @Test("a token that anybody could have written gets nothing that the key may not have, and would if it might")
        func tokens() throws {
            let source = try AttackedSource()
            try source.attack(TokenAttacks.sound(source) + TokenAttacks.unsound(source))
            let open = try AttackedSource(policy: AttackedSource.noPolicy)
            try open.expectSuccess(TokenAttacks.sound(open))
        }

        @Test("damaged tokens get nothing that the key may not have")
        func damagedTokens() throws {
            let source = try AttackedSource()
            var random = Seed.random
            try source.attack(TokenAttacks.damaged(source, &random))
        }

        @Test("messages out of order, and headers that no message has, end the session")
        func order() throws {
            let source = try AttackedSource()
            try source.attack(OrderAttacks.attempts(source))
        }

        @Test("lengths that lie are found out before anything is waited for")
        func lengths() throws {
            let source = try AttackedSource()
            try source.attack(LengthAttacks.attempts(source))
        }

        @Test("sessions with accidents get nothing that the key may not have")
        func accidents() throws {
            let source = try AttackedSource()
            var random = Seed.random
            try source.attack(RandomAttacks.attempts(source, &random))
        }
    }
}

/// Of all that is random here.
enum Seed {
    static let random: SeededBytes = {
        let random = SeededBytes()
        print("attacks: ZPULL_TEST_SEED=\(random.seed)")
        return random
    }()
}
