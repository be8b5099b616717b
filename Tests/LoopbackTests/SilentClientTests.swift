import Foundation
import Glibc
import Protocol
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("A client that asks and does not read")
struct SilentClientTests {
    let ring: Ring

    init() throws {
        ring = try Ring()
        // More than the socket between the two holds.
        try ring.source.change("tank/data") { dataset in
            for number in 1...UInt64(20_000) {
                dataset.snapshots.append(
                    StoredSnapshot(
                        name: "snapshot-\(number)", guid: number, createTxg: number, creation: number, size: 1,
                        checksum: 0))
            }
        }
    }

    @Test("gets no second answer made before it has taken the first, so that nothing piles up")
    func lists() throws {
        var ends: [Int32] = [-1, -1]
        try retrying("socketpair") { socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) }
        let mine = FileDescriptor(owning: ends[0])
        let theirs = FileDescriptor(owning: ends[1])
        var server = try ChildProcess(
            try Programs.serve(), ["serve"] + ring.serveArguments(["--dataset", "tank", "--recursive", "--idle", "2"]),
            input: theirs.number, output: theirs.number)

        // As far as its hello the client is a good one.
        var machine = ClientMachine()
        var chunk = [UInt8](repeating: 0, count: 4096)
        while !machine.isOpen {
            guard case .bytes(let count) = try IO.read(mine.number, into: &chunk) else {
                throw SystemError("read", "the server's hello", number: EPIPE)
            }
            var bytes = chunk[..<count]
            while let event = try machine.next(from: &bytes) {
                if event == .banner {
                    let hello = Hello(time: 0, id: "silent", software: "test", zfsVersion: "")
                    try IO.writeAll(mine.number, machine.greeting(hello))
                }
            }
        }
        for _ in 0..<Wire.openRequestLimit { try IO.writeAll(mine.number, try machine.list().frame) }

        // It is --idle that ends this: the server waits for its reader.
        #expect(try server.wait() == .exited(75))
        #expect(try ring.source.calls(of: "list").count == 1)
    }
}
