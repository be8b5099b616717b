import Foundation
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("A drill, over a stand-in for zfs,")
struct DrillTests {
    let ring: Ring
    private let scratch = "backup/drill/backup-data"

    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one", "two")
        try ring.pull()
        try ring.target.create("backup/drill")
        try ring.configure(top: "drill: backup/drill")
    }

    private func expectGone() throws {
        #expect(try ring.target.dataset(scratch) == nil)
        try ring.expectSynced()
    }

    @Test("restores the newest snapshot, compares its guid, and leaves nothing but a line of history")
    func restores() throws {
        ring.target.forgetCalls()
        try ring.client("drill").expect(code: 0, saying: "backup/data: restored 1 snapshot up to @two")
        #expect(
            try ring.target.calls().filter { !["list", "get"].contains($0.verb) }.map(\.arguments).sorted {
                $0.joined() < $1.joined()
            } == [
                ["destroy", scratch], ["destroy", "\(scratch)@two"], ["receive", "-s", "-u", "\(scratch)@two"],
                ["send", "-wLec", "backup/data@two"],
            ])
        let history = try text(ofFile: "\(ring.folder)/state/history.jsonl")
        #expect(history.contains("\"event\":\"drill\"") && history.contains("\"outcome\":\"done\""))
        try expectGone()
    }

    @Test("says what zfs says when either end fails, and leaves nothing", arguments: ["send", "receive"])
    func fails(verb: String) throws {
        try ring.target.fail("\(verb): exit 1 after 100000 bytes: no luck")
        try ring.client("drill").expect(
            code: 1, saying: "backup/data: the drill of backup/data@two failed: zfs \(verb)", "no luck")
        try expectGone()
    }

    @Test("fails when what came back is another snapshot")
    func otherGuid() throws {
        try ring.target.fail("send: other guid")
        try ring.client("drill").expect(code: 1, saying: "has the guid 4711, not ")
        try expectGone()
    }

    @Test("does not touch what an earlier one has left, and names the mend")
    func leftover() throws {
        try ring.target.create(scratch)
        try ring.target.snapshot(scratch, "mine")
        try ring.client("drill").expect(code: 1, saying: "is there already", "`zfs destroy -r \(scratch)`")
        #expect(try ring.target.snapshots(scratch).map(\.name) == ["mine"])
    }

    @Test("needs to be told where to")
    func nowhere() throws {
        try ring.configure()
        try ring.client("drill").expect(code: 64, saying: "`drill: backup/drill`")
    }

    @Test("ends on a signal, with both its zfs, and leaves nothing")
    func interrupted() throws {
        try ring.target.fail("send: hang after 100000 bytes")
        let run = try ring.start("drill")
        let send = try WatchedProcess(ring.targetEvents.next("send hang").process)
        run.signal(SIGTERM)
        try run.wait().expect(code: 143)
        #expect(try send.hasEnded())
        try expectGone()
    }

    @Test("names what it could not take away, and the command that does, also after a signal")
    func cutAndLeft() throws {
        try ring.target.fail("send: hang after 100000 bytes")
        let run = try ring.start("drill")
        _ = try ring.targetEvents.next("send hang")
        // ZFS makes it when a receive begins, the stand-in when it ends.
        try ring.target.create(scratch)
        try ring.target.fail("destroy: exit 1: dataset is busy")
        run.signal(SIGTERM)
        try run.wait().expect(
            code: 143, saying: "\(scratch) may be left: ", "dataset is busy", "`zfs destroy -r \(scratch)`")
        #expect(try ring.target.dataset(scratch) != nil)
        #expect(try text(ofFile: "\(ring.folder)/state/history.jsonl").contains("may be left"))
    }

    @Test("is no failure of a snapshot that is gone before its turn")
    func gone() throws {
        try ring.target.fail("send: hang after 100000 bytes")
        let run = try ring.start("drill")
        let send = try WatchedProcess(ring.targetEvents.next("send hang").process)
        try ring.target.change("backup/data") { $0.snapshots.removeLast() }
        send.signal(SIGKILL)
        let finished = try run.wait()
        finished.expect(code: 1, saying: "not restored: its snapshots are gone meanwhile", "nothing was restored")
        #expect(!finished.error.contains("failed"))
        #expect(try ring.target.dataset(scratch) == nil)
    }
}
