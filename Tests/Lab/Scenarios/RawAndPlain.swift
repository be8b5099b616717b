import System

/// A chain stays raw, or plain, as it was begun: a change is refused before anything is sent.
let rawAndPlain = [
    Scenario("a chain that came plain is not gone on with raw") { lab in
        try lab.encryptedPair(raw: false)
        try lab.pull()
        try lab.configurePair(raw: true)
        try lab.expectRefusal(saying: "has come plain so far", "zfs rename \(lab.target)/data \(lab.target)/data-old")
        try lab.zfs("rename", "\(lab.target)/data", "\(lab.target)/data-old")
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("a chain that came raw is not gone on with plain, and can go on raw afterwards") { lab in
        try lab.encryptedPair(raw: true)
        try lab.pull()
        try lab.configurePair(raw: false)
        try lab.expectRefusal(saying: "has come raw so far", "set raw: true")
        try lab.configurePair(raw: true)
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("with the key loaded ZFS would take a plain increment on raw ones and break the chain; zpull does not") {
        lab in
        try lab.encryptedPair(raw: true)
        try lab.pull()
        try lab.zfs("load-key", "-L", "file://\(lab.passphrase)", "\(lab.target)/data")
        try lab.configurePair(raw: false)
        try lab.expectRefusal(saying: "IV set guid mismatch")
        try lab.configurePair(raw: true)
        try lab.pull()
        try lab.expectSynced()
    },
    Scenario("a chain that came plain into an encrypted parent goes on plain, and not raw") { lab in
        try lab.encryptedPair(raw: false)
        try lab.zfs(
            "create", "-o", "encryption=on", "-o", "keyformat=passphrase", "-o", "keylocation=file://\(lab.passphrase)",
            "\(lab.target)/vault")
        try lab.configurePair(raw: false, to: "vault/data")
        try lab.pull()
        try lab.snapshot("data", "two")
        try lab.pull()
        try lab.expectSynced("data", as: "vault/data")
        try lab.configurePair(raw: true, to: "vault/data")
        try lab.snapshot("data", "three")
        try lab.expect(try lab.client("run"), code: 2, saying: "has come plain so far")
    },
    Scenario("a bookmark as the base tells whether the chain is raw") { lab in
        try lab.encryptedPair(raw: true)
        try lab.pull()
        try lab.zfs("bookmark", "\(lab.source)/data@one", "\(lab.source)/data#one")
        try lab.zfs("destroy", "\(lab.source)/data@one")
        try lab.configurePair(raw: false)
        try lab.expectRefusal(saying: "has come raw so far")
        try lab.configurePair(raw: true)
        try lab.pull()
        let here = try lab.names(of: "\(lab.target)/data")
        try lab.expect(here == ["@one", "@next"], "\(here)")
    },
]

extension Lab {
    /// An encrypted dataset with one snapshot, and a key that may have it raw or plain.
    fileprivate func encryptedPair(raw: Bool) throws {
        try Tool.write("correct horse battery", to: passphrase)
        try create(
            "data", "-o", "encryption=on", "-o", "keyformat=passphrase", "-o", "keylocation=file://\(passphrase)")
        try snapshot("data", "one")
        try allow("--dataset", "\(source)/data")
        try configurePair(raw: raw)
    }

    fileprivate var passphrase: String { "\(Machine.folder)/\(name)/passphrase" }

    fileprivate func configurePair(raw: Bool, to path: String = "data") throws {
        try configure(datasets: "{ remote: \(source)/data, local: \(target)/\(path), raw: \(raw) }")
    }

    /// With something new at the source, a run stops, says so, and changes nothing.
    fileprivate func expectRefusal(saying words: String...) throws {
        if try !names(of: "\(source)/data").contains("@next") { try snapshot("data", "next") }
        let before = try snapshots("\(target)/data")
        let run = try client("run")
        for word in words { try expect(run, code: 2, saying: word) }
        try expect(try snapshots("\(target)/data") == before, "the backup changed")
    }
}
