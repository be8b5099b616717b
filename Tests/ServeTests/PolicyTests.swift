import Protocol
import Testing
import ZFS

@testable import zpull_serve

@Suite("What a key may see")
struct PolicyTests {
    @Test(
        "is what its line allows",
        arguments: [
            ("--dataset tank/data", "tank/data", true),
            ("--dataset tank/data", "tank/data/a", false),
            ("--dataset tank/data", "tank/data2", false),
            ("--dataset tank/data", "tank", false),
            ("--dataset tank/data --recursive", "tank/data/a/b", true),
            ("--dataset tank/data --recursive", "tank/data2", false),
            ("--dataset tank/data --recursive", "tank/data2/a", false),
            ("--dataset tank/data --recursive", "tank/data-old", false),
            ("--dataset tank/data --recursive", "tank/Data", false),
            ("--dataset tank/data --recursive", "tank", false),
            ("--dataset tank/data --recursive --exclude tmp", "tank/data/tmp", false),
            ("--dataset tank/data --recursive --exclude tmp", "tank/data/tmp/a/b", false),
            ("--dataset tank/data --recursive --exclude tmp", "tank/data/tmp2", true),
            ("--dataset tank/data --recursive --exclude tmp", "tank/data/a/tmp", true),
            ("--dataset tank/data --recursive --exclude */tmp", "tank/data/a/tmp", false),
            ("--dataset tank/data --recursive --exclude */tmp", "tank/data/a/tmp/x", false),
            ("--dataset tank/data --recursive --exclude *", "tank/data", true),
            ("--dataset tank/data --recursive --exclude *", "tank/data/a", false),
            ("--dataset tank/data --recursive --exclude tank/data/a", "tank/data/a", false),
            ("--dataset tank/a --dataset tank/b --recursive", "tank/b/x", true),
            ("--dataset tank/a --dataset tank/b --recursive", "tank/c", false),
            // Named for itself, it is allowed although the tree leaves it out.
            ("--dataset tank/data --dataset tank/data/tmp --recursive --exclude tmp", "tank/data/tmp", true),
        ])
    func datasets(words: String, name: String, expected: Bool) throws {
        #expect(try policy(words).allows(DatasetName(literal: name)) == expected)
    }

    @Test("lacks datasets and snapshots that it may not have, and keeps every bookmark of the others")
    func visible() throws {
        let listing = Listing(datasets: [
            dataset("tank/data", ["auto_1": 1, "manual": 2, "auto_2": 3], bookmarks: ["cursor": 1]),
            dataset("tank/data/child", ["auto_1": 1]), dataset("tank/secret", ["auto_1": 1]),
        ])
        let seen = try policy("--dataset tank/data --snapshots auto_*").visible(listing)
        #expect(seen.datasets == [dataset("tank/data", ["auto_1": 1, "auto_2": 3], bookmarks: ["cursor": 1])])
        #expect(seen[DatasetName(literal: "tank/secret")] == nil)
    }

    @Test("keeps a dataset's other properties as they are")
    func properties() throws {
        let volume = Dataset(
            name: DatasetName(literal: "tank/data"), kind: .volume, guid: guid(7), isEncrypted: true,
            origin: SnapshotName("tank/x@y"))
        #expect(
            try policy("--dataset tank/data --dataset tank/x").visible(Listing(datasets: [volume])).datasets == [volume]
        )
    }

    @Test(
        "tells a clone's origin only where that may be seen itself",
        arguments: [
            ("--dataset tank/data", "tank/data@auto", true), ("--dataset tank/data", "tank/secret@auto", false),
            ("--dataset tank/data --recursive", "tank/data/x@auto", true),
            ("--dataset tank/data", "tank/data/x@auto", false),
            ("--dataset tank/data --recursive --exclude x", "tank/data/x@auto", false),
            ("--dataset tank/data --snapshots auto", "tank/data@auto", true),
            ("--dataset tank/data --snapshots auto", "tank/data@manual", false),
        ])
    func origin(words: String, origin: String, isSeen: Bool) throws {
        let clone = Dataset(
            name: DatasetName(literal: "tank/data"), kind: .filesystem, guid: guid(7), origin: SnapshotName(origin))
        let seen = try policy(words).visible(Listing(datasets: [clone])).datasets.map(\.origin)
        #expect(seen == [isSeen ? SnapshotName(origin) : nil])
    }

    @Test("is told to the client")
    func announced() throws {
        #expect(try policy("--dataset a").announced == [])
        #expect(try policy("--dataset a --raw").announced == [.raw])
        #expect(try policy("--dataset a --raw --allow-plain").announced == [.raw, .allowPlain])
    }
}
