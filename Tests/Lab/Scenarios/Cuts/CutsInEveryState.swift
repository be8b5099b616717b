import CLinux
import Protocol
import System

/// Each process of a session, killed in each state of the protocol, and the connection fallen silent there.
let cutsInEveryState: [Scenario] = Moment.all.flatMap { moment in
    moment.victims.map { victim in
        Scenario("\(victim.words) \(moment.words): what came stays, and the next run goes on") { lab in
            try lab.pairWithFaults(source: victim == .connection ? "timeout: 4s" : "")
            let run = try lab.hold(at: moment.point)
            try lab.waitUntilSettled(run, moment)
            let before = try lab.received()
            try lab.strike(victim, run)
            try lab.expectEnd(of: run, victim, moment)
            try lab.expectNoProcess(of: run.session)
            let after = try lab.received()
            try lab.expect(before == after, "\(before) became \(after)")
            // What a zfs send that is killed had written already still comes, and nobody knows how much that is.
            let isOpen = victim == .send && !moment.isResumed
            try lab.expectNextRunCompletes(resuming: isOpen ? nil : moment.isResumed)
        }
    }
}

private enum Victim: String, Sendable {
    case client, serve, session, shell, send, receive
    /// Nobody is killed, and nothing passes any more: as behind a firewall that swallows.
    case connection

    var words: String {
        switch self {
        case .client: "zpull-client killed"
        case .serve: "zpull-serve killed"
        case .session: "sshd's session killed"
        case .shell: "the shell that sshd started killed"
        case .send: "zfs send killed"
        case .receive: "zfs receive killed"
        case .connection: "the connection silent"
        }
    }
}

/// A state of the protocol, and what has been received by then of a chain of three with a long one in its middle.
private struct Moment: Sendable {
    let words: String
    let point: CutPoint
    var received: [String] = []
    /// Whether a stream is under way at the target.
    var isResumed = false
    /// Bytes that `zfs receive` has read by then.
    var taken = 0
    var victims: [Victim] = [.client, .serve, .session]

    static let all = [
        Moment(
            words: "before the server's banner", point: .banner(.server),
            victims: [.client, .serve, .session, .connection]),
        Moment(
            words: "before the server's HELLO", point: .frame(.hello, 1, from: .server),
            victims: [.client, .serve, .session, .connection]),
        Moment(
            words: "before the end of the list", point: .frame(.end, 1, from: .server),
            victims: [.client, .serve, .session, .connection]),
        Moment(words: "before the source knows what is wanted", point: .frame(.send, 1, from: .client)),
        Moment(words: "before the first stream", point: .frame(.start, 1, from: .server)),
        Moment(
            words: "between two hops", point: .frame(.start, 2, from: .server), received: ["@one"],
            victims: [.client, .serve, .session, .send, .connection]),
        Moment(
            words: "in the middle of a stream", point: .stream(2, after: Lab.longStream / 2), received: ["@one"],
            isResumed: true, taken: Lab.longStream / 4,
            victims: [.client, .serve, .session, .shell, .send, .receive, .connection]),
        Moment(
            words: "at a stream's end, before END", point: .frame(.end, 3, from: .server), received: ["@one"],
            isResumed: true, taken: Lab.longStream, victims: [.client, .serve, .session, .receive, .connection]),
        Moment(
            words: "before the last END", point: .frame(.end, 4, from: .server), received: ["@one", "@two"],
            isResumed: true, taken: 60 << 10),
    ]
}

extension Lab {
    /// Waits until the target has taken all that the moment lets through: the relay is ahead of it.
    fileprivate func waitUntilSettled(_ run: HeldRun, _ moment: Moment) throws {
        try eventually("\(moment.received) at the target") { try hasReceived(moment.received) ? true : nil }
        if moment.taken > 0 { try waitUntilReceived(moment.taken, by: run.client) }
    }

    /// Kills the victim. What stands still may go on then where its end does not let it.
    fileprivate func strike(_ victim: Victim, _ run: HeldRun) throws {
        switch victim {
        case .client: run.client.signal(SIGKILL)
        case .session:
            try expect(run.session.count == 2, "sshd's session: \(run.session)")
            for process in run.session { process.signal(SIGKILL) }
        case .shell: Process(run.held.parent)?.signal(SIGKILL)
        case .serve:
            run.serve?.signal(SIGKILL)
            try faults.drop()
        case .send:
            try eventually("a zfs send") { run.serve?.zfs("send") }.signal(SIGKILL)
            try faults.go()
        case .receive:
            try eventually("a zfs receive") { Process(run.client.identifier)?.zfs("receive") }.signal(SIGKILL)
            try faults.go()
        case .connection: break
        }
    }

    /// The client ends by itself, in time and with the right code, and says what to do.
    fileprivate func expectEnd(of run: HeldRun, _ victim: Victim, _ moment: Moment) throws {
        // Less than the 60 s of silence that a client bears by itself: it must have noticed.
        let ended = try run.client.wait(within: .seconds(30))
        try log("\(ended.error)\n")
        switch victim {
        case .client: try expect(ended.code == -1, "the client was not killed: \(ended.error)")
        case .serve where moment.point == .banner(.server):
            try expect(ended, code: 15, saying: "not as zpull-serve", "Killed")
        case .serve: try expect(ended, code: 16, saying: "ended the session (exit status 137", "the next run goes on")
        case .shell: try expect(ended, code: 16, saying: "ended the session (signal KILL", "the next run goes on")
        case .session: try expect(ended, code: 16, saying: "was lost", "the next run")
        case .send: try expect(ended, code: 1, saying: "zfs send of \(source)/data@two failed (signal 9", "run again")
        case .receive: try expect(ended, code: 1, saying: "zfs receive of \(target)/data@two failed", "next run")
        case .connection: try expect(ended, code: 16, saying: "has been silent for 4 s", "the next run goes on")
        }
    }
}
