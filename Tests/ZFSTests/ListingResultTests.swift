import FoundationEssentials
import Glibc
import System
import Testing

@testable import ZFS

@Suite("How zfs list ended")
struct ListingResultTests {
    private let output = Array("tank\tfilesystem\t1\t1\t1\t1\t1\toff\t-\t-\t-\n".utf8)
    private let missing = "cannot open 'tank/missing': dataset does not exist"

    private func listing(_ error: String, _ ending: ChildProcess.Ending) throws(ZFSToolError) -> Listing {
        try ListingResult.listing(output: output, error: error, ending: ending)
    }

    @Test("a listing that succeeded is taken, whatever was complained about")
    func success() throws {
        #expect(try listing("", .exited(0)).datasets.count == 1)
        #expect(try listing("a warning", .exited(0)).datasets.count == 1)
    }

    @Test("roots that do not exist are left out")
    func missingRoots() throws {
        #expect(try listing(missing, .exited(1)).datasets.count == 1)
        #expect(try listing("\(missing)\ncannot open 'nopool': dataset does not exist", .exited(1)).datasets.count == 1)
        #expect(try ListingResult.listing(output: [], error: missing, ending: .exited(1)).datasets.isEmpty)
    }

    @Test(
        "any other failure is one, missing roots beside it or not",
        arguments: [
            ("", ChildProcess.Ending.exited(1), "zfs list failed (exit status 1)"),
            (
                "internal error: out of memory", .exited(1),
                "zfs list failed (exit status 1): internal error: out of memory"
            ),
            (
                "cannot open 'tank/missing': dataset does not exist\ncannot open 'tank': I/O error", .exited(1),
                "zfs list failed (exit status 1): cannot open 'tank/missing': dataset does not exist; cannot open 'tank': "
                    + "I/O error"
            ),
            (
                "cannot open 'tank/missing': dataset does not exist", .exited(2),
                "zfs list failed (exit status 2): cannot open 'tank/missing': dataset does not exist"
            ),
            (
                "cannot open 'tank/missing': dataset does not exist", .signalled(9),
                "zfs list failed (signal 9 (Killed)): cannot open 'tank/missing': dataset does not exist; something killed it: "
                    + "run again (`journalctl -k` tells whether memory ran out)"
            ),
            ("", .exited(0x7F), "zfs list failed (exit status 127)"),
        ])
    func failures(error: String, ending: ChildProcess.Ending, expected: String) {
        #expect(throws: ZFSToolError.failed("zfs list", ending, error)) { try listing(error, ending) }
        #expect(ZFSToolError.failed("zfs list", ending, error).description == expected)
    }

    /// Before a first sync hundreds of targets are missing, and each has its line.
    @Test("thousands of missing roots are left out too")
    func manyMissingRoots() throws {
        let program = FileManager.default.temporaryDirectory.appending(path: "zpull-zfs-\(UUID().uuidString)").path
        defer { unlink(program) }
        let script = """
            #!/bin/sh
            i=0
            while [ $i -lt 3000 ]; do echo "cannot open 'backup/web$i/data': dataset does not exist" >&2; i=$((i + 1)); done
            printf 'tank\\tfilesystem\\t1\\t1\\t1\\t1\\t1\\toff\\t-\\t-\\t-\\n'
            exit 1
            """
        try Data(script.utf8).write(to: URL(filePath: program))
        chmod(program, 0o700)
        let tank = try #require(DatasetName("tank"))
        #expect(try ZFSTool(path: program).list([tank], isRecursive: true).datasets.map(\.name) == [tank])
    }

    @Test("output that cannot be read is a failure, also of a list that succeeded")
    func unreadable() {
        let problem = ListingError(line: 1, problem: "it ends in the middle of a line")
        #expect(throws: ZFSToolError.unreadable(problem)) {
            try ListingResult.listing(output: Array(output.dropLast()), error: "", ending: .exited(0))
        }
        #expect(
            ZFSToolError.unreadable(problem).description
                == "line 1 of `zfs list`: it ends in the middle of a line; is this a release of OpenZFS that zpull does "
                + "not know?")
    }

    @Test("a program that could not be started says what to install")
    func notRun() {
        #expect(
            ZFSToolError.notRun("/usr/sbin/zfs", SystemError("posix_spawn", "/usr/sbin/zfs", number: 2)).description
                == "cannot run /usr/sbin/zfs: No such file or directory; install zfsutils-linux, or name the program with "
                + "the option for it")
        #expect(
            ZFSToolError.notRun("/usr/sbin/zfs", SystemError("pipe2", number: 24)).description
                == "cannot run /usr/sbin/zfs: pipe2: Too many open files")
    }
}

@Suite("A listing")
struct ListingTests {
    private func snapshot(_ name: String, _ number: UInt64, txg: UInt64, creation: UInt64 = 0) throws -> Snapshot {
        Snapshot(
            name: try #require(ShortName(name)), guid: try #require(Guid(number)), createTxg: txg, creation: creation,
            referenced: 0, written: 0)
    }

    @Test("gathers rows in any order, oldest snapshots first")
    func gathering() throws {
        let (tank, data) = (try #require(DatasetName("tank")), try #require(DatasetName("tank/data")))
        let stray = try #require(DatasetName("tank/gone"))
        let guid = try #require(Guid(1))
        let listing = Listing(rows: [
            .snapshot(data, try snapshot("b", 3, txg: 20)), .snapshot(stray, try snapshot("x", 9, txg: 1)),
            .dataset(Dataset(name: data, kind: .filesystem, guid: guid)),
            .snapshot(data, try snapshot("z", 2, txg: 10)), .snapshot(data, try snapshot("c", 4, txg: 20, creation: 1)),
            .dataset(Dataset(name: tank, kind: .filesystem, guid: guid)),
        ])
        #expect(listing.datasets.map(\.name) == [tank, data])
        #expect(listing[data]?.snapshots.map(\.name.description) == ["z", "b", "c"])
        #expect(listing[stray] == nil)
    }
}
