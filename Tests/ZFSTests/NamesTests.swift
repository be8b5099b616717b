import Testing
import ZFS

@Suite("Names")
struct NamesTests {
    /// Everything that OpenZFS's valid_char() takes, and the slash.
    private static let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.: ".utf8)

    @Test("hold every character that ZFS takes, and no other")
    func characters() {
        for byte in UInt8.min ... .max {
            let text = String(UnicodeScalar(byte))
            let isAllowed = Self.allowed.contains(byte) && byte < 128
            #expect((ShortName("a\(text)") != nil) == isAllowed, "byte \(byte)")
            #expect((ShortName("\(text)a") != nil) == isAllowed, "byte \(byte)")
            #expect((DatasetName("a/\(text)b") != nil) == isAllowed, "byte \(byte)")
            #expect((DatasetName("a\(text)b") != nil) == (isAllowed || byte == UInt8(ascii: "/")), "byte \(byte)")
        }
    }

    @Test(
        "of datasets are taken as ZFS takes them",
        arguments: [
            "tank", "t", "Tank", "tank/data", "tank/-x", "tank/0", "tank/...", "tank/.x", "tank/a b", "tank/ ",
            "tank/:", "t0.-_:",
            "tank/a:b", "tank2/x",
        ])
    func datasets(text: String) {
        #expect(DatasetName(text)?.description == text)
    }

    @Test(
        "that ZFS refuses are none",
        arguments: [
            "", "/", "/tank", "tank/", "tank//data", "0tank", "-tank", ".tank", " tank", ":tank", "_tank", "tank/.",
            "tank/..", "tank/./x", "tank/../x", "tank@x", "tank#x", "tank%x", "tank/%recv", "tank/a%b", "tank\n",
            "tänk",
            "tank\0",
        ])
    func refused(text: String) {
        #expect(DatasetName(text) == nil)
    }

    @Test("have at most 255 bytes, the snapshot's included")
    func length() {
        let longest = "t/" + String(repeating: "x", count: 253)
        #expect(DatasetName(longest) != nil)
        #expect(DatasetName(longest + "x") == nil)
        #expect(ShortName(String(repeating: "x", count: 254)) != nil)
        #expect(ShortName(String(repeating: "x", count: 255)) == nil)
        #expect(SnapshotName("t@" + String(repeating: "x", count: 253)) != nil)
        #expect(SnapshotName("t@" + String(repeating: "x", count: 254)) == nil)
        #expect(SnapshotName(longest + "@x") == nil)
    }

    @Test("have at most 50 levels")
    func depth() {
        let deepest = "t" + String(repeating: "/d", count: 49)
        #expect(DatasetName(deepest) != nil)
        #expect(DatasetName(deepest + "/d") == nil)
        #expect(DatasetName(deepest)?.appending("d") == nil)
    }

    @Test("know what is above them")
    func parent() {
        #expect(DatasetName("tank/a/b")?.parent == DatasetName("tank/a"))
        #expect(DatasetName("tank")?.parent == nil)
        #expect(DatasetName("tank/a/b")?.pool == DatasetName("tank"))
        #expect(DatasetName("tank")?.pool == DatasetName("tank"))
    }

    @Test(
        "know what they lie within, by whole components",
        arguments: [
            ("tank/data", "tank/data", ""), ("tank/data/a", "tank/data", "a"),
            ("tank/data/a/b c", "tank/data", "a/b c"),
            ("tank/data2", "tank/data", nil), ("tank/data-x", "tank/data", nil), ("tank", "tank/data", nil),
            ("tank/dat", "tank/data", nil), ("tank/Data/a", "tank/data", nil), ("tank/a", "tank", "a"),
        ] as [(String, String, String?)])
    func within(text: String, ancestor: String, path: String?) throws {
        let (name, above) = (try #require(DatasetName(text)), try #require(DatasetName(ancestor)))
        #expect(name.path(below: above) == path)
        #expect(name.isWithin(above) == (path != nil))
        if let path { #expect(above.appending(path) == name) }
    }

    @Test("are not made longer with what is no name", arguments: ["..", "a//b", "/a", "a/", "a@b"])
    func appending(path: String) throws {
        #expect(try #require(DatasetName("tank")).appending(path) == nil)
    }

    @Test("of snapshots are two names and an @")
    func snapshots() throws {
        let name = try #require(SnapshotName("tank/a b@auto:2026-11-23_12.00.00--1d"))
        #expect(name.dataset == DatasetName("tank/a b"))
        #expect(name.snapshot == ShortName("auto:2026-11-23_12.00.00--1d"))
        #expect(name.description == "tank/a b@auto:2026-11-23_12.00.00--1d")
        for text in [
            "tank", "@x", "tank@", "tank@a@b", "tank@a/b", "tank@.", "tank@..", "tank#x", "tank@x%y", "tank@\u{301}x",
        ] {
            #expect(SnapshotName(text) == nil, "\(text)")
        }
    }

    @Test("stand in order, parents before their children")
    func order() {
        let names = ["b", "a/c", "a", "a b", "a-b", "a/b"].compactMap { DatasetName($0) }
        #expect(names.sorted().map(\.description) == ["a", "a b", "a-b", "a/b", "a/c", "b"])
    }
}

@Suite("Guids")
struct GuidTests {
    @Test("are numbers of 64 bits, but for zero")
    func numbers() {
        #expect(Guid("18446744073709551615")?.rawValue == .max)
        #expect(Guid("1")?.description == "1")
        #expect(Guid(0 as UInt64) == nil)
    }

    @Test(
        "are read as zfs prints them, and in no other way",
        arguments: ["", "0", "-", "-1", "+1", "1 ", " 1", "0x1", "1.0", "18446744073709551616", "١"])
    func refused(text: String) {
        #expect(Guid(text) == nil)
    }
}
