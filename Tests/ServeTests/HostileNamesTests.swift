import Protocol
import Testing
import ZFS

@testable import zpull_serve

/// No byte that a client sends reaches a command line (promise 1). What could do harm there is no value of the types that
/// command lines are built from, and what is a value looks the same from the lookup in the catalog on.
@Suite("Hostile names")
struct HostileNamesTests {
    /// What a shell, `zfs` or a terminal would act on.
    static let hostile: [String] = [
        "", "-", "--", "-t", "-R", "--help", "-i", "-rf", "/", "//", "/etc/passwd", "../etc", "tank/..", "tank/../x",
        "tank/.",
        "tank//x", "tank/", "/tank", "tank@a", "tank#a", "tank%recv", "tank/%x", "tank;id", "tank|id", "tank&id",
        "tank$x",
        "tank$(id)", "tank`id`", "tank>x", "tank<x", "tank'x", "tank\"x", "tank\\x", "tank\nx", "tank\rx", "tank\tx",
        "tank\0x", "tank\u{1B}[2J", "tank\u{7F}", "tank*", "tank?", "tank[a]", "tank{a,b}", "tank~", "~root", "tank!x",
        "tank^x", "tank(x)", "tank=x", "tank+x", "tank,x", "tänk", "tank\u{301}", "tank\u{202E}x", "tank\u{2028}x", "@",
        "#",
        "%", "@a", "#a", "0tank", " tank", "_tank", ".tank", ":tank", "tank/ä",
    ]

    /// All that a command line of `zfs` may hold in a name.
    private func isHarmless(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "/-_.: ".utf8.contains(byte)
        }
    }

    @Test("are no dataset's", arguments: hostile)
    func dataset(text: String) { #expect(DatasetName(text) == nil) }

    @Test(
        "are no snapshot's, or hold nothing but letters, digits and -_.: ",
        arguments: hostile + ["-R", "a/b", "..", ".", "-"])
    func snapshot(text: String) {
        let name = ShortName(text)
        #expect(name == nil || (isHarmless(text) && !text.contains("/")))
        // Behind dataset and @ a name that begins with a hyphen is no option.
        if let name, let full = SnapshotName(DatasetName(literal: "tank"), name) {
            #expect(full.description.hasPrefix("tank@"))
        }
    }

    @Test("with @ in them are no snapshot's full name", arguments: hostile)
    func fullName(text: String) {
        for full in ["tank@\(text)", "\(text)@a", "tank@a\(text)@b"] {
            guard let name = SnapshotName(full) else { continue }
            #expect(isHarmless(full.replacing("@", with: "", maxReplacements: 1)))
            #expect(name.description == full && !full.hasPrefix("-"))
        }
    }

    @Test("no byte but those that ZFS takes is in a name or pattern")
    func bytes() {
        for byte in UInt8.min ... .max {
            let text = String(UnicodeScalar(byte))
            let isPlain = isHarmless(text) && text != "/"
            #expect((DatasetName("a\(text)b") != nil) == isHarmless(text))
            #expect((ShortName("a\(text)b") != nil) == isPlain)
            #expect((Glob("a\(text)b") != nil) == (isHarmless(text) || "*?".contains(text)))
        }
        #expect(DatasetName(String(decoding: [0x61, 0xFF, 0xFE], as: UTF8.self)) == nil)
    }

    @Test("of patterns hold no quote, no newline and nothing of a shell's but * and ?", arguments: hostile)
    func glob(text: String) {
        guard let glob = Glob(text) else { return }
        #expect(isHarmless(glob.description.filter { !"*?".contains($0) }))
    }

    @Test("of a client's request never reach zfs: it finds nothing, or sees the catalog's own name")
    func requests() throws {
        let catalog = try catalog(
            "--dataset tank --recursive", ServeTests.dataset("tank", ["-t": 1, "--help": 2]),
            ServeTests.dataset("tank/b", ["-R": 3, "a b": 4]))
        for name in ["tank", "tank/b"] {
            for number in 1...5 as ClosedRange<UInt64> {
                let request = try #require(
                    SendRequest(
                        dataset: DatasetName(literal: name), base: nil, chain: [guid(number)], flags: .known,
                        accepted: .known))
                guard let hop = try? catalog.hops(request).first else { continue }
                #expect(hop.arguments.count == 3)
                #expect(hop.arguments[..<2] == ["send", "-wLec"])
                #expect(hop.arguments[2] == hop.name.description && hop.arguments[2].hasPrefix("\(name)@"))
            }
        }
    }

    @Test("no flags of a request become any other option")
    func flags() {
        for bits in UInt8.min ... .max {
            let option = StreamFlags(rawValue: bits).option
            #expect(option == nil || option?.allSatisfy { "-wLec".contains($0) } == true)
        }
    }
}
