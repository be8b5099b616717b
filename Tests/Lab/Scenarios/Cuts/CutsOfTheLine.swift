import CLinux
import System

/// Packets that vanish without a word, and such as hardly come: on a line between two network stacks.
let cutsOfTheLine = [
    Scenario(
        "a line that swallows everything in a stream: timeout ends the run, --idle the server, the next one goes on"
    ) {
        lab in
        let line = try lab.pairOnLine(serve: ["--idle", "4"], source: "timeout: 4s")
        let (client, serve) = try lab.startOnSlowLine(line)
        let session = serve.session
        try line.swallow()
        let ended = try client.wait(within: .seconds(30))
        try lab.expect(ended, code: 16, saying: "the next run")
        try lab.log(ended.error)
        // sshd does not know yet, and waits for the kernel to give up; zpull-serve and its zfs send do not.
        try lab.expectNoProcess()
        try lab.expect(session.allSatisfy { Process($0.identifier) != nil }, "sshd's session has ended by itself")
        for process in session { process.signal(SIGKILL) }
        try line.restore()
        try lab.expectNextRunCompletes(resuming: true)
    },
    Scenario("with ClientAliveInterval, sshd ends a session whose client has vanished, and zpull-serve with it") {
        lab in
        let line = try lab.pairOnLine(
            source: "timeout: 4s", sshd: ["ClientAliveInterval=1", "ClientAliveCountMax=3"])
        let (client, serve) = try lab.startOnSlowLine(line)
        let session = serve.session
        try line.swallow()
        client.signal(SIGKILL)
        _ = try client.wait(within: .seconds(30))
        try lab.expectNoProcess(of: session, within: .seconds(20))
        try line.restore()
        try lab.expectNextRunCompletes(resuming: true)
    },
    Scenario("a source whose packets are swallowed from the beginning: connect_timeout ends the run") { lab in
        let line = try lab.pairOnLine(source: "connect_timeout: 2s")
        try line.swallow()
        let start = Monotonic.now
        let run = try lab.client("run")
        try lab.expect(run, code: 10, saying: "waited 2 s for a TCP connection", "no firewall drops the packets")
        try lab.expect(.now - start < .seconds(10), "it took \(Monotonic.now - start)")
        try line.restore()
        try lab.expectNextRunCompletes()
    },
    Scenario("a signal ends a run that still waits for the connection") { lab in
        let line = try lab.pairOnLine(source: "connect_timeout: 120s")
        try line.swallow()
        let client = try lab.start("run")
        try eventually("a first packet without an answer") { () -> Bool? in
            try Tool.run("ss", "-Htn", "state", "syn-sent", "dst", line.there).isEmpty ? nil : true
        }
        client.signal(SIGTERM)
        try lab.expect(try client.wait(within: .seconds(10)), code: 143, saying: "interrupted")
        try line.restore()
        try lab.expectNextRunCompletes()
    },
    Scenario("a line at a crawl is not taken for dead: all comes, in more time than timeout") { lab in
        let line = try lab.pairOnLine(source: "timeout: 3s")
        try line.slow(to: "6mbit")
        let start = Monotonic.now
        try lab.pull()
        try lab.expect(.now - start > .seconds(3), "it took only \(Monotonic.now - start)")
        try lab.expectSynced()
    },
    Scenario("a source that sends a few bytes now and then is not taken for dead") { lab in
        try lab.faults.make()
        try lab.create("data")
        try lab.snapshot("data", "one", bytes: 64 << 10)
        try lab.allow(["--dataset", "\(lab.source)/data"], program: lab.faults.relay)
        try lab.configure(
            datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }", source: "timeout: 3s")
        try lab.faults.crawl(bytesPerSecond: 16 << 10)
        let start = Monotonic.now
        try lab.pull()
        try lab.expect(.now - start > .seconds(4), "it took only \(Monotonic.now - start)")
        try lab.expectSynced()
    },
    Scenario(
        "zpull-serve stopped in a stream, as on a machine out of breath: timeout ends the run, the next one goes on"
    ) {
        lab in
        try lab.pairWithFaults(source: "timeout: 4s")
        let run = try lab.holdInLongStream()
        run.serve?.signal(SIGSTOP)
        try lab.faults.go()
        try lab.expect(try run.client.wait(within: .seconds(30)), code: 16, saying: "has been silent for 4 s")
        run.serve?.signal(SIGCONT)
        try lab.expectNoProcess(of: run.session)
        try lab.expectNextRunCompletes(resuming: true)
    },
    Scenario("a zfs send that never goes on is ended by --idle, although the client's PINGs are answered") { lab in
        try lab.pairWithFaults(serve: ["--idle", "4"], source: "timeout: 2s")
        let run = try lab.hold(at: .stream(2, after: 1 << 20))
        let send = try eventually("a zfs send") { run.serve?.zfs("send") }
        send.signal(SIGSTOP)
        let start = Monotonic.now
        try lab.faults.go()
        let ended = try run.client.wait(within: .seconds(30))
        try lab.expect(ended, code: 16, saying: "no byte moved for too long (--idle)", "the next run goes on")
        try lab.expect(.now - start > .seconds(3), "it took only \(Monotonic.now - start)")
        try lab.expectNoProcess(of: run.session)
        try lab.expectNextRunCompletes(resuming: true)
    },
]

extension Lab {
    /// A run in the middle of its long stream, on a line so slow that this lasts.
    fileprivate func startOnSlowLine(_ line: Line) throws -> (RunningClient, Process) {
        try line.slow(to: "4mbit")
        let client = try start("run", "--verbose")
        try waitUntilReceived(Self.longStream / 4, by: client)
        let serve = try eventually("zpull-serve") {
            Process.all.first { $0.commandLine.hasPrefix("\(Machine.serve) serve --id \(name) ") }
        }
        return (client, serve)
    }
}
