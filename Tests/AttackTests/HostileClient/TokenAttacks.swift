@testable import TestSupport
@testable import zfs_stand_in

/// Resume tokens, which anybody can write: openzfs#14153.
enum TokenAttacks {
    private static let type = "forged resume tokens"

    /// Each of these succeeds with a key that may have everything: tokens as OpenZFS would have made them.
    static func sound(_ source: AttackedSource) throws -> [Attempt] {
        let others = try AttackedSource.forbidden.map { ($0, try source.snapshot($0, "auto_1")) }
        let hidden = try AttackedSource.allowed.map { ($0, try source.snapshot($0, "manual")) }
        return (others + hidden).flatMap { dataset, snapshot in
            let fields = fields("\(dataset)@\(snapshot.name)", snapshot.guid)
            let encodings = [
                ("native", Forge.native(fields)), ("big-endian", Forge.nativeBig(fields)), ("XDR", Forge.xdr(fields)),
            ]
            return encodings.map { encoding, list in
                Attempt.forbidden(
                    type, "\(dataset)@\(snapshot.name), \(encoding)", .resume(dataset, Forge.token(list: list)))
            }
        }
    }

    /// No key has these.
    static func unsound(_ source: AttackedSource) throws -> [Attempt] {
        let mine = try source.snapshots(of: "tank/data")
        let (first, manual, last) = (mine[0], mine[2], mine[3])
        let secret = try source.guid("tank/secret", "auto_1")
        let token = { (changes: [Forge.Pair], without: Set<String>) in
            Forge.token(Self.fields("tank/data@auto_2", last, without: without, changes))
        }
        let flags = ["savedok", "rawok", "decryptok", "allok", "redacted", "props", "backup", "replicate"]
        let named: [(String, String)] =
            [
                ("the guid of another dataset", token([.number("toguid", secret)], [])),
                ("the guid of a hidden snapshot", token([.number("toguid", manual)], [])),
                ("the name of another dataset", token([.string("toname", "tank/secret@auto_1")], [])),
                ("the name of a hidden snapshot", token([.string("toname", "tank/data@manual")], [])),
                ("from another dataset", token([.number("fromguid", secret)], [])),
                ("from a hidden snapshot", token([.number("fromguid", manual)], [])),
                ("from itself", token([.number("fromguid", last)], [])),
                ("from what never was", token([.number("fromguid", 1)], [])),
                ("backwards", Forge.token(fields("tank/data@auto_1", first, [.number("fromguid", last)]))),
                ("redacted", token([.numbers("redact_snaps", [secret])], [])),
                ("redacted by bookmark", token([.numbers("book_redact_snaps", [secret])], [])),
                ("a list within", token([.nested(depth: 60)], [])),
                (
                    "two names",
                    Forge.token(fields("tank/data@auto_2", last) + [.string("toname", "tank/secret@auto_1")])
                ),
                ("two guids", Forge.token(fields("tank/data@auto_2", last) + [.number("toguid", secret)])),
                ("a flag that is a number", token([.number("savedok", 1)], [])),
                ("a name that is a number", token([.number("toname", last)], [])),
                ("a bomb", Forge.token(compressed: Forge.bomb(copies: 18_000), length: 65_536)),
                ("a bomb that says less", Forge.token(compressed: Forge.bomb(copies: 18_000), length: 100)),
                ("a bomb that says more", Forge.token(compressed: Forge.bomb(copies: 18_000), length: 1 << 30)),
            ] + flags.map { ("the flag \($0)", token([.flag($0)], [])) }
            + ["toguid", "toname", "object", "offset", "bytes"].map { ("without \($0)", token([], [$0])) }
            + names.map { ("the name \($0.debugDescription)", token([.string("toname", $0)], [])) }
            + texts.map { ("the text \($0.prefix(40).debugDescription)", $0) }
        return named.map { Attempt.forbidden(type, $0, .resume("tank/data", $1)) }
            + [
                Attempt.forbidden(
                    type, "raw asked for, not in the token", .resume("tank/data", token([], []), flags: 0x0F))
            ]
    }

    /// A good token and a stolen one, with accidents under a right checksum, and cut short.
    static func damaged(_ source: AttackedSource, _ random: inout SeededBytes) throws -> [Attempt] {
        let good = fields("tank/data@auto_2", try source.guid("tank/data", "auto_2"))
        let stolen = fields("tank/secret@auto_1", try source.guid("tank/secret", "auto_1"))
        var attempts: [Attempt] = []
        for index in 0..<120 {
            let list = random.damaged(index.isMultiple(of: 2) ? Forge.native(good) : Forge.native(stolen))
            let frame = Frame.resume(index.isMultiple(of: 2) ? "tank/data" : "tank/secret", Forge.token(list: list))
            attempts.append(Attempt(type: type, name: "damaged: \(list)", bytes: frame.bytes, awaits: 1))
        }
        let text = Forge.token(good)
        for count in stride(from: 0, to: text.utf8.count, by: 16) {
            attempts.append(
                .forbidden(type, "cut after \(count) bytes", .resume("tank/data", String(text.prefix(count)))))
        }
        return attempts
    }

    /// As of a send in clear, of which something has come.
    static func fields(
        _ name: String, _ guid: UInt64, without: Set<String> = [], _ changes: [Forge.Pair] = []
    ) -> [Forge.Pair] {
        let right: [Forge.Pair] = [
            .string("toname", name), .number("toguid", guid), .number("object", 1), .number("offset", 4096),
            .number("bytes", 4096),
        ]
        let kept = right.filter { pair in !without.contains(pair.name) && !changes.contains { $0.name == pair.name } }
        let usual: Set = ["toname", "toguid", "object", "offset", "bytes", "fromguid", "rawok"]
        return Forge.fields(kept + changes, without: usual)
    }

    private static let names = [
        "", "tank", "tank/data", "@x", "-t@x", "tank/data@", "tank/../secret@auto_1", "tank/data@a@b",
        "tank/data#auto_2",
        "tank/data@auto_2\n", "tank/data@auto_2 -R", "tank/data/@auto_2", "vault/data@auto_1",
        "tank/data2@auto_1", "tank/data@%", "$(touch mark)@x",
    ]

    private static let texts = [
        "1", "1-2-3", "----", "-t", "--help", "-", "2-0-0-00", "01-0-0-00", "1-0-0-0g", "1-0-ffffffffffffffff-00",
        "1-0-0-",
        "tank/secret@auto_1", "1-0-0-00; touch mark", "$(touch mark)", "../../etc/passwd", "\u{1B}[2J", "1-0-0-00\u{0}",
        String(repeating: "1", count: 61_440), String(repeating: "1-", count: 30_000),
        String(repeating: "f", count: 61_441),
    ]
}
