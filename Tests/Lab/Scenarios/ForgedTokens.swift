import Protocol
import System
import ZFS

/// Real resume tokens, altered: what a thief of the key can do with one (openzfs#14153).
let forgedTokens = [
    Scenario("a real resume token that was altered gets nothing that the key may not have, and is recorded") { lab in
        let log = try lab.auditLog()
        try lab.pair(serve: "--snapshots", "one", "--audit-log", log)
        try lab.snapshot("data", "one", bytes: 4 << 20)
        try lab.snapshot("data", "two")
        try lab.create("secret")
        try lab.snapshot("secret", "one", bytes: 1 << 20)
        try lab.cutReceive(of: "data@one", to: "data", after: 2 << 20)
        let token = try lab.token(of: "data")
        let session = try RawSession(lab)
        // As it is, it is good for the rest of its stream.
        guard case .sent = try session.resume(lab.dataset("data"), token: token.text, flags: .plain) else {
            throw Unmet("the token is refused unaltered")
        }
        let secret = try lab.altered(
            token, [.string("toname", "\(lab.source)/secret@one"), lab.guid("toguid", "secret@one")])
        // ZFS itself would give it everything.
        let stolen = try Tool.run("/bin/bash", "-c", "zfs send -t \(secret) | head -c 312 | wc -c")
        try lab.expect(stolen == "312\n", "zfs send -t does not take the forged token: \(stolen)")
        let forged = [
            ("data", secret), ("secret", secret), ("secret", token.text),
            ("data", try lab.altered(token, [lab.guid("toguid", "secret@one")])),
            ("data", try lab.altered(token, [.string("toname", "\(lab.source)/secret@one")])),
            (
                "data",
                try lab.altered(token, [.string("toname", "\(lab.source)/data@two"), lab.guid("toguid", "data@two")])
            ),
            ("data", try lab.altered(token, [lab.guid("fromguid", "data@two")])),
            ("data", try lab.altered(token, [lab.guid("fromguid", "secret@one")])),
            ("data", try lab.altered(token, [.flag("rawok")])), ("data", try lab.altered(token, [.flag("savedok")])),
            ("data", try lab.altered(token, [.flag("unheard-of")])),
        ]
        let cut = stride(from: 0, to: token.text.utf8.count, by: 16).map { ("data", String(token.text.prefix($0))) }
        let flipped = stride(from: 0, to: token.text.utf8.count, by: 16).map { place in
            var bytes = Array(token.text.utf8)
            bytes[place] ^= 1
            return ("data", String(decoding: bytes, as: UTF8.self))
        }
        let attempts = forged + cut + flipped
        for (dataset, text) in attempts {
            if case .sent(let start, let bytes) = try session.resume(lab.dataset(dataset), token: text, flags: .plain) {
                throw Unmet("\(bytes) bytes of guid \(start.to) for \(dataset) with \(text)")
            }
        }
        try lab.expect(attempts.count > 40, "only \(attempts.count) attempts")
        let refused = String(decoding: try Tool.read(log), as: UTF8.self).split(separator: "\n")
            .filter { $0.contains("refused") }
        try lab.expect(refused.count >= attempts.count, "\(refused.count) refusals recorded of \(attempts.count)")
    },
    Scenario("audit logs at both ends agree on what was pulled, and name a stream that went elsewhere") { lab in
        let (theirs, ours) = (try lab.auditLog(), try lab.auditLog("client", for: Machine.receiveUser))
        try lab.pair(serve: "--audit-log", theirs, snapshots: ["one", "two"])
        try lab.configure(
            datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }", top: "audit_log: \(ours)")
        try lab.pull()
        let audit = ["audit", "--source", lab.name, "--source-log", theirs]
        try lab.expect(try lab.client(audit, user: "root"), code: 0)
        // Somebody who has the key takes a snapshot for himself.
        let session = try RawSession(lab)
        guard case .sent = try session.send(lab.dataset("data"), try lab.guid("data@one")) else {
            throw Unmet("nothing was sent")
        }
        try lab.expect(
            try lab.client(audit, user: "root"), code: 1, saying: "\(lab.source)/data@one")
        // And a record is changed.
        try Tool.run("sed", "-i", "2s/data@one/data@two/;2s/\"one\"/\"two\"/", theirs)
        try lab.expect(try lab.client(audit, user: "root"), code: 1, saying: "chain")
    },
    Scenario("a real token of a raw stream does not open it in clear when rawok is taken out") { lab in
        let key = "\(lab.folder)/passphrase"
        try Tool.write("one long passphrase", to: key)
        try lab.create(
            "data", "-o", "encryption=on", "-o", "keyformat=passphrase", "-o", Lab.iterations, "-o",
            "keylocation=file://\(key)")
        try lab.allow("--dataset", "\(lab.source)/data", "--raw")
        try lab.snapshot("data", "one", bytes: 4 << 20)
        try lab.cutReceive(of: "data@one", to: "data", after: 2 << 20, isRaw: true)
        let token = try lab.token(of: "data")
        try lab.expect(token.flags.contains(.raw), "the token is not one of a raw stream")
        let session = try RawSession(lab)
        guard case .sent = try session.resume(lab.dataset("data"), token: token.text, flags: .rawEncrypted) else {
            throw Unmet("the token is refused unaltered")
        }
        let clear = try lab.altered(token, [], without: ["rawok"])
        for flags in [StreamFlags.plain, .rawEncrypted] {
            if case .sent = try session.resume(lab.dataset("data"), token: clear, flags: flags) {
                throw Unmet("an encrypted dataset left in clear")
            }
        }
        if case .sent = try session.resume(lab.dataset("data"), token: token.text, flags: .plain) {
            throw Unmet("an encrypted dataset left in clear")
        }
    },
]

