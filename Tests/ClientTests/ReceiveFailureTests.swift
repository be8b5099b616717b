import FoundationEssentials
import System
import Testing
import ZFS

@testable import zpull_client

@Suite("A zfs receive that failed")
struct ReceiveFailureTests {
    private func text(_ complaint: String, _ ending: ChildProcess.Ending = .exited(1), of name: String = "b/data@one")
        throws -> String
    {
        ReceiveFailure(try #require(SnapshotName(name)), ending, complaint).description
    }

    @Test(
        "says what zfs said, and what mends it",
        arguments: [
            (
                "cannot receive new filesystem stream: permission denied",
                "the receiving user lacks a grant: `zpull-client permissions` prints the `zfs allow` lines"
            ),
            (
                "cannot receive incremental stream: destination b/data has been modified\nsince most recent snapshot",
                "something was written to b/data here, or its newest snapshot was destroyed; `zfs rollback` it to its newest "
                    + "snapshot; keep it unmounted or readonly=on"
            ),
            (
                "cannot receive incremental stream: most recent snapshot of b/data does not\nmatch incremental source",
                "the newest snapshot of b/data changed while the run went on; run again"
            ),
            (
                "cannot receive incremental stream: out of space",
                "free space in the pool b, or add some (`zpool list b`); the next run goes on from here"
            ),
            (
                "cannot receive new filesystem stream: destination b/data space quota exceeded.",
                "raise the quota: `zfs get -o name,value quota,refquota` of b and of those above it shows which; the next run "
                    + "goes on from here"
            ),
            (
                "cannot receive incremental stream: IV set guid mismatch. See the 'zfs receive' man page",
                "raw and plain streams were mixed in b/data: `zfs rename` it aside, and the next run starts afresh"
            ),
            (
                "cannot receive new filesystem stream: pool is read-only",
                "the pool is imported read-only: `zpool export b && zpool import b`"
            ),
            (
                "cannot receive new filesystem stream: pool I/O is currently suspended",
                "see `zpool status b`; when its disks are back, `zpool clear b`"
            ),
            (
                "cannot receive new filesystem stream: inherited key must be loaded",
                "a plain stream cannot be kept below an encrypted dataset whose key is not loaded here; pull it by an entry "
                    + "of its own whose `local` is not below b"
            ),
            (
                "cannot receive new filesystem stream: destination 'b/data' exists\nmust specify -F to overwrite it",
                "b/data changed here while the run went on; run again"
            ),
            (
                "cannot receive incremental stream: destination 'b/data' does not exist",
                "b/data changed here while the run went on; run again"
            ),
            (
                "cannot open 'b': dataset does not exist\ncannot receive new filesystem stream: unable to restore to "
                    + "destination",
                "create the parent first: `zfs create -p -o mountpoint=none -o canmount=off -o readonly=on b`"
            ),
            (
                "cannot receive incremental stream: dataset is busy",
                "something holds b/data (a mount, another receive); the next run tries again"
            ),
        ])
    func mends(complaint: String, mend: String) throws {
        let said = complaint.split(separator: "\n").joined(separator: " ")
        let found = try text(complaint)
        #expect(found.hasPrefix("zfs receive of b/data@one failed: "))
        #expect(found.hasSuffix("; \(mend)"))
        #expect(
            found.filter { $0.isLetter } == "zfs receive of b/data@one failed: \(said); \(mend)".filter { $0.isLetter })
        #expect(!found.contains("\n"))
    }

    @Test("names the snapshot to roll back to, where it is known")
    func rollback() throws {
        let failure = ReceiveFailure(
            try #require(SnapshotName("b/my data@two")), on: SnapshotName("b/my data@one"), .exited(1),
            "cannot receive incremental stream: destination b/my data has been modified\nsince most recent snapshot")
        #expect(failure.description.contains("; `zfs rollback 'b/my data@one'` takes b/my data back to it; "))
    }

    @Test("without a word says how it ended, and of other words only those")
    func plain() throws {
        #expect(try text("", .exited(2)) == "zfs receive of b/data@one failed: exit status 2")
        #expect(try text("internal error") == "zfs receive of b/data@one failed: internal error")
    }

    @Test("when it was killed, says that the next run goes on")
    func killed() throws {
        let found = try text("", .signalled(9))
        #expect(found.hasPrefix("zfs receive of b/data@one failed: signal 9 (Killed); something killed it"))
        #expect(found.hasSuffix("the next run goes on from there"))
    }

    @Test("prints a mend that can be pasted, names with spaces included")
    func quoted() throws {
        #expect(
            try text("unable to restore to destination", of: "b/my disk/data@one").hasSuffix("readonly=on 'b/my disk'`")
        )
    }

    @Test("shows nothing that a terminal would act on")
    func controlCharacters() throws {
        #expect(try !text("bad\u{1B}[2Jthing\r\u{7}").unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
    }

    /// What OpenZFS 2.1.11 really said (Fixtures/messages): each has its mend.
    @Test(
        "is recognised in the words of OpenZFS",
        arguments: [
            ("receive-without-grant", "lacks a grant"), ("receive-without-mount", "lacks a grant"),
            ("receive-with-receive-only", "lacks a grant"), ("receive-parent-missing-root", "create the parent first"),
            ("receive-read-only-pool", "zpool export b && zpool import b"), ("receive-no-space", "free space"),
            ("receive-quota-zpull", "raise the quota"), ("receive-incremental-quota-zpull", "raise the quota"),
            ("receive-modified-zpull", "zfs rollback"), ("receive-full-into-existing-zpull", "run again"),
            ("receive-incremental-dataset-missing-zpull", "run again"), ("receive-while-receiving-zpull", "run again"),
            ("receive-base-missing-zpull", "run again"), ("receive-plain-on-raw-zpull", "an entry of its own"),
        ])
    func captured(name: String, expected: String) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appending(path: "ZFSTests/Fixtures/messages/\(name).txt")
        let parts = try String(contentsOf: file, encoding: .utf8).split(separator: "\n\n", maxSplits: 1)
        #expect(try text(String(try #require(parts.last))).contains(expected))
    }
}
