import CLinux
import System

/// The calendar clock of the machine set forward and back. It is everyone's: these run alone.
let clockJumps = [
    Scenario("the clock jumps a year ahead in the middle of a stream: nothing is cut", alone: true) { lab in
        // By the calendar, `timeout` has passed long before the client looks again, at half of it.
        try lab.pairWithFaults(serve: ["--idle", "30"], source: "timeout: 10s")
        let clock = lab.clock()
        let run = try lab.holdInLongStream()
        clock.jump(by: year)
        try lab.expectAlive(run, for: .seconds(6))
        try lab.faults.go()
        try lab.expect(try run.client.wait(within: .seconds(30)), code: 0, saying: "done: 3 snapshots received")
        try lab.expectNoProcess(of: run.session)
        try lab.expectSynced()
    },
    Scenario("the clock jumps a year back in the middle of a stream: timeout holds all the same", alone: true) { lab in
        // By the calendar, `timeout` would pass in a year.
        try lab.pairWithFaults(source: "timeout: 4s")
        let clock = lab.clock()
        let run = try lab.holdInLongStream()
        clock.jump(by: -year)
        try lab.expect(try run.client.wait(within: .seconds(20)), code: 16, saying: "has been silent for 4 s")
        clock.jump(by: 2 * year)
        try lab.faults.drop()
        try lab.expectNoProcess(of: run.session)
        try lab.expectNextRunCompletes(resuming: true)
    },
    Scenario("snapshots whose creation goes backwards are pulled in the order in which they were taken", alone: true) {
        lab in
        try lab.pair(dataset: ", brakes: { future: off }", snapshots: ["one"])
        try lab.pull()
        let clock = lab.clock()
        for (name, jump) in [("two", -year), ("three", 3 * year), ("four", -year)] {
            clock.jump(by: jump)
            try lab.snapshot("data", name)
        }
        let times = try lab.zfs(
            "list", "-Hp", "-d", "1", "-t", "snapshot", "-s", "createtxg", "-o", "creation", "\(lab.source)/data")
        let order = times.split(separator: "\n").compactMap { Int($0) }
        try lab.expect(order.count == 4 && order != order.sorted(), "creation does not go backwards: \(order)")
        let plan = try lab.client("plan")
        try lab.expect(plan, code: 0, saying: "increment @one → @two", "@two → @three", "@three → @four")
        try lab.pull()
        try lab.expectSynced()
        try lab.expect(try lab.client("plan"), code: 0, saying: "nothing to do")
    },
    Scenario("a snapshot from the future is held until it is released", alone: true) { lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        let clock = lab.clock()
        clock.jump(by: year)
        try lab.snapshot("data", "two")
        clock.jump(by: -year)
        _ = try lab.refused(saying: "held, @two was taken in the future")
        try lab.expect(try lab.client("release", "\(lab.target)/data"), code: 0, saying: "is released")
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario(
        "a clock here that was set back holds what comes until it is right again; no release is needed", alone: true
    ) {
        lab in
        try lab.pair(snapshots: ["one"])
        try lab.pull()
        try lab.snapshot("data", "two")
        let clock = lab.clock()
        clock.jump(by: -year)
        _ = try lab.refused(saying: "held, @two was taken in the future, by a clock here that cannot be right")
        clock.jump(by: year)
        try lab.pull()
        try lab.expectSynced()
    },
]

private let year = 365 * 86_400

/// Sets the machine's clock, and sets it right again at the end.
final class Clock {
    private let offset = Clock.calendar - Clock.monotonic

    private static var calendar: Int { time(nil) }
    private static var monotonic: Int { Int(Monotonic.now.nanoseconds / 1_000_000_000) }

    func jump(by seconds: Int) { set(Clock.calendar + seconds) }

    deinit { set(Clock.monotonic + offset) }

    /// - Parameter seconds: since 1970.
    func set(_ seconds: Int) {
        var moment = timespec(tv_sec: seconds, tv_nsec: 0)
        clock_settime(CLOCK_REALTIME, &moment)
    }
}

extension Lab {
    func clock() -> Clock {
        let clock = Clock()
        keeps.append(clock)
        return clock
    }

    /// It has not ended after this time, in which whoever waits for too long would end it.
    fileprivate func expectAlive(_ run: HeldRun, for time: Duration) throws {
        var ended = [PollEntry(run.client.descriptor, POLLIN)]
        try expect(try !Poll.wait(&ended, until: .now + time), "the run ended: \(run.client.error)")
    }
}
