import Glibc
import System
import Testing

@Suite("What a program printed")
struct CaptureTests {
    @Test("both of its outputs are read at once, however large")
    func bothLarge() throws {
        // More than a pipe holds on either side: reading one after the other would wait forever.
        let script = "head -c 3000000 /dev/zero | tr '\\0' e >&2; head -c 3000000 /dev/zero; exit 3"
        let captured = try ChildProcess.capture("/bin/sh", ["-c", script])
        #expect(captured.output.count == 3_000_000)
        #expect(captured.error == String(repeating: "e", count: 8 << 10))
        #expect(captured.ending == .exited(3))
    }

    @Test("output beyond the limit ends the program", .timeLimit(.minutes(1)))
    func limit() throws {
        #expect(throws: SystemError("read", "output of /bin/cat", number: EFBIG)) {
            _ = try ChildProcess.capture("/bin/cat", ["/dev/zero"], outputLimit: 100_000)
        }
        let exact = try ChildProcess.capture("/usr/bin/head", ["-c", "100000", "/dev/zero"], outputLimit: 100_000)
        #expect(exact.output.count == 100_000)
    }

    @Test("a cancellation ends the program", .timeLimit(.minutes(1)))
    func cancelled() throws {
        let cancellation = try Pipe()
        try IO.writeAll(cancellation.writeEnd.number, [1])
        #expect(throws: SystemError("run", "/bin/sleep", number: ECANCELED)) {
            _ = try ChildProcess.capture("/bin/sleep", ["1000"], until: cancellation.readEnd.number)
        }
    }

    @Test("a program that closes its outputs early is waited for all the same")
    func closesEarly() throws {
        let captured = try ChildProcess.capture("/bin/sh", ["-c", "exec >&- 2>&-; exit 7"])
        #expect(captured.ending == .exited(7))
        #expect(captured.output.isEmpty && captured.error.isEmpty)
    }

    @Test("the end of a program that was killed is told")
    func killed() throws {
        #expect(try ChildProcess.capture("/bin/sh", ["-c", "kill -9 $$"]).ending == .signalled(SIGKILL))
    }
}

@Suite("Text with a limit")
struct CappedTextTests {
    @Test("what is more than the limit is read and forgotten")
    func capped() {
        var text = CappedText(limit: 4)
        text.append(Array("abc".utf8))
        #expect(text.text == "abc")
        text.append(Array("defg".utf8))
        text.append(Array("h".utf8))
        #expect(text.text == "abcd")
    }

    @Test("white space at its end is left out, and bytes that are no UTF-8 are replaced")
    func repaired() {
        var text = CappedText()
        #expect(text.text == "")
        text.append(Array("line\nnext \u{e4}".utf8.dropLast()) + [0xFF, 0x0A, 0x20, 0x0D, 0x00])
        #expect(text.text == "line\nnext \u{FFFD}\u{FFFD}")
    }

    @Test("draining takes what is there, and tells the end")
    func drain() throws {
        let pipe = try Pipe()
        try IO.setNonBlocking(pipe.readEnd.number)
        var text = CappedText()
        #expect(try text.drain(pipe.readEnd.number))
        try IO.writeAll(pipe.writeEnd.number, Array("words".utf8))
        #expect(try text.drain(pipe.readEnd.number))
        #expect(text.text == "words")
        let readEnd = pipe.intoReadEnd()
        #expect(try !text.drain(readEnd.number))
    }
}
