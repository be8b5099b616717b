import Foundation
import Protocol
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

extension HostileClient {
    /// Too much, too long, too many, and at the wrong time.
    @Suite struct UnderLoad {
        @Test("a session that stands still, wherever it was cut, is ended by --idle")
        func silence() throws {
            let source = try AttackedSource(policy: AttackedSource.policy + ["--idle", "1"])
            let outcomes = try source.play(SlowAttacks.silent, width: 40)
            #expect(outcomes.allSatisfy { $0.ending == .exited(75) })
            try source.note(outcomes)
        }

        @Test("byte by byte, what is refused at once is refused too")
        func trickles() throws {
            let source = try AttackedSource()
            let attempts =
                try ChainAttacks.attempts(source) + TokenAttacks.sound(source) + OrderAttacks.attempts(source)
            try source.attack(SlowAttacks.trickled(attempts.sample(8)))
        }

        @Test("a flood that nobody reads the answers of does not fill the server's memory, and --idle ends it")
        func floods() throws {
            let source = try AttackedSource(policy: AttackedSource.policy + ["--idle", "1"])
            let outcomes = try Flood.all.map { flood in
                let session = try source.start()
                var peak = 0
                let outcome = try flood.play(in: session) {
                    peak = max(peak, (try? peakMemory(of: session.identifier)) ?? 0)
                }
                #expect((1...65_536).contains(peak), "KiB of memory under a flood of \(flood.name)")
                return outcome
            }
            try source.note(outcomes)
        }

        @Test("thousands of requests in one session are refused one by one")
        func thousands() throws {
            let source = try AttackedSource()
            let outcomes = try Volley.all(source).map { volley in
                let outcome = try volley.play(in: source.start(), count: 3008)
                let answers = outcome.heard.frames.dropFirst()
                #expect(answers.count == 3008 && answers.allSatisfy { $0.type == .error }, "\(volley.name)")
                return outcome
            }
            try source.note(outcomes)
        }

        @Test("whatever is done while a stream is on its way, zfs send ends with the session")
        func interference() throws {
            let source = try AttackedSource()
            try source.ring.source.fail("send: stall after 5000 bytes")
            let acts = try Interference.acts(source)
            try source.note(acts.map { try Interference.play($0, on: source, in: source.start()) })
            #expect(try source.ring.source.calls(of: "send").count == acts.count)
        }

        @Test("a session forked first, whose zpull-serve comes up last, has no place that another has taken meanwhile")
        func latecomers() throws {
            let source = try AttackedSource(policy: AttackedSource.policy + ["--max-sessions", "1"])
            let late = try HostileSession(
                "/bin/sh", ["-c", "read -r go; exec \"$@\"", "sh", Programs.serve(), "serve"] + source.arguments)
            let early = try source.start()
            #expect(try early.greet() && early.isServed)
            late.write(Array("go\n".utf8))
            #expect(try late.greet())
            Campaign.client.note(
                "many sessions at once", "one that comes up late",
                breaches: late.isServed ? ["two are served"] : [])
            early.closeInput()
            _ = try early.end()
            late.closeInput()
            _ = try late.end()
            let next = try source.start()
            #expect(try next.greet() && next.isServed)
        }

        @Test("a session that was refused and stays on takes no place")
        func lingering() throws {
            let source = try AttackedSource(policy: AttackedSource.policy + ["--max-sessions", "1"])
            let first = try source.start()
            #expect(try first.greet() && first.isServed)
            let refused = try source.start()
            #expect(try refused.greet() && !refused.isServed)
            first.closeInput()
            _ = try first.end()
            let next = try source.start()
            #expect(try next.greet() && next.isServed)
            #expect(FileManager.default.fileExists(atPath: "/proc/\(refused.identifier)/exe"))
        }

        @Test("a key for raw streams gets no clear one, and would if it were for others too")
        func raw() throws {
            let source = try AttackedSource(policy: RawAttacks.policy, encrypted: RawAttacks.encrypted)
            try source.attack(RawAttacks.attempts(source))
            let open = try AttackedSource(encrypted: RawAttacks.encrypted)
            try open.expectSuccess(RawAttacks.attempts(open), noticedBy: [])
        }
    }
}
