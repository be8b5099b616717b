import Glibc
import System
import Testing

/// What a program prints, as text.
func output(
    of path: String, _ arguments: [String], environment: [String] = ChildProcess.plainEnvironment
) throws -> String {
    let output = try Pipe()
    var child = try ChildProcess(path, arguments, environment: environment, output: output.writeEnd.number)
    let text = try contents(of: output.intoReadEnd())
    #expect(try child.wait() == .exited(0))
    return text
}

/// Everything up to the end.
func contents(of descriptor: consuming FileDescriptor) throws -> String {
    var (bytes, chunk): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 4096))
    while case .bytes(let count) = try IO.read(descriptor.number, into: &chunk) { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
}

@Suite("Child processes")
struct ChildProcessTests {
    @Test("an exit code is told as it is", arguments: [0, 1, 42, 255] as [Int32])
    func exitCode(code: Int32) throws {
        var child = try ChildProcess("/bin/sh", ["-c", "exit \(code)"])
        let ending = try child.wait()
        #expect(ending == .exited(code))
        #expect(ending.isSuccess == (code == 0))
        #expect(ending.description == "exit status \(code)")
    }

    @Test("the signal that ended a child is told")
    func signal() throws {
        var child = try ChildProcess("/bin/sleep", ["100"])
        child.signal(SIGTERM)
        let ending = try child.wait()
        #expect(ending == .signalled(SIGTERM))
        #expect(!ending.isSuccess)
        #expect(ending.description == "signal 15 (Terminated)")
    }

    @Test("arguments arrive as they are, without a shell between")
    func arguments() throws {
        let hostile = ["", "a b", "$HOME", "`id`", "'\"", "*", "-n", "x\ny", "ä", ";reboot"]
        let found = try output(of: "/usr/bin/printf", ["%s|"] + hostile)
        #expect(found == hostile.map { "\($0)|" }.joined())
    }

    @Test("the environment is what is given, and nothing of ours")
    func environment() throws {
        setenv("ZPULL_TEST_SECRET", "x", 1)
        #expect(try output(of: "/usr/bin/env", []) == "LC_ALL=C\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n")
        #expect(try output(of: "/usr/bin/env", [], environment: ["A=b c"]) == "A=b c\n")
        #expect(try output(of: "/usr/bin/env", [], environment: []) == "")
    }

    @Test("no descriptor of ours reaches the child, close-on-exec or not")
    func descriptors() throws {
        let leaky = open("/dev/null", O_RDONLY)
        let high = fcntl(leaky, F_DUPFD, 200)
        defer {
            close(leaky)
            close(high)
        }
        try #require(leaky > 2 && high >= 200)
        let script = "n=3; while [ $n -lt 400 ]; do [ -e /proc/self/fd/$n ] && echo $n; n=$((n + 1)); done; true"
        #expect(try output(of: "/bin/sh", ["-c", script]) == "")
    }

    @Test("what is not given of 0, 1 and 2 is /dev/null")
    func devNull() throws {
        let error = try Pipe()
        var child = try ChildProcess(
            "/bin/sh", ["-c", "readlink /proc/self/fd/0 >&2; cat; echo lost"], error: error.writeEnd.number)
        #expect(try contents(of: error.intoReadEnd()) == "/dev/null\n")
        #expect(try child.wait() == .exited(0))
    }

    @Test("input, output and error are the descriptors given")
    func standardDescriptors() throws {
        let input = try Pipe()
        let output = try Pipe()
        let error = try Pipe()
        var child = try ChildProcess(
            "/bin/sh", ["-c", "cat; echo complaint >&2"], input: input.readEnd.number, output: output.writeEnd.number,
            error: error.writeEnd.number)
        try IO.writeAll(input.writeEnd.number, Array("hello".utf8))
        _ = input.intoReadEnd()
        #expect(try contents(of: output.intoReadEnd()) == "hello")
        #expect(try contents(of: error.intoReadEnd()) == "complaint\n")
        #expect(try child.wait() == .exited(0))
    }

    @Test("signals are neither blocked nor ignored in the child, whatever they are here")
    func signals() throws {
        Signals.ignoreBrokenPipes()
        var (mask, before) = (sigset_t(), sigset_t())
        sigemptyset(&mask)
        sigaddset(&mask, SIGUSR2)
        sigaddset(&mask, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &mask, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let found = try output(of: "/bin/grep", ["-E", "Sig(Blk|Ign)", "/proc/self/status"])
        // The C library's own two, 32 and 33, are ignored in whatever posix_spawn(3) starts.
        #expect(found == "SigBlk:\t0000000000000000\nSigIgn:\t0000000180000000\n")
    }

    @Test("a child has a process group of its own, so that Ctrl-C is for us to handle")
    func processGroup() throws {
        let fields = try output(of: "/bin/cat", ["/proc/self/stat"]).split(separator: " ")
        #expect(fields[4] == fields[0])
        #expect(fields[4] != "\(getpgrp())")
    }

    @Test("a child that is dropped is killed and reaped")
    func dropped() throws {
        func start() throws -> Int32 { try ChildProcess("/bin/sleep", ["100"]).identifier }
        let identifier = try start()
        #expect(kill(identifier, 0) == -1)
        #expect(currentErrorNumber == ESRCH)
    }

    @Test("the end of a child makes its descriptor readable")
    func descriptor() throws {
        var child = try ChildProcess("/bin/sleep", ["100"])
        var entries = [PollEntry(child.descriptor.number, POLLIN)]
        #expect(try !Poll.wait(&entries, until: .now))
        child.signal(SIGKILL)
        #expect(try Poll.wait(&entries, until: .now + .seconds(30)))
        #expect(try child.wait() == .signalled(SIGKILL))
    }

    @Test("a program that cannot be started is an error that names it")
    func missing() {
        #expect(throws: SystemError("posix_spawn", "/no/such/program", number: ENOENT)) {
            _ = try ChildProcess("/no/such/program", []).identifier
        }
        #expect(throws: SystemError("posix_spawn", "/etc/passwd", number: EACCES)) {
            _ = try ChildProcess("/etc/passwd", []).identifier
        }
    }

    @Test("PATH is not searched")
    func noPath() {
        #expect(throws: SystemError("posix_spawn", "ls", number: ENOENT)) {
            _ = try ChildProcess("ls", []).identifier
        }
    }

    @Test("a signal to a child that has been waited for goes to nobody")
    func signalAfterWait() throws {
        var child = try ChildProcess("/bin/true", [])
        _ = try child.wait()
        child.signal(SIGKILL)
        #expect(throws: SystemError("waitpid", number: ECHILD)) { _ = try child.wait() }
    }
}