extension Lab {
    fileprivate func dataset(_ path: String) throws -> DatasetName {
        guard let name = DatasetName("\(source)/\(path)") else { throw Unmet("\(path) is no name") }
        return name
    }

    fileprivate func token(of path: String) throws -> ResumeToken {
        let text = try zfs("get", "-H", "-o", "value", "receive_resume_token", "\(target)/\(path)")
        return try ResumeToken(parsing: String(text.dropLast()))
    }

    /// Of a snapshot of the source.
    fileprivate func guid(_ snapshot: String) throws -> Guid {
        let text = try zfs("get", "-Hp", "-o", "value", "guid", "\(source)/\(snapshot)")
        guard let guid = Guid(text.dropLast()) else { throw Unmet("no guid: \(text)") }
        return guid
    }

    /// The same, as a pair of a token's list.
    fileprivate func guid(_ name: String, _ snapshot: String) throws -> Forge.Pair {
        .number(name, try guid(snapshot).rawValue)
    }

    /// The token with some pairs replaced, added or left out.
    fileprivate func altered(
        _ token: ResumeToken, _ changes: [Forge.Pair], without: Set<String> = []
    ) throws -> String {
        let flags: [(ResumeToken.Flags, String)] = [
            (.largeBlocks, "largeblockok"), (.embedded, "embedok"), (.compressed, "compressok"), (.raw, "rawok"),
        ]
        let pairs: [Forge.Pair] =
            [
                .string("toname", token.toName.description), .number("toguid", token.to.rawValue),
                .number("object", token.object), .number("offset", token.offset), .number("bytes", token.bytes),
            ] + (token.from.map { [.number("fromguid", $0.rawValue)] } ?? [])
            + flags.filter { token.flags.contains($0.0) }.map { .flag($0.1) }
        let kept = pairs.filter { pair in !without.contains(pair.name) && !changes.contains { $0.name == pair.name } }
        return Forge.token(kept + changes)
    }

    /// An audit log for the source's account, made as docs/audit-log.md says.
    fileprivate func auditLog(_ name: String = "serve", for user: String = Machine.sourceUser) throws -> String {
        let path = "\(folder)/\(name).log"
        for file in [path, "\(path).head"] {
            try Tool.run("install", "-o", "root", "-g", user, "-m", "0660", "/dev/null", file)
        }
        return path
    }
}
