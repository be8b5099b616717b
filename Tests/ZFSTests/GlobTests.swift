import Testing
import ZFS

@Suite("Patterns of names")
struct GlobTests {
    @Test(
        "match a name whole",
        arguments: [
            ("a", "a", true), ("a", "b", false), ("a", "A", false), ("a", "ab", false), ("ab", "a", false),
            ("a", "", false),
            ("*", "", true), ("*", "anything/at all", true), ("**", "x", true), ("*", "a@b", true),
            ("?", "a", true), ("?", "", false), ("?", "ab", false), ("?", "/", true), ("??", "ab", true),
            ("a*", "a", true), ("a*", "abc", true), ("a*", "ba", false), ("*a", "a", true), ("*a", "ba", true),
            ("*a", "ab", false), ("*a", "aab", false), ("a*b", "ab", true), ("a*b", "axxb", true),
            ("a*b", "axxbx", false),
            ("a*b*c", "abbbc", true), ("a*b*c", "acb", false), ("*ab", "aab", true), ("*aab", "aaaab", true),
            ("a?c", "abc", true), ("a?c", "ac", false), ("*?", "", false), ("*?", "a", true), ("?*?", "a", false),
            ("?*?", "ab", true), ("*/tmp", "tank/tmp", true), ("*/tmp", "tmp", false), ("*/tmp", "tank/x/tmp", true),
            ("tank/*", "tank/a/b", true), ("tank/*", "tank", false), ("auto_*_daily", "auto_1_daily", true),
            ("auto_*_daily", "auto_daily", false), (".", ".", true), (".", "a", false),
        ])
    func matching(pattern: String, name: String, expected: Bool) throws {
        #expect(try #require(Glob(pattern)).matches(name) == expected)
    }

    @Test(
        "that could match no name are refused",
        arguments: [
            "", "[ab]", "a]", "{a,b}", "a\\*", "a@b", "a#b", "a%b", "ä", "a\n", "a\0", "'", "\"", "$x", "!a", "^a",
        ])
    func refused(pattern: String) {
        #expect(Glob(pattern) == nil)
    }

    @Test("have at most 1024 bytes")
    func length() {
        #expect(Glob(String(repeating: "*", count: 1024)) != nil)
        #expect(Glob(String(repeating: "*", count: 1025)) == nil)
    }

    @Test("keep their text")
    func text() {
        #expect(Glob("*/a b?")?.description == "*/a b?")
    }

    @Test("with many stars on a name that does not match come to an end", .timeLimit(.minutes(1)))
    func manyStars() throws {
        let pattern = try #require(Glob(String(repeating: "*a", count: 500) + "b"))
        #expect(!pattern.matches(String(repeating: "a", count: 5000)))
        #expect(pattern.matches(String(repeating: "a", count: 5000) + "b"))
    }

    @Test("agree with a slow and simple matcher on every short pattern and name")
    func oracle() throws {
        func matches(_ pattern: Substring, _ name: Substring) -> Bool {
            guard let first = pattern.first else { return name.isEmpty }
            if first == "*" {
                return matches(pattern.dropFirst(), name) || (!name.isEmpty && matches(pattern, name.dropFirst()))
            }
            guard let letter = name.first, first == "?" || first == letter else { return false }
            return matches(pattern.dropFirst(), name.dropFirst())
        }
        func words(_ alphabet: String, upTo length: Int) -> [String] {
            var all = [""]
            var last = [""]
            for _ in 0..<length {
                last = last.flatMap { word in alphabet.map { word + String($0) } }
                all += last
            }
            return all
        }
        let names = words("ab", upTo: 4)
        for pattern in words("ab*?", upTo: 4) where !pattern.isEmpty {
            let glob = try #require(Glob(pattern))
            for name in names {
                #expect(glob.matches(name) == matches(pattern[...], name[...]), "\(pattern) on \(name)")
            }
        }
    }

    @Test("of snapshots: none means all, else one must match")
    func wants() throws {
        let name = try #require(ShortName("auto_1"))
        #expect([Glob]().wants(name))
        #expect(["manual", "auto_*"].compactMap { Glob($0) }.wants(name))
        #expect(!["manual", "auto"].compactMap { Glob($0) }.wants(name))
    }
}
