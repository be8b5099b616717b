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
            let list = Frame(.list, request: 1).bytes
            let floods: [(name: String, first: [UInt8], unit: [UInt8])] = [
                ("PING", [], Frame(.ping, Frame.big(UInt64(1))).bytes),
                ("CANCEL", list, Frame(.cancel, request: 1).bytes),
                ("frames to be skipped", [], Frame(type: 200, flags: 1, [UInt8](repeating: 0, count: 65_536)).bytes),
                ("empty frames to be skipped", [], Frame(type: 200, flags: 1, []).bytes),
                ("lists", [], list), ("noise", [], [0xFF]),
            ]
            let outcomes = try floods.map { name, first, unit in
                var flood = unit
                while flood.count < 4 << 20 { flood += flood }
                let session = try source.start()
                var peak = 0
                let isGreeted = try session.greet()
                session.write(first)
                try session.flood(flood, until: .now + .seconds(30)) {
                    peak = max(peak, (try? peakMemory(of: session.identifier)) ?? 0)
                }
                #expect((1...65_536).contains(peak), "KiB of memory under a flood of \(name)")
                let attempt = Attempt(type: "floods, thousands of requests", name: "a flood of \(name)", bytes: unit)
                return Outcome(
                    attempt: attempt, process: session.identifier, received: session.received, heard: session.heard,
                    ending: isGreeted ? try session.end() : nil)
            }
            try source.note(outcomes)
        }

        @Test("thousands of requests in one session are refused one by one")
        func thousands() throws {
            let source = try AttackedSource()
            let secret = try source.guid("tank/secret", "auto_1")
            let kinds: [(String, (UInt32) -> Frame)] = [
                ("SEND of another dataset", { .send("tank/secret", [secret], request: $0) }),
                ("SEND of another guid", { .send("tank/data", [secret], request: $0) }),
                ("RESUME", { .resume("tank/secret", "1-0-0-00", request: $0) }),
            ]
            let outcomes = try kinds.map { name, frame in
                let session = try source.start()
                var isInTime = try session.greet()
                for first in stride(from: UInt32(1), to: 3000, by: 16) where isInTime {
                    session.write((first..<first + 16).flatMap { frame($0).bytes })
                    isInTime = try session.talk { $0.heard.frames.last?.request == first + 15 }
                }
                let answers = session.heard.frames.dropFirst()
                #expect(answers.count == 3008 && answers.allSatisfy { $0.type == .error }, "\(name)")
                session.closeInput()
                let attempt = Attempt(
                    type: "floods, thousands of requests", name: "3008 times \(name)", bytes: frame(1).bytes)
                return Outcome(
                    attempt: attempt, process: session.identifier, received: session.received, heard: session.heard,
                    ending: isInTime ? try session.end() : nil)
            }
            try source.note(outcomes)
        }

        @Test("whatever is done while a stream is on its way, zfs send ends with the session")
        func interference() throws {
            let source = try AttackedSource()
            try source.ring.source.fail("send: stall after 5000 bytes")
            let acts = try Interference.acts(source)
            try source.note(acts.map { try Interference.play($0, on: source) })
            #expect(try source.ring.source.calls(of: "send").count == acts.count)
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
