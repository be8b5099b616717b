import Replication
import Testing
import ZFS

@Suite("A later sync")
struct NextSyncTests {
    private let four = dataset("tank/data", "one", "two", "three", "four")

    @Test("goes on from the newest snapshot that both sides have")
    func chain() {
        #expect(plan(four, dataset("backup/data", "one", "two")) == "@two → @three, @three → @four")
        #expect(
            plan(four, dataset("backup/data", "one", "two"), rule(intermediate: .latest)) == "@two → @four")
    }

    @Test("with nothing newer does nothing")
    func nothingNewer() {
        #expect(plan(four, dataset("backup/data", "one", "four")) == "up to date at @four")
        #expect(plan(four, dataset("backup/data", "three"), rule(snapshots: ["one"])) == "up to date at @three")
    }

    @Test("finds a base that was renamed on either side, and names it as the source does")
    func renamed() {
        let source = dataset("tank/data", Snap("one").called("eins"), "two")
        #expect(plan(source, dataset("backup/data", "one")) == "@eins → @two")
        #expect(
            plan(dataset("tank/data", "one", "two"), dataset("backup/data", Snap("one").called("1"))) == "@one → @two")
        let newest = dataset("backup/data", Snap("two").called("zwei"))
        #expect(plan(dataset("tank/data", "one", "two"), newest) == "up to date at @zwei")
    }

    @Test("goes on from a bookmark where the snapshot is gone")
    func bookmark() throws {
        let source = dataset("tank/data", "three", bookmarks: [Snap("two").called("cursor")])
        let local = dataset("backup/data", "one", "two")
        #expect(plan(source, local) == "#cursor → @three")
        #expect(try #require(action(source, local)?.transfer?.base).guid == Snap("two").guid)
    }

    @Test("prefers the snapshot to a bookmark of it")
    func snapshotFirst() {
        let source = dataset("tank/data", "two", "three", bookmarks: [Snap("two").called("cursor").at(10)])
        #expect(plan(source, dataset("backup/data", "two")) == "@two → @three")
    }

    @Test("prefers a newer bookmark to an older snapshot")
    func newerBookmark() {
        let source = dataset(
            "tank/data", Snap("one").at(10), Snap("three").at(30), bookmarks: [Snap("two").called("cursor").at(20)])
        #expect(plan(source, dataset("backup/data", "one", "two")) == "#cursor → @three")
    }

    @Test("does not go back to snapshots that are older than its bookmark")
    func olderThanBookmark() {
        let source = dataset(
            "tank/data", Snap("one").at(10), Snap("three").at(30), bookmarks: [Snap("two").called("cursor").at(20)])
        #expect(plan(source, dataset("backup/data", "two")) == "#cursor → @three")
    }

    @Test("needs no snapshot that was destroyed on the source in between, and keeps it")
    func sourceDestroyed() {
        let source = dataset("tank/data", "two", "four")
        #expect(plan(source, dataset("backup/data", "one", "two")) == "@two → @four")
        #expect(
            plan(dataset("tank/data", "one", "three"), dataset("backup/data", "one", "three")) == "up to date at @three"
        )
    }

    @Test("does not fetch again what was destroyed here in between")
    func localDestroyed() {
        #expect(plan(four, dataset("backup/data", "one", "three")) == "@three → @four")
    }

    @Test("may start from a snapshot that is not wanted itself")
    func unwantedBase() {
        #expect(plan(four, dataset("backup/data", "two"), rule(snapshots: ["four"])) == "@two → @four")
    }

    @Test("passes by twins, and never counts one as newer than its base")
    func twins() {
        let source = dataset("tank/data", Snap("one").at(10), Snap("twin").at(10), Snap("two").at(20), Snap("2").at(20))
        #expect(plan(source, dataset("backup/data", "one")) == "@one → @two; left out @2")
        #expect(plan(source, dataset("backup/data", "twin")) == "@twin → @two; left out @2")
    }

    @Test("of a source that has lost all its snapshots finds nothing in common and stops")
    func sourceEmptied() {
        let local = dataset("backup/data", "one")
        #expect(
            obstacle(dataset("tank/data"), local)
                == .noCommonBase(remote: DatasetName(literal: "tank/data"), local: local.name))
    }

    @Test("of a source that has only a bookmark left is up to date")
    func onlyBookmark() {
        let source = dataset("tank/data", bookmarks: ["one"])
        #expect(plan(source, dataset("backup/data", "one")) == "up to date at @one")
    }
}
