import FoundationEssentials
import Glibc
import System
import Testing

@Suite("Waiting")
struct PollTests {
    @Test("ends at the deadline when nothing comes, not before and not never")
    func deadline() throws {
        let pipe = try Pipe()
        var entries = [PollEntry(pipe.readEnd.number, POLLIN)]
        let deadline = Monotonic.now + .milliseconds(30)
        #expect(try !Poll.wait(&entries, until: deadline))
        #expect(deadline.hasPassed)
        #expect(!entries[0].isReadable && !entries[0].isGone)
    }

    @Test("with a deadline that has passed looks once")
    func passed() throws {
        let pipe = try Pipe()
        var entries = [PollEntry(pipe.readEnd.number, POLLIN)]
        let past = Monotonic(nanoseconds: Monotonic.now.nanoseconds - 1)
        #expect(try !Poll.wait(&entries, until: past))
        try IO.writeAll(pipe.writeEnd.number, [1])
        #expect(try Poll.wait(&entries, until: past))
        #expect(entries[0].isReadable)
    }

    @Test("tells which descriptor has what")
    func which() throws {
        let quiet = try Pipe()
        let loud = try Pipe()
        try IO.writeAll(loud.writeEnd.number, [1])
        var entries = [
            PollEntry(quiet.readEnd.number, POLLIN), PollEntry(loud.readEnd.number, POLLIN),
            PollEntry(quiet.writeEnd.number, POLLOUT), PollEntry(-1, POLLIN),
        ]
        #expect(try Poll.wait(&entries, until: .now + .seconds(10)))
        #expect(entries.map(\.isReadable) == [false, true, false, false])
        #expect(entries.map(\.isWritable) == [false, false, true, false])
        #expect(entries.allSatisfy { !$0.isGone })
    }

    @Test("what was found before is forgotten when nothing is found now")
    func forgotten() throws {
        let pipe = try Pipe()
        try IO.writeAll(pipe.writeEnd.number, [1])
        var entries = [PollEntry(pipe.readEnd.number, POLLIN)]
        #expect(try Poll.wait(&entries, until: .now))
        var byte: [UInt8] = [0]
        _ = try IO.read(pipe.readEnd.number, into: &byte)
        #expect(try !Poll.wait(&entries, until: .now))
        #expect(!entries[0].isReadable)
    }

    @Test("an end that has gone counts as readable, so that the reader finds out")
    func gone() throws {
        let readEnd = try Pipe().intoReadEnd()
        var entries = [PollEntry(readEnd.number, POLLIN)]
        #expect(try Poll.wait(&entries, until: .now + .seconds(10)))
        #expect(entries[0].isReadable && entries[0].isGone)
    }
}

@Suite("Moments")
struct MonotonicTests {
    @Test("add and subtract in nanoseconds")
    func arithmetic() {
        let start = Monotonic(nanoseconds: 5)
        #expect((start + .seconds(2)).nanoseconds == 2_000_000_005)
        #expect((start + .nanoseconds(-10)).nanoseconds == -5)
        #expect((start + .seconds(2)) - start == .seconds(2))
        #expect(start < start + .nanoseconds(1))
        #expect(Duration.milliseconds(1500).seconds == 1.5)
        #expect(Duration.milliseconds(-1500).nanoseconds == -1_500_000_000)
    }

    @Test("only move forward")
    func now() {
        let first = Monotonic.now
        #expect(first <= .now)
        #expect(first.hasPassed)
        #expect(!(first + .seconds(100)).hasPassed)
    }

    @Test("what is left is rounded up for poll, zero once it has passed, and never too large for it")
    func millisecondsLeft() {
        #expect((Monotonic.now + .nanoseconds(-1)).millisecondsLeft == 0)
        // Rounded down, a wait for less than a millisecond would spin.
        #expect((1...20).contains((Monotonic.now + .microseconds(19_900)).millisecondsLeft))
        #expect(Monotonic(nanoseconds: .max).millisecondsLeft == .max)
        let left = (Monotonic.now + .seconds(100)).millisecondsLeft
        #expect((99_000...100_000).contains(left))
    }

    @Test("the calendar clock counts from 1970")
    func wallClock() {
        let now = UInt64(Date().timeIntervalSince1970)
        #expect((now - 5...now + 5).contains(wallClockSeconds()))
    }
}
