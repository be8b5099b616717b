import FoundationEssentials
import Glibc
import System
import Testing

@Suite("Pipes and splice")
struct BytesIOTests {
    private func nonBlockingPipe() throws -> Pipe {
        let pipe = try Pipe()
        try IO.setNonBlocking(pipe.readEnd.number)
        try IO.setNonBlocking(pipe.writeEnd.number)
        return pipe
    }

    @Test("a read tells bytes, nothing yet and the end apart")
    func reads() throws {
        let pipe = try nonBlockingPipe()
        var buffer = [UInt8](repeating: 0, count: 8)
        #expect(try IO.read(pipe.readEnd.number, into: &buffer) == .wouldBlock)
        #expect(try IO.write(pipe.writeEnd.number, [1, 2, 3]) == .bytes(3))
        #expect(try IO.readableBytes(pipe.readEnd.number) == 3)
        #expect(try IO.read(pipe.readEnd.number, into: &buffer) == .bytes(3))
        #expect(buffer == [1, 2, 3, 0, 0, 0, 0, 0])
        let readEnd = pipe.intoReadEnd()
        #expect(try IO.read(readEnd.number, into: &buffer) == .end)
    }

    @Test("a write into a full pipe moves what fits, then nothing")
    func fullPipe() throws {
        let pipe = try nonBlockingPipe()
        let many = [UInt8](repeating: 7, count: 1 << 20)
        guard case .bytes(let count) = try IO.write(pipe.writeEnd.number, many[...]) else {
            Issue.record("nothing fits into an empty pipe")
            return
        }
        #expect(count < many.count)
        #expect(try IO.write(pipe.writeEnd.number, many[...]) == .wouldBlock)
        #expect(try IO.write(pipe.writeEnd.number, []) == .bytes(0))
    }

    @Test("a write to a reader that has gone is an error, not our end")
    func brokenPipe() throws {
        Signals.ignoreBrokenPipes()
        let writeEnd = try Pipe().intoWriteEnd()
        #expect(throws: SystemError("write", number: EPIPE)) { _ = try IO.write(writeEnd.number, [1]) }
    }

    @Test("a long write waits for a slow reader and leaves nothing out")
    func writeAll() throws {
        let pipe = try nonBlockingPipe()
        let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 % 251) }
        let writer = pipe.writeEnd.number
        let done = Counter()
        try Threads.detach {
            try? IO.writeAll(writer, bytes)
            _ = done.take()
        }
        var (found, chunk): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 1000))
        while found.count < bytes.count {
            var entries = [PollEntry(pipe.readEnd.number, POLLIN)]
            try #require(try Poll.wait(&entries, until: .now + .seconds(30)))
            if case .bytes(let count) = try IO.read(pipe.readEnd.number, into: &chunk) { found += chunk[..<count] }
        }
        #expect(found == bytes)
        while done.take() == 0 { sched_yield() }
    }

    @Test("splice moves as much as is asked for, from pipe to pipe and to a file")
    func splice() throws {
        let from = try nonBlockingPipe()
        let to = try nonBlockingPipe()
        #expect(try IO.splice(from: from.readEnd.number, to: to.writeEnd.number, count: 100) == .wouldBlock)
        try IO.writeAll(from.writeEnd.number, Array("hello world".utf8))
        #expect(try IO.splice(from: from.readEnd.number, to: to.writeEnd.number, count: 5) == .bytes(5))
        #expect(try IO.readableBytes(from.readEnd.number) == 6)
        #expect(try IO.readableBytes(to.readEnd.number) == 5)
        let path = FileManager.default.temporaryDirectory.appending(path: "zpull-splice-\(UUID().uuidString)").path
        defer { unlink(path) }
        let file = try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT)
        #expect(try IO.splice(from: from.readEnd.number, to: file.number, count: 100) == .bytes(6))
        #expect(FileManager.default.contents(atPath: path) == Data(" world".utf8))
        let readEnd = from.intoReadEnd()
        #expect(try IO.splice(from: readEnd.number, to: to.writeEnd.number, count: 100) == .end)
    }

    @Test("a pipe takes the capacity that it is given, and is closed on exec")
    func capacity() throws {
        let pipe = try Pipe(capacity: 1 << 20)
        let getSize: Int32 = 1032
        #expect(fcntl(pipe.writeEnd.number, getSize) == 1 << 20)
        #expect(fcntl(pipe.writeEnd.number, F_GETFD) == FD_CLOEXEC)
        #expect(fcntl(pipe.readEnd.number, F_GETFD) == FD_CLOEXEC)
    }

    @Test("either end of a pipe can be kept, and the other is closed")
    func ends() throws {
        let pipe = try Pipe()
        let (reader, writer) = (pipe.readEnd.number, pipe.writeEnd.number)
        let kept = pipe.intoWriteEnd()
        #expect(kept.number == writer && kept.number != reader)
        var entries = [PollEntry(kept.number, POLLOUT)]
        #expect(try Poll.wait(&entries, until: .now))
        #expect(entries[0].isGone)
    }
}

@Suite("Descriptors")
struct FileDescriptorTests {
    @Test("a descriptor that is released is left open, and closed on exec")
    func release() throws {
        let number = try FileDescriptor(opening: "/dev/null", flags: O_RDONLY).release()
        #expect(fcntl(number, F_GETFD) == FD_CLOEXEC)
        close(number)
    }

    @Test("a file that is not there is an error that says which, and why")
    func missing() {
        let expected = SystemError("open", "/no/such/file", number: ENOENT)
        #expect(throws: expected) { _ = try FileDescriptor(opening: "/no/such/file", flags: O_RDONLY).number }
        #expect(expected.description == "open /no/such/file: No such file or directory")
        #expect(expected.reason == "No such file or directory")
        #expect(SystemError("poll", number: EINVAL).description == "poll: Invalid argument")
    }
}

@Suite("Interrupted calls")
struct RetryingTests {
    @Test("are made again for as long as a signal cuts them")
    func again() throws {
        var calls = 0
        let result: Int32 = try retrying("call") {
            calls += 1
            errno = EINTR
            return calls < 3 ? -1 : 5
        }
        #expect(result == 5 && calls == 3)
    }

    @Test("and fail with any other error at once")
    func fails() {
        var calls = 0
        #expect(throws: SystemError("call", "subject", number: EBADF)) {
            let _: Int32 = try retrying("call", "subject") {
                calls += 1
                errno = EBADF
                return -1
            }
        }
        #expect(calls == 1)
    }
}
