import Foundation
import System
import Testing
import ZFS

@testable import TestSupport
@testable import zfs_stand_in

/// Promise 5, by the kernel's own figure: `VmHWM`, the most that was ever resident.
@Suite("Resident memory")
struct MemoryTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        for pool in [ring.source, ring.target] { try pool.write("", to: "memory") }
    }

    /// MiB that the callers of a pool's `zfs` have had at most: zpull-serve at the source, zpull-client at the target.
    private func peak(of pool: Pool) throws -> Int {
        let peaks = (try pool.read("memory") ?? "").split(separator: "\n").compactMap { Int($0) }
        return try #require(peaks.max()) / 1024
    }

    /// At both ends, after a run: its last act is `zfs get guid` at the target, and `zfs send` comes last at the source.
    private func expectPeaks(below limit: Int, _ what: String, at location: SourceLocation = #_sourceLocation) throws {
        #expect(try ring.target.calls().last?.verb == "get" && ring.source.calls().last?.verb == "send")
        let (client, serve) = (try peak(of: ring.target), try peak(of: ring.source))
        print("memory: \(what): zpull-client \(client) MiB, zpull-serve \(serve) MiB")
        #expect(client < limit, "zpull-client, MiB", sourceLocation: location)
        #expect(serve < limit, "zpull-serve, MiB", sourceLocation: location)
    }

    /// A snapshot whose data nobody has summed beforehand.
    private func snapshots(_ count: Int, size: Int) -> [StoredSnapshot] {
        (0..<count).map {
            StoredSnapshot(
                name: "autosnap_2026-11-23_15:00:00_\($0)", guid: 1_000_000 + UInt64($0), createTxg: 10 + UInt64($0),
                creation: 1_700_000_000 + UInt64($0), size: size, checksum: 0)
        }
    }

    @Test(
        "stays below 64 MiB at both ends while 4 GiB pass, and below 128 MiB with the window at its largest",
        arguments: [("8MiB", 64), ("32MiB", 128)])
    func stream(window: String, limit: Int) throws {
        let size = 4 << 30
        try ring.source.change("tank/data") { $0.snapshots = snapshots(1, size: size) }
        try ring.configure { $0.more = ["window: \(window)"] }
        try ring.start("run").wait(within: .seconds(600)).expect(code: 0)
        #expect(try ring.target.snapshots("backup/data").map(\.size) == [size])
        try expectPeaks(below: limit, "4 GiB through a window of \(window)")
    }

    @Test("stays below 256 MiB at both ends with 100,000 snapshots listed at each")
    func listing() throws {
        let all = snapshots(100_000, size: 1000)
        try ring.source.change("tank/data") { $0.snapshots = all }
        try ring.target.create("backup/data") { $0.snapshots = all.dropLast() }
        try ring.start("run").wait(within: .seconds(600)).expect(code: 0, saying: "done: 1 snapshot")
        try expectPeaks(below: 256, "100,000 snapshots")
    }

    @Test("stays below 256 MiB while list and plan print 100,000 snapshots", arguments: ["list", "plan"])
    func printing(command: String) throws {
        try ring.source.change("tank/data") { $0.snapshots = snapshots(100_000, size: 1000) }
        let output = try System.Pipe()
        let files = "\(ring.folder)/printing"
        let arguments = [command, "--json", "--config", ring.configurationPath]
        let error = try FileDescriptor(opening: files, flags: O_WRONLY | O_CREAT)
        let child = try ChildProcess(
            try Programs.client(), arguments, output: output.writeEnd.number, error: error.number)
        let reader = output.intoReadEnd()
        // It writes when it has everything together, and then waits for us: nothing more comes into its memory.
        var entries = [PollEntry(reader.number, POLLIN)]
        #expect(try Poll.wait(&entries, until: .now + .seconds(600)))
        let client = try peakMemory(of: child.identifier) / 1024
        print("memory: \(command) of 100,000 snapshots: zpull-client \(client) MiB")
        #expect(client < 256, "zpull-client, MiB")
    }
}
