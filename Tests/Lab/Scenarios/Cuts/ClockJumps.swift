import CLinux
import System

/// The calendar clock of the machine set forward and back. It is everyone's: these run alone.
let clockJumps = [
    Scenario("the clock jumps a year ahead in the middle of a stream: nothing is cut", alone: true) { lab in
        try lab.expectUntouched(byJump: year)
    },
    Scenario("the clock jumps a year back in the middle of a stream: nothing is cut", alone: true) { lab in
        try lab.expectUntouched(byJump: -year)
    },
    Scenario(
        "the clock jumps between cut and next run, and while --idle and timeout wait: the stream goes on", alone: true
    ) {
        lab in
        try lab.pairWithFaults(serve: ["--idle", "30"], source: "timeout: 20s")
        let clock = lab.clock()
        let run = try lab.holdInLongStream()
        clock.jump(by: -year)
        run.serve?.signal(SIGKILL)
        try lab.faults.drop()
        try lab.expect(try run.client.wait(within: .seconds(15)), code: 16)
        try lab.expectNoProcess(of: run.session)
        clock.jump(by: 2 * year)
        try lab.expectNextRunCompletes(resuming: true)
    },
    Scenario("snapshots whose creation goes backwards are pulled in the order in which they were taken", alone: true) {
        lab in
        try lab.pair(snapshots: ["one"])
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
]

private let year = 365 * 86_400

/// Sets the machine's clock, and sets it right again at the end.
private final class Clock {
    private let offset = Clock.calendar - Clock.monotonic

    private static var calendar: Int { time(nil) }
    private static var monotonic: Int { Int(Monotonic.now.nanoseconds / 1_000_000_000) }

    func jump(by seconds: Int) { set(Clock.calendar + seconds) }

    deinit { set(Clock.monotonic + offset) }

    private func set(_ seconds: Int) {
        var moment = timespec(tv_sec: seconds, tv_nsec: 0)
        clock_settime(CLOCK_REALTIME, &moment)
    }
}

extension Lab {
    fileprivate func clock() -> Clock {
        let clock = Clock()
        keeps.append(clock)
        return clock
    }

    /// A run that stands still in a stream while the clock is set, and then ends as if nothing had been.
    fileprivate func expectUntouched(byJump seconds: Int) throws {
        try pairWithFaults(serve: ["--idle", "30"], source: "timeout: 20s")
        let clock = clock()
        let run = try holdInLongStream()
        clock.jump(by: seconds)
        try faults.go()
        try expect(try run.client.wait(within: .seconds(30)), code: 0, saying: "done: 3 snapshots received")
        try expectNoProcess(of: run.session)
        try expectSynced()
    }
}
