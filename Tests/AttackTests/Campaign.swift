import Foundation
import Synchronization
import Testing

/// The attacks of one side: for each class, how many there were, and how many of them succeeded.
///
/// As the trait of a suite it prints its table when all of the suite is through. `make attack` sets `ZPULL_ATTACK=whole`:
/// then too few attempts are a failure, which they are not when somebody runs one test alone.
final class Campaign: SuiteTrait, TestScoping {
    private struct Tally {
        var attempts: Set<String> = []
        var successes: Set<String> = []
    }

    private let name: String
    private let minimum: Int
    private let tallies = Mutex<[String: Tally]>([:])

    init(_ name: String, atLeast minimum: Int) {
        self.name = name
        self.minimum = minimum
    }

    /// Takes note of one attempt; a success is a failure of the test. The same attempt again does not count.
    ///
    /// - Parameters:
    ///   - type: the class of attack, a row of the table.
    ///   - attempt: the hostile input, as somebody needs it to try again.
    ///   - breaches: what the attacker has reached; empty when the attempt failed.
    func note(
        _ type: String, _ attempt: String, breaches: [String] = [], at location: SourceLocation = #_sourceLocation
    ) {
        tallies.withLock { tallies in
            tallies[type, default: Tally()].attempts.insert(attempt)
            if !breaches.isEmpty { tallies[type]?.successes.insert(attempt) }
        }
        #expect(breaches.isEmpty, "\(type): \(attempt.prefix(500))", sourceLocation: location)
    }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await function()
        print(table)
        if ProcessInfo.processInfo.environment["ZPULL_ATTACK"] == "whole" { #expect(attempts >= minimum) }
    }

    /// How many attempts there were so far.
    var attempts: Int { tallies.withLock { $0.values.reduce(0) { $0 + $1.attempts.count } } }

    private var table: String {
        let tallies = tallies.withLock { $0 }
        let rows = tallies.sorted { $0.key < $1.key }.map {
            ($0.key, $0.value.attempts.count, $0.value.successes.count)
        }
        let sum = ("all together", attempts, rows.reduce(0) { $0 + $1.2 })
        let cells = [(name, "attempts", "successes")] + (rows + [sum]).map { ($0.0, "\($0.1)", "\($0.2)") }
        return cells.map { "\n" + $0.0.padded(-60) + $0.1.padded(11) + $0.2.padded(11) }.joined() + "\n"
    }
}

extension String {
    /// In a column of so many characters: to the right, or, of fewer than none, to the left.
    fileprivate func padded(_ width: Int) -> String {
        let padding = String(repeating: " ", count: max(0, abs(width) - count))
        return width < 0 ? self + padding : padding + self
    }
}

extension Campaign {
    /// Of somebody who has the key.
    static let client = Campaign("a hostile client", atLeast: 1000)
    /// Of a server that lies.
    static let source = Campaign("a hostile source", atLeast: 200)
}

extension Trait where Self == Campaign {
    static var client: Campaign { Campaign.client }
    static var source: Campaign { Campaign.source }
}
