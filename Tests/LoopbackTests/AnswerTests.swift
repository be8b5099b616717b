import Foundation
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("Sessions in which something else than zpull-serve answers")
struct AnswerTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one")
    }

    private func expect(
        code: Int32, saying words: String..., at location: SourceLocation = #_sourceLocation
    ) throws {
        let run = try ring.client("run")
        for word in words { run.expect(code: code, saying: word, at: location) }
        #expect(!run.error.utf8.contains(0x1B), "an escape reached the terminal", sourceLocation: location)
        #expect(try ring.source.calls(of: "send").isEmpty, sourceLocation: location)
        try ring.expectNothingReceived(at: location)
    }

    @Test("15: a forced command that is another program, whose words are shown and cannot steer the terminal")
    func otherProgram() throws {
        try ring.authorize(
            script: #"printf 'Welcome\033[31m to\rthe\a shop\n'; printf 'bad\033[2J news\n' >&2; exit 4"#)
        try expect(code: 15, saying: "answered, but not as zpull-serve", "Welcome?[31m to", "authorized_keys")
    }

    @Test("15: noise of a shell's start-up file is recognised, although the server follows")
    func startUpNoise() throws {
        // Whatever the account's shell is, bash under sshd and zsh read these.
        for file in [".bashrc", ".zshenv"] {
            try write("echo 'Have a lot of fun...'\n", to: "\(ring.server.home)/\(file)")
        }
        try expect(code: 15, saying: "Have a lot of fun...", "start-up file")
    }

    @Test("15: a server that exits at once, with its exit status and what it said")
    func exits() throws {
        try ring.authorize(script: "echo no such thing >&2; exit 42")
        try expect(code: 15, saying: "exit status 42: no such thing")
    }

    @Test("15: a server that is killed before its banner")
    func killed() throws {
        try ring.authorize(script: "kill -9 $$")
        try expect(code: 15, saying: "signal KILL")
    }

    @Test("15: a forced command that is not there, in the words of the account's shell")
    func notInstalled() throws {
        let key = try text(ofFile: "\(ring.server.identity).pub")
        try ring.server.authorize("restrict,command=\"/nonexistent/zpull-serve serve\" \(key)")
        try expect(code: 15, saying: "exit status 127", "/nonexistent/zpull-serve")
    }

    @Test("15: options that the server does not take, in its own words")
    func wrongOptions() throws {
        try ring.authorize(script: "exec \(try Programs.serve()) serve --id loop --dataset /tank")
        try expect(code: 15, saying: "exit status 64", "--dataset takes a dataset's name, such as tank/data")
    }

    @Test("15: half a banner, and then the end")
    func halfBanner() throws {
        try ring.authorize(script: "printf 'ZPULL'")
        try expect(code: 15, saying: "“ZPULL”")
    }

    @Test("16: a server that never says a word is given up at the deadline")
    func silent() throws {
        try ring.authorize(script: "exec sleep 600")
        try ring.configure { $0.more = ["timeout: 2"] }
        let start = Monotonic.now
        try expect(code: 16, saying: "has been silent for 2 s")
        #expect(Monotonic.now - start >= .seconds(2))
    }

    @Test("0: a server that takes long to say hello, but not too long, is waited for")
    func slowHello() throws {
        try ring.authorize(script: "{ sleep 2.5; exec cat; } | \(try ring.serveCommand())")
        try ring.configure { $0.more = ["timeout: 4"] }
        try ring.client("list").expect(code: 0)
    }

    @Test("16: a server that goes away after its banner")
    func goesAway() throws {
        try ring.authorize(script: #"printf 'ZPULL 1\n'; echo sorry >&2; exit 7"#)
        try expect(code: 16, saying: "ended the session (exit status 7: sorry)")
    }

    @Test("17: a server that speaks a later version only")
    func laterVersion() throws {
        // HELLO of 25 bytes: versions 2 to 3, no capabilities, no policy, time 0, and three empty names.
        let hello = #"\001\000\000\000\000\000\000\000\000\000\000\027"#
        let body = #"\000\002\000\003"# + String(repeating: #"\000"#, count: 19)
        try ring.authorize(script: #"printf 'ZPULL 1\n"# + hello + body + "'; exec cat >/dev/null")
        try expect(code: 17, saying: "no common protocol version: the other side speaks 2 to 3")
    }

    @Test("17: a frame larger than any may be is refused before it is taken in")
    func oversized() throws {
        try ring.authorize(
            script: #"printf 'ZPULL 1\n\001\000\000\000\000\000\000\000\377\377\377\377'; exec cat >/dev/null"#)
        try expect(code: 17, saying: "broke the protocol", "4294967295 bytes")
    }

    @Test("17: garbage after the banner")
    func garbage() throws {
        try ring.authorize(script: #"printf 'ZPULL 1\nLast login: yesterday from somewhere\n'; exec cat >/dev/null"#)
        try expect(code: 17, saying: "broke the protocol")
    }

    @Test("20: more sessions than the key's line allows are refused as busy, and welcome again afterwards")
    func busy() throws {
        try ring.authorize(serve: ["--dataset", "tank", "--recursive", "--max-sessions", "1"])
        try ring.source.fail("send: stall after 100000 bytes")
        let first = try ring.start("run")
        let serve = try WatchedProcess(ring.sourceEvents.next("send stall").parent)
        try ring.client("list").expect(
            code: 20, saying: "as many sessions of this key are running as may", "--max-sessions 1")
        first.signal(SIGTERM)
        try first.wait().expect(code: 143)
        #expect(try serve.hasEnded())
        try ring.client("list").expect(code: 0)
    }

    @Test("20: a refusal is read even when the server has gone before it could be answered")
    func refusedAndGone() throws {
        let ring = try Ring(options: ["LogLevel DEBUG3"])
        let events = "\(ring.source.folder)/events"
        let refusal = #"ZPULL 1\n\011\000\000\000\000\000\000\000\000\000\000\011\000\010\001\000\004busy"#
        try retrying("mkfifo") { mkfifo("\(ring.folder)/go", 0o600) }
        try ring.authorize(
            script: """
                printf 'begun\t%d\t0\n' $$ >\(events)
                read go <\(ring.folder)/go
                printf '\(refusal)'
                """)
        let client = try ring.start("list")
        let script = try WatchedProcess(ring.sourceEvents.next("begun").process)
        // While the client stands still, banner, refusal and the channel's end arrive together.
        client.signal(SIGSTOP)
        try write("\n", to: "\(ring.folder)/go")
        #expect(try script.hasEnded())
        // SSH_MSG_CHANNEL_CLOSE, RFC 4254.
        try ring.server.waitForLog("send packet: type 97")
        client.signal(SIGCONT)
        try client.wait().expect(code: 20, saying: "ended the session: busy")
    }

    @Test("0: a flood on standard error neither stops nor stalls the stream")
    func flood() throws {
        try ring.authorize(
            script: """
                (head -c 8388608 /dev/zero | tr '\\0' e >&2) &
                exec \(try ring.serveCommand())
                """)
        try ring.source.fail("send: flood", "list: flood")
        try ring.target.fail("receive: flood after 1000 bytes")
        try ring.pull()
    }
}
