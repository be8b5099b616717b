import Testing

@testable import TestSupport

/// Names that are none, or not of this key, in every request that carries one.
enum NameAttacks {
    static func attempts(_ source: AttackedSource) throws -> [Attempt] {
        let guid = try source.guid("tank/secret", "auto_1")
        let token = Forge.token(
            Forge.fields(
                [.string("toname", "tank/secret@auto_1"), .number("toguid", guid)], without: ["fromguid", "rawok"]))
        return names.flatMap { name in
            let shown = String(decoding: name, as: UTF8.self).debugDescription
            return [
                Attempt.forbidden(type, "SEND of \(shown)", .send(name, [guid])),
                .forbidden(type, "RESUME of \(shown)", .resume(name, Array(token.utf8))),
                confirmation(name, shown, guid),
            ]
        }
    }

    private static let type = "names: paths, options, control characters, prefixes"

    /// Without a cursor, CONFIRM means nothing, and is answered whatever it names.
    private static func confirmation(_ name: [UInt8], _ shown: String, _ guid: UInt64) -> Attempt {
        Attempt(type: type, name: "CONFIRM of \(shown)", bytes: Frame.confirm(name, guid).bytes, awaits: 1)
    }

    private static let names = texts.map { Array($0.utf8) } + bytes

    private static let texts =
        AttackedSource.forbidden + [
            // Paths.
            "/", ".", "..", "/tank/data", "tank/data/", "tank//data", "tank/data/..", "tank/data/../secret",
            "../tank/secret",
            "tank/./secret", "tank/data/.", "/etc/passwd", "/dev/zfs", "tank/data/../../vault", "~", "~root",
            "file:///etc/shadow",
            "\\\\host\\share", "C:\\", "tank\\secret", "tank/data\\..\\secret",
            // Options of zfs.
            "-", "--", "-r", "-R", "-t", "-rf tank", "--help", "-i tank/secret@auto_1 tank/data", "-R tank", "-p", "-D",
            "-o name", "tank/data -R", "tank/data\t-R", "@", "#", "%", "tank/secret@auto_1", "tank/data@auto_1",
            "tank/data@manual", "tank/secret#mark", "tank/data/%recv", "tank/data%recv", "@auto_1", "tank@",
            "tank/data@%",
            // Shells.
            "$(touch mark)", "`touch mark`", "; touch mark", "| touch mark", "&& touch mark", "tank/data; touch mark",
            "$HOME",
            "${IFS}", "tank/data$(touch mark)", "*", "tank/*", "tank/dat?", "tank/{data,secret}", "[t]ank", "!!", "'",
            "\"",
            "tank/data'", "tank/data\"", "\\", "<", ">", "tank/data > mark", "%s%n%s%n",
            // What cannot be seen.
            "", " ", "\t", "\n", "tank/data\n", "\ntank/data", "tank/data\r", "tank/data\u{0}", "tank/data\u{0}/secret",
            "tank/secret\u{0}", "\u{0}", "\u{1B}[2J", "tank/\u{7F}", "tank/data\u{200B}", "tank/d\u{430}ta",
            "tank/data\u{301}",
            "\u{202E}atad/knat", "\u{FEFF}tank/data", "tank\u{2044}data", "tank\u{FF0F}data", "ｔank/data", " tank/data",
            "tank/data ", "tank /data",
            // Case, length, depth.
            "TANK/DATA", "Tank/data", "tank/DATA", "tank/dat", "tank/dataa", "tank/data2", "tan", "t", "ank/data",
            "k/data",
            String(repeating: "a", count: 255), String(repeating: "a", count: 256),
            String(repeating: "a", count: 60_000),
            "tank/" + String(repeating: "a/", count: 50) + "a", "tank/data/" + String(repeating: "b", count: 245),
            "tank/data/" + String(repeating: "b", count: 246), "1tank/data", "_tank", ".tank", ":tank", "mirror",
            "raidz", "log",
            "c0t0d0", "tank/data/auto_1", "tank/data/nothing", "nothing", "tank/secret/nothing",
        ]

    /// No UTF-8.
    private static let bytes: [[UInt8]] = [
        [0xFF], [0xC0, 0xAF], [0xC0, 0x80], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80],
        Array("tank/data".utf8) + [0xFF], Array("tank".utf8) + [0xC0, 0xAF] + Array("secret".utf8), [0xF0, 0x9F, 0x98],
    ]
}
