import Foundation
import SSH
import System
import Testing

@testable import TestSupport

@Suite struct ChannelTests {
    let server: AnsweringServer
    init() throws { server = try AnsweringServer() }

    @Test("the exit status of a command is told", arguments: [0, 3, 255])
    func exitStatus(_ code: UInt32) throws {
        let channel = try server.connect().exec("exit \(code)")
        #expect(try channel.readToEnd() == [])
        #expect(try channel.finish(timeout: .seconds(5)) == .exited(code))
    }

    @Test("a command that a signal ended is told apart from one that exited")
    func signal() throws {
        let channel = try server.connect().exec("kill")
        #expect(try channel.readToEnd() == [])
        #expect(try channel.finish(timeout: .seconds(5)) == .signalled("KILL"))
    }

    @Test("the end of a command that does not end is not waited for longer than asked")
    func noEnd() throws {
        let channel = try server.connect().exec("deaf")
        let tooLong = SSHError.timedOut(try server.endpoint, waitingFor: "the command's end", after: .milliseconds(300))
        #expect(throws: tooLong) {
            try channel.finish(timeout: .milliseconds(300))
        }
    }

    @Test("what is written comes back, and closing stdin ends the command")
    func echo() throws {
        let channel = try server.connect().exec("echo")
        try channel.write(Array("hello".utf8), timeout: .seconds(5))
        try channel.sendEOF()
        try channel.sendEOF()
        #expect(try channel.readToEnd() == Array("hello".utf8))
        #expect(try channel.finish(timeout: .seconds(5)) == .exited(0))
    }

    @Test("8 MiB on stderr keep stdout waiting for nothing, and only their beginning is kept")
    func standardErrorFlood() throws {
        let channel = try server.connect().exec("flood")
        #expect(try channel.readToEnd() == Array("after\n".utf8))
        #expect(channel.standardError.bytes == [UInt8](repeating: UInt8(ascii: "e"), count: 8192))
        #expect(channel.standardError.dropped == 8 << 20 - 8192)
        #expect(channel.standardError.text.hasSuffix("\n(and 8380416 bytes more)"))
    }

    @Test("64 MiB come through whole, in large reads and over several changes of keys")
    func large() throws {
        let server = try AnsweringServer(options: ["RekeyLimit 16M"])
        let size = 64 << 20
        var expected = [UInt64](repeating: 0, count: size / 8)
        var state: UInt64 = 1
        for index in expected.indices {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            expected[index] = state
        }
        try expected.withUnsafeBytes { try Data($0).write(to: server.folder.appendingPathComponent("data")) }
        let received = UnsafeMutableRawBufferPointer.allocate(byteCount: size + (32 << 20), alignment: 16)
        defer { received.deallocate() }
        let channel = try server.connect().exec("file \(server.path("data"))")
        var count = 0
        reading: while true {
            let end = min(count + 32 << 20, received.count)
            let window = UnsafeMutableRawBufferPointer(rebasing: received[count..<end])
            switch try channel.read(into: window, timeout: .seconds(10)) {
            case .bytes(let more): count += more
            case .timedOut: throw Trouble("timed out after \(count) bytes")
            case .endOfFile: break reading
            }
        }
        #expect(count == size)
        #expect(expected.withUnsafeBytes { memcmp($0.baseAddress!, received.baseAddress!, size) } == 0)
        #expect(try channel.finish(timeout: .seconds(5)) == .exited(0))
    }

    @Test("a large read returns what is there at once")
    func partialRead() throws {
        let channel = try server.connect().exec("ready")
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 << 20, alignment: 16)
        defer { buffer.deallocate() }
        let start = Monotonic.now
        #expect(try channel.read(into: buffer, timeout: .seconds(10)) == .bytes(6))
        #expect(Monotonic.now - start < .seconds(5))
    }

    @Test("half a second of silence is a time-out and no end, and the rest still comes")
    func silence() throws {
        let channel = try server.connect().exec("late")
        #expect(try channel.readOnce(timeout: .milliseconds(500)) == .timedOut)
        #expect(try channel.readOnce(timeout: .zero) == .timedOut)
        #expect(try channel.readToEnd() == Array("late\n".utf8))
        #expect(try channel.readOnce() == .endOfFile)
    }

    @Test("a connection that breaks in the middle of a stream is lost, and no end of file")
    func killed() throws {
        let channel = try server.connect().exec("endless")
        _ = try channel.readOnce()
        server.killSessions()
        let error = try #require(throws: SSHError.self) { try channel.readToEnd() }
        guard case .connectionLost = error else { throw error }
        // SIGPIPE would end the test run here.
        let writing = try #require(throws: SSHError.self) { try channel.write([1], timeout: .seconds(1)) }
        guard case .connectionLost = writing else { throw writing }
        let finishing = try #require(throws: SSHError.self) { try channel.finish(timeout: .seconds(1)) }
        guard case .connectionLost = finishing else { throw finishing }
    }

    @Test("cutting the connection from another thread wakes a read")
    func interrupted() throws {
        let interrupter = SSHInterrupter()
        let channel = try server.connect(interrupter: interrupter).exec("ready")
        #expect(try channel.readOnce() == .bytes(6))
        Thread.detachNewThread {
            usleep(200_000)
            interrupter.interrupt()
        }
        let start = Monotonic.now
        #expect(throws: SSHError.connectionLost(try server.endpoint, detail: "interrupted")) {
            try channel.readOnce(timeout: .seconds(20))
        }
        #expect(Monotonic.now - start < .seconds(5))
    }

    @Test("a command that does not read makes a write time out, and one that has ended makes it fail")
    func writing() throws {
        let deaf = try server.connect().exec("deaf")
        let much = [UInt8](repeating: 0, count: 32 << 20)
        let tooLong = SSHError.timedOut(
            try server.endpoint, waitingFor: "the command to read", after: .milliseconds(300))
        #expect(throws: tooLong) {
            try deaf.write(much, timeout: .milliseconds(300))
        }
        let ended = try server.connect().exec("exit 0")
        #expect(try ended.finish(timeout: .seconds(5)) == .exited(0))
        #expect(throws: SSHError.channelClosed(try server.endpoint)) {
            // The server closes the channel a moment after it has told the status.
            for _ in 0..<100 {
                try ended.write(Array("x".utf8), timeout: .seconds(5))
                _ = try ended.readOnce(timeout: .milliseconds(20))
            }
        }
    }

    @Test("a server that lets us in and runs nothing refuses the channel")
    func refused() throws {
        let server = try AnsweringServer(options: ["MaxSessions 0"])
        let session = try server.connect()
        let error = try #require(throws: SSHError.self) { try session.exec("say x") }
        guard case .channelRefused = error else { throw error }
    }

    @Test("a channel that is dropped while it is talking leaves its session usable")
    func dropped() throws {
        let session = try server.connect()
        for _ in 0..<3 { _ = try session.exec("endless").readOnce() }
        _ = try session.exec("flood").readOnce(timeout: .zero)
        #expect(try session.exec("say x").readToEnd() == Array("x\n".utf8))
    }

    @Test("sessions in several threads do not disturb each other")
    func threads() throws {
        let (endpoint, identity, pin) = (try server.endpoint, server.identity, try HostKeyPin(server.publicHostKey()))
        let results = Results()
        let group = DispatchGroup()
        for number in 0..<4 {
            group.enter()
            Thread.detachNewThread {
                defer { group.leave() }
                for round in 0..<3 {
                    let text = "\(number) \(round)"
                    let session = try? SSHSession.connect(to: endpoint, hostKeys: .pinned([pin]), identity: identity)
                    if let bytes = try? session?.exec("say \(text)").readToEnd(), bytes == Array("\(text)\n".utf8) {
                        results.increment()
                    }
                }
            }
        }
        group.wait()
        #expect(results.count == 12)
    }
}
