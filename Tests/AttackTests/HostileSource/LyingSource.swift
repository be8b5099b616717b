import Foundation
import System
import Testing
import ZFS

@testable import TestSupport
@testable import zfs_stand_in

/// A ring whose forced command is a liar between sshd and the real zpull-serve; see Tests/Liar.
final class LyingSource {
    let ring: Ring
    private var lieFile: String { "\(ring.folder)/lie" }

    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one", "two", "three")
        try ring.source.create("tank/secret")
        try ring.source.snapshot("tank/secret", "two")
        let honest = try ring.serveCommand(["--dataset", "tank/data"])
        try ring.authorize(
            script: """
                [ -e \(lieFile) ] || exec \(honest)
                exec \(try Programs.liar()) \(lieFile) \(honest)
                """)
    }

    /// One attempt, and what came of it. The backup begins as the standing says, and an honest run ends it.
    ///
    /// - Parameters:
    ///   - lie: its name, and in lines behind it the command for a lie about another stream; `nil` when it lies elsewhere.
    ///   - command: what zpull-client is told to do meanwhile.
    ///   - memory: MiB that the client may have.
    ///   - change: of the configuration.
    ///   - meanwhile: what is done while the client is at work.
    /// - Returns: what the source has reached that it must not; empty when the attempt failed.
    func attempt(
        _ lie: String?, on standing: Standing, _ command: [String], memory: Int = LyingSource.memory,
        change: (inout SourceText) throws -> Void = { _ in }, meanwhile: (RunningProgram) throws -> Void = { _ in }
    ) throws -> [String] {
        try standing.lay(on: ring.target, from: ring.source)
        let scene = try Scene(of: ring)
        if let lie { try write(lie, to: lieFile) }
        try configure(patience: 2, change: change)
        let client = try ring.start(command)
        try meanwhile(client)
        let peak = try Self.peakMemory(of: client)
        let finished = try client.wait()
        unlink(lieFile)
        var breaches = try scene.breaches(in: ring)
        breaches += HostileOutput.breaches(in: finished)
        if peak > memory { breaches.append("zpull-client had \(peak) MiB") }
        return try breaches + honestRun()
    }

    /// MiB that a client may have, whatever the length of a stream; see docs/threat-model.md.
    static let memory = 64
    /// As many for the longest of lists.
    static let listMemory = 1024

    /// - Parameter patience: seconds of `timeout`, and about those of `idle`; only attempts need them short.
    private func configure(patience: Int, change: (inout SourceText) throws -> Void = { _ in }) throws {
        try ring.configure {
            $0.datasets = ["{ remote: tank/data, local: backup/data, recursive: true }"]
            $0.more = ["timeout: \(patience)", "idle: \(patience + 1)"]
            try change(&$0)
        }
    }

    /// What an honest source meets next: all of it must come. A liar may have had the dataset held, or shown so much that the
    /// truth looks like a loss; then a person lets it go on.
    private func honestRun() throws -> [String] {
        try configure(patience: 60)
        var run = try ring.start(["run"]).wait()
        if run.ending == .exited(2), run.error.contains("backup/data: held, ") {
            _ = try ring.start(["release", "backup/data"]).wait()
            run = try ring.start(["run"]).wait()
        }
        let (theirs, ours) = (try ring.source.snapshots("tank/data"), try ring.target.snapshots("backup/data"))
        let isSynced = theirs.count == ours.count && zip(theirs, ours).allSatisfy { $0.hasContents(of: $1) }
        return run.ending == .exited(0) && isSynced ? [] : ["the next honest run failed: \(run.error)"]
    }

    /// The most resident memory, in MiB, that the client has had by its end, looked at again and again as it goes with the
    /// process; proc_pid_status(5).
    private static func peakMemory(of client: RunningProgram) throws -> Int {
        let process = try WatchedProcess(client.identifier)
        let deadline = Monotonic.now + .seconds(60)
        var peak = 0
        repeat {
            peak = (try? zfs_stand_in.peakMemory(of: client.identifier)) ?? peak
        } while try !process.hasEnded(within: .milliseconds(5)) && !deadline.hasPassed
        return peak / 1024
    }
}

extension StoredSnapshot {
    /// Whether it is the same snapshot with the same bytes in it.
    func hasContents(of other: StoredSnapshot) -> Bool {
        (name, guid, size, checksum) == (other.name, other.guid, other.size, other.checksum)
    }
}
