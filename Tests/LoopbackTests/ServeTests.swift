import Foundation
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

/// What an attacker asks of it is in AttackTests.
@Suite("The forced command, from the outside")
struct ServeTests {
    let ring: Ring
    init() throws { ring = try Ring() }

    /// The server without sshd.
    private func serve(_ arguments: [String] = [], input: Int32? = nil) throws -> RunningProgram {
        try RunningProgram(
            try Programs.serve(), ["serve"] + ring.serveArguments(["--dataset", "tank"] + arguments),
            files: "\(ring.folder)/serve", input: input)
    }

    @Test("a client that has gone before it began still leaves a banner behind")
    func inputClosed() throws {
        let run = try serve().wait()
        #expect(run.ending == .exited(0))
        #expect(run.output == "ZPULL 1\n")
    }

    @Test("a session keeps no descriptor that it inherited, and limits itself before the banner")
    func inheritance() throws {
        let input = try System.Pipe()
        let output = try System.Pipe()
        let words = [try Programs.serve(), "serve"] + ring.serveArguments(["--dataset", "tank"])
        let child = try ChildProcess(
            "/bin/sh", ["-c", "exec 7</dev/zero; exec \"$@\"", "sh"] + words, input: input.readEnd.number,
            output: output.writeEnd.number, error: STDERR_FILENO)
        var banner = [UInt8](repeating: 0, count: 64)
        #expect(try IO.read(output.readEnd.number, into: &banner) == .bytes(8))
        let process = "/proc/\(child.identifier)"
        let open = try FileManager.default.contentsOfDirectory(atPath: "\(process)/fd").map {
            try FileManager.default.destinationOfSymbolicLink(atPath: "\(process)/fd/\($0)")
        }
        #expect(open.count >= 3 && !open.contains("/dev/zero"), "\(open)")
        let limits = try text(ofFile: "\(process)/limits").split(separator: "\n").map {
            $0.split(separator: " ").joined(separator: " ")
        }
        #expect(limits.contains("Max core file size 0 0 bytes"), "\(limits)")
        #expect(limits.contains("Max open files 64 64 files"), "\(limits)")
        #expect(try text(ofFile: "\(process)/status").contains("NoNewPrivs:\t1"))
    }

    @Test("75: --idle ends a session in which nobody says anything")
    func idle() throws {
        let pipe = try System.Pipe()
        let run = try serve(["--idle", "1"], input: pipe.readEnd.number).wait()
        run.expect(code: 75, saying: "no byte moved for too long (--idle)")
        #expect(run.output == "ZPULL 1\n")
    }

    @Test("76: a client that speaks another protocol is told so")
    func garbage() throws {
        let pipe = try System.Pipe()
        try IO.writeAll(pipe.writeEnd.number, Array("GET / HTTP/1.1\r\n\r\n".utf8))
        let run = try serve(input: pipe.readEnd.number).wait()
        run.expect(code: 76, saying: "does not speak zpull; it began with \"GET / HT")
    }

    @Test(
        "64: serve without options, or with wrong ones, says what to write", arguments: ["", "--dataset /x", "--sudo"])
    func usage(options: String) throws {
        let arguments = ["serve", "--id", "x"] + options.split(separator: " ").map(String.init)
        let run = try RunningProgram(try Programs.serve(), arguments, files: "\(ring.folder)/serve").wait()
        run.expect(code: 64, saying: "zpull-serve: ")
        #expect(run.output.isEmpty)
    }

    @Test("16: a session in which zfs send gets nowhere ends with --idle, and the client says why")
    func idleSession() throws {
        try ring.source.snapshot("tank/data", "one")
        try ring.authorize(serve: ["--dataset", "tank", "--recursive", "--idle", "1"])
        try ring.source.fail("send: hang after 100000 bytes")
        let client = try ring.start("run")
        let send = try WatchedProcess(ring.sourceEvents.next("send hang").process)
        try client.wait().expect(code: 16, saying: "exit status 75: zpull-serve: no byte moved for too long (--idle)")
        #expect(try send.hasEnded())
        try ring.source.fail()
        try ring.pull()
    }

    @Test("16: --idle ends a session in which zfs send gets nowhere although the client's PINGs are answered")
    func idleBesidePings() throws {
        try ring.source.snapshot("tank/data", "one")
        try ring.authorize(serve: ["--dataset", "tank", "--recursive", "--idle", "2"])
        try ring.configure { $0.more = ["timeout: 1"] }
        try ring.source.fail("send: hang after 100000 bytes")
        let client = try ring.start("run")
        let send = try WatchedProcess(ring.sourceEvents.next("send hang").process)
        try client.wait(within: .seconds(20)).expect(code: 16, saying: "no byte moved for too long (--idle)")
        #expect(try send.hasEnded())
        try ring.source.fail()
        try ring.pull()
    }

    @Test("--max-rate holds a stream back to its rate")
    func rate() throws {
        try ring.source.snapshot("tank/data", "one", size: 1_500_000)
        try ring.authorize(serve: ["--dataset", "tank", "--recursive", "--max-rate", "1000000"])
        let start = Monotonic.now
        try ring.pull()
        // A quarter of a second's worth may leave at once. A busy machine only makes it longer.
        #expect(Monotonic.now - start >= .milliseconds(1250))
    }

    @Test("zpull-serve is one static file of less than 10 MB")
    func isStatic() throws {
        let program = try Programs.serve()
        let headers = try run("/usr/bin/readelf", ["--wide", "--program-headers", program])
        #expect(headers.contains("LOAD"))
        #expect(!headers.contains("INTERP"))
        let libraries = try run("/usr/bin/readelf", ["--wide", "--dynamic", program])
        #expect(!libraries.contains("NEEDED"))
        var status = stat()
        #expect(stat(program, &status) == 0 && status.st_size < 10_000_000)
    }
}
