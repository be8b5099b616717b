import Foundation
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in
@testable import zpull_liar

/// A server that lies, reached by the real client through a real sshd.
@Suite("A hostile source", .source)
struct HostileSource {
    init() {
        // A client that hangs up on one of our sockets must not end the tests.
        Signals.ignoreBrokenPipes()
    }

    @Test(
        "of a liar nothing is received but what was agreed on, and the next honest run brings all",
        arguments: Lie.Subject.allCases.filter { subject in Lie.all.contains { $0.subject == subject } })
    func lies(about subject: Lie.Subject) throws {
        let source = try LyingSource()
        for (index, lie) in Lie.all.filter({ $0.subject == subject }).enumerated() {
            for standing in Self.standings(for: lie, index) {
                for command in Self.commands(for: subject, index) {
                    let breaches = try source.attempt(
                        lie.name, on: standing, command,
                        memory: subject == .endless ? LyingSource.listMemory : LyingSource.memory)
                    Campaign.source.note(
                        subject.rawValue, "\(lie.name); \(standing.rawValue); \(command[0])", breaches: breaches)
                }
            }
        }
    }

    @Test("a stream of another snapshot, dataset or base in the place of the agreed one is not received")
    func otherStreams() throws {
        let source = try LyingSource()
        let zfs = source.ring.source.zfs
        let all = ["one", "two", "three"].map { "tank/data@\($0)" } + ["tank/secret@two"]
        let sends =
            all.map { [$0] } + [
                ["-i", all[0], all[1]], ["-i", all[1], all[2]], ["-i", all[0], all[2]], ["-w", all[0]],
                ["-w", "-i", all[0], all[1]],
            ]
        for standing in Standing.allCases {
            for send in sends {
                let name = "other stream: zfs send \(send.joined(separator: " "))"
                let breaches = try source.attempt(
                    ([name, zfs, "send"] + send).joined(separator: "\n"), on: standing, ["run", "--verbose"])
                Campaign.source.note(Lie.Subject.others.rawValue, "\(name); \(standing.rawValue)", breaches: breaches)
            }
        }
    }

    @Test("a stream that trickles on and on is ended by a signal, such as the one of a unit's TimeoutStartSec=")
    func crawl() throws {
        let source = try LyingSource()
        for standing in Standing.allCases {
            try source.ring.target.fail("receive: tell after 400 bytes")
            let breaches = try source.attempt(
                Lie.crawl.name, on: standing, ["run"],
                meanwhile: { client in
                    try source.ring.targetEvents.next("receive tell")
                    client.signal(SIGTERM)
                    try source.ring.target.fail()
                })
            Campaign.source.note(
                Lie.crawl.subject.rawValue, "\(Lie.crawl.name); \(standing.rawValue)", breaches: breaches)
        }
    }

    @Test("random damage to what the server says reaches nothing")
    func random() throws {
        let source = try LyingSource()
        let first =
            ProcessInfo.processInfo.environment["ZPULL_ATTACK_SEED"].flatMap { UInt64($0) }
            ?? .random(in: 0..<1_000_000_000)
        print("hostile source: ZPULL_ATTACK_SEED=\(first) tells the same random damage again")
        for seed in first..<first + 120 {
            let standing = Standing.allCases[Int(seed % 4)]
            let breaches = try source.attempt("random \(seed)", on: standing, ["run", "--verbose"])
            Campaign.source.note(
                Lie.Subject.random.rawValue, "random \(seed); \(standing.rawValue)", breaches: breaches)
        }
    }

    /// What is about a stream is tried on two kinds of backup, all else on one.
    private static func standings(for lie: Lie, _ index: Int) -> [Standing] {
        let all = Standing.allCases
        return switch lie.subject {
        case .hops, .heads, .bodies: [all[index % all.count], all[(index + 1) % all.count]]
        default: [all[index % all.count]]
        }
    }

    /// What shows a listing or a text to people is tried too.
    private static func commands(for subject: Lie.Subject, _ index: Int) -> [[String]] {
        let run = ["run", "--verbose"]
        let others = [["list"], ["plan", "--json"], ["plan"], ["doctor"], ["list", "--json"]]
        switch subject {
        case .hello, .names, .listing: return [run, others[index % others.count]]
        default: return [run]
        }
    }
}
