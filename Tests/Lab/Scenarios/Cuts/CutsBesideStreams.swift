import CLinux
import System

/// Cuts while no stream is under way: in the lists, in the reading back, in the session's surroundings.
let cutsBesideStreams = [
    Scenario("the source's zfs list killed: the message says so, and the next run lists again") { lab in
        try lab.pairWithFaults(serve: ["--zfs", lab.faults.waitingZFS])
        let run = try lab.hold(before: "list")
        run.held.signal(SIGKILL)
        try lab.expect(
            try run.client.wait(within: .seconds(30)), code: 1, saying: "the source says", "zfs list failed (signal 9",
            "run again")
        try lab.expectNoProcess(of: run.session)
        try lab.expectNextRunCompletes()
    },
    Scenario("zpull-client killed while the source lists: the server ends its zfs list") { lab in
        try lab.pairWithFaults(serve: ["--zfs", lab.faults.waitingZFS])
        let run = try lab.hold(before: "list")
        run.client.signal(SIGKILL)
        _ = try run.client.wait(within: .seconds(30))
        try lab.expectNoProcess(of: run.session)
        try lab.expectNextRunCompletes()
    },
    Scenario("zpull-serve killed while it lists: its zfs list ends by itself") { lab in
        try lab.pairWithFaults(serve: ["--zfs", lab.faults.waitingZFS])
        let run = try lab.hold(before: "list")
        run.serve?.signal(SIGKILL)
        try lab.expect(
            try run.client.wait(within: .seconds(30)), code: 16, saying: "ended the session (exit status 137")
        try lab.faults.go()
        try lab.expectNoProcess(of: run.session)
        try lab.expectNextRunCompletes()
    },
    Scenario("the backup host's zfs list killed: the message says so, and the next run lists again") { lab in
        try lab.pairWithFaults(top: "zfs: \(lab.faults.waitingZFS)")
        let run = try lab.hold(before: "list")
        run.held.signal(SIGKILL)
        try lab.expect(
            try run.client.wait(within: .seconds(30)), code: 1, saying: "zfs list failed (signal 9", "run again")
        try lab.expectNoProcess()
        try lab.expectNextRunCompletes()
    },
    Scenario("zpull-client killed while it lists: its zfs list ends by itself, and no lock is left") { lab in
        try lab.pairWithFaults(top: "zfs: \(lab.faults.waitingZFS)")
        let run = try lab.hold(before: "list")
        run.client.signal(SIGKILL)
        _ = try run.client.wait(within: .seconds(30))
        try lab.faults.go()
        try lab.expectNoProcess()
        try lab.expectNextRunCompletes()
    },
    Scenario("zpull-client killed before it has read the guids back: all is there, and the next run says so") { lab in
        try lab.pairWithFaults(top: "zfs: \(lab.faults.waitingZFS)")
        let run = try lab.hold(before: "get")
        run.client.signal(SIGKILL)
        _ = try run.client.wait(within: .seconds(30))
        try lab.faults.go()
        try lab.expectNoProcess()
        try lab.expectSynced()
        try lab.expectNextRunCompletes()
    },
    Scenario("zfs get killed while it reads the guids back: the run does not say done, the next one does") { lab in
        try lab.pairWithFaults(top: "zfs: \(lab.faults.waitingZFS)")
        let run = try lab.hold(before: "get")
        run.held.signal(SIGKILL)
        let ended = try run.client.wait(within: .seconds(30))
        try lab.expect(ended, code: 1, saying: "zfs get guid failed (signal 9", "run again")
        try lab.expect(!ended.error.contains("done:"), ended.error)
        try lab.expectNoProcess()
        try lab.expectNextRunCompletes()
    },
    Scenario("a stream that is cut twice goes on twice") { lab in
        try lab.pairWithFaults()
        for point in [CutPoint.stream(2, after: 2 << 20), .stream(1, after: 1 << 20)] {
            let run = try lab.hold(at: point)
            try lab.waitUntilReceived(1 << 19, by: run.client)
            run.serve?.signal(SIGKILL)
            try lab.faults.drop()
            try lab.expect(try run.client.wait(within: .seconds(30)), code: 16)
            try lab.expectNoProcess(of: run.session)
            try lab.expectReceived("@one")
        }
        try lab.expectNextRunCompletes(resuming: true)
    },
    Scenario("sshd's listener killed: the session that runs is not cut, and the next one finds nobody") { lab in
        try lab.pairWithFaults()
        let server = try lab.startOwnServer()
        let run = try lab.holdInLongStream()
        server.stop(SIGKILL)
        try lab.faults.go()
        try lab.expect(try run.client.wait(within: .seconds(30)), code: 0, saying: "done: 3 snapshots")
        try lab.expectNoProcess(of: run.session)
        try lab.expectSynced()
        try lab.expect(try lab.client("run"), code: 10, saying: "refused the connection")
    },
    Scenario("host: local, zpull-serve killed in the middle of a stream: what came stays, and the next run goes on") {
        lab in
        let run = try lab.holdLocally()
        run.serve?.signal(SIGKILL)
        try lab.faults.drop()
        try lab.expect(
            try run.client.wait(within: .seconds(30)), code: 16, saying: "on this machine ended the session (signal 9",
            "the next run goes on")
        try lab.expectNoProcess()
        try lab.expectReceived("@one")
        try lab.expectNextRunCompletes(resuming: true)
    },
    Scenario("host: local, zpull-client killed in the middle of a stream: no process is left, the next run goes on") {
        lab in
        let run = try lab.holdLocally()
        run.client.signal(SIGKILL)
        _ = try run.client.wait(within: .seconds(30))
        try lab.expectNoProcess()
        try lab.expectReceived("@one")
        try lab.expectNextRunCompletes(resuming: true)
    },
]

extension Lab {
    /// A run of this machine alone that stands still in a stream.
    fileprivate func holdLocally() throws -> HeldRun {
        try pairWithFaults()
        try zfs("allow", "-u", Machine.receiveUser, "send", source)
        try configure(
            sources: """
                  - name: here
                    host: local
                    serve: \(faults.relay)
                    datasets: [{ remote: \(source)/data, local: \(target)/data }]
                """)
        let run = try holdInLongStream()
        return run
    }
}
