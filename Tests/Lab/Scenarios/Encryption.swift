import System

/// Encrypted trees, which come raw: nobody on the backup host has a key, and with the source's passphrase all opens.
let encryption = [
    Scenario("an encrypted tree comes raw, and each dataset of it opens with the source's passphrase") { lab in
        try lab.encryptedTree()
        try lab.pull()
        for path in ["data", "data/child"] {
            try lab.expectSynced(path)
            try lab.expect(try !lab.opens(path, with: "wrong horse battery"), "\(path) opens with a wrong passphrase")
            try lab.expectReadable(path, "one", with: Lab.passphrase)
        }
        // With keys loaded here or not, raw increments go on.
        try lab.snapshot("data", "two")
        try lab.snapshot("data/child", "two")
        try lab.pull()
        for path in ["data", "data/child"] {
            try lab.expectSynced(path)
            try lab.expectReadable(path, "two", with: Lab.passphrase)
        }
    },
    Scenario("after zfs change-key at the source, increments go on, and what they reach opens with the new passphrase")
    {
        lab in
        try lab.encryptedTree()
        try lab.pull()
        let new = "new horse battery"
        try Tool.write(new, to: lab.keyFile)
        try lab.zfs(
            "change-key", "-o", "keyformat=passphrase", "-o", Lab.iterations, "-o", "keylocation=file://\(lab.keyFile)",
            "\(lab.source)/data")
        try lab.expectReadable("data", "one", with: Lab.passphrase)
        for path in ["data", "data/child"] { try lab.snapshot(path, "two") }
        try lab.pull()
        for path in ["data", "data/child"] {
            try lab.expectSynced(path)
            try lab.expect(try !lab.opens(path, with: Lab.passphrase), "\(path) still opens with the old passphrase")
            try lab.expectReadable(path, "one", with: new)
            try lab.expectReadable(path, "two", with: new)
        }
    },
    Scenario("a child with a key of its own opens with that one in the backup, also after a change of the parent's") {
        lab in
        try lab.encryptedTree()
        let own = "my own horse battery"
        try Tool.write(own, to: "\(lab.keyFile).own")
        try lab.create(
            "data/own", "-o", "encryption=on", "-o", "keyformat=passphrase", "-o", Lab.iterations, "-o",
            "keylocation=file://\(lab.keyFile).own")
        try lab.snapshot("data/own", "one")
        try lab.pull()
        try lab.expectReadable("data/own", "one", with: own)
        let new = "new horse battery"
        try Tool.write(new, to: lab.keyFile)
        try lab.zfs(
            "change-key", "-o", "keyformat=passphrase", "-o", Lab.iterations, "-o", "keylocation=file://\(lab.keyFile)",
            "\(lab.source)/data")
        for path in ["data", "data/child", "data/own"] { try lab.snapshot(path, "two") }
        try lab.pull()
        try lab.expectReadable("data/own", "two", with: own)
        try lab.expectReadable("data", "two", with: new)
        try lab.expectReadable("data/child", "two", with: new)
    },
    Scenario("a child that got a key of its own goes on with increments and opens with it") { lab in
        try lab.encryptedTree()
        try lab.pull()
        let own = "my own horse battery"
        try Tool.write(own, to: "\(lab.keyFile).own")
        try lab.zfs(
            "change-key", "-o", "keyformat=passphrase", "-o", Lab.iterations, "-o",
            "keylocation=file://\(lab.keyFile).own",
            "\(lab.source)/data/child")
        for path in ["data", "data/child"] { try lab.snapshot(path, "two") }
        try lab.pull()
        try lab.expectSynced("data/child")
        try lab.expectReadable("data/child", "two", with: own)
        try lab.expectReadable("data", "two", with: Lab.passphrase)
    },
    Scenario(
        "an unencrypted child below an encrypted dataset cannot lie below its backup, and gets an entry of its own"
    ) {
        lab in
        try lab.encryptedTree(serve: "--allow-plain")
        try lab.create("data/open", "-o", "encryption=off")
        try lab.snapshot("data/open", "one")
        let run = try lab.client("run")
        try lab.expect(run, code: 1, saying: "key must be loaded", "an entry of its own")
        try lab.expectSynced()
        try lab.configure(
            datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data, recursive: true, exclude: [open] }",
            "{ remote: \(lab.source)/data/open, local: \(lab.target)/open }")
        try lab.pull()
        try lab.expectSynced("data/open", as: "open")
    },
    Scenario("an unencrypted child stops alone where the key is for raw streams, until it is excluded") {
        lab in
        try lab.encryptedTree()
        try lab.create("data/open", "-o", "encryption=off")
        try lab.snapshot("data/open", "one")
        try lab.expect(
            try lab.client("run"), code: 2, saying: "\(lab.source)/data/open is not encrypted", "--allow-plain")
        for path in ["data", "data/child"] { try lab.expectSynced(path) }
        try lab.configure(
            datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data, recursive: true, exclude: [open] }")
        try lab.pull()
    },
    Scenario("raw: false against a key for raw streams stops, until one of the two goes") { lab in
        try lab.encryptedTree()
        try lab.configure(
            datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data, recursive: true, raw: false }")
        _ = try lab.refused(saying: "is encrypted; the key may have it raw only", "remove raw: false")
        try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data, recursive: true }")
        try lab.pull()
        try lab.expectSynced()
    },
]

extension Lab {
    fileprivate static let passphrase = "correct horse battery"
    /// The fewest that ZFS takes: an emulated machine needs seconds for the usual number.
    static let iterations = "pbkdf2iters=100000"
    fileprivate var keyFile: String { "/run/zpull-lab/\(name)/passphrase" }

    /// `data` and `data/child`, which has its key from there, each with @one; a recursive rule, and a key for raw streams.
    func encryptedTree(serve: String...) throws {
        try Tool.write(Self.passphrase, to: keyFile)
        try create(
            "data", "-o", "encryption=on", "-o", "keyformat=passphrase", "-o", Lab.iterations, "-o",
            "keylocation=file://\(keyFile)")
        try create("data/child")
        for path in ["data", "data/child"] { try snapshot(path, "one") }
        try allow(["--dataset", "\(source)/data", "--recursive", "--raw"] + serve)
        try configure(datasets: "{ remote: \(source)/data, local: \(target)/data, recursive: true }")
    }

    /// Whether a dataset of the backup can be unlocked; it is locked again.
    fileprivate func opens(_ path: String, with passphrase: String) throws -> Bool {
        let file = "/run/zpull-lab/\(name)/tried"
        try Tool.write(passphrase, to: file)
        return try Tool.capture("zfs", ["load-key", "-n", "-L", "file://\(file)", "\(target)/\(path)"]).ending.isSuccess
    }

    /// The file that `snapshot` wrote before a snapshot of that name is what it is at the source. The key goes again.
    fileprivate func expectReadable(_ path: String, _ snapshot: String, with passphrase: String) throws {
        let (file, dataset) = ("/run/zpull-lab/\(name)/right", "\(target)/\(path)")
        try Tool.write(passphrase, to: file)
        try zfs("load-key", "-L", "file://\(file)", dataset)
        let (there, here) = (
            try Tool.read("/\(source)/\(path)/\(snapshot)"), try restored(snapshot, from: "\(path)@\(snapshot)")
        )
        try zfs("unload-key", dataset)
        try expect(there == here && !there.isEmpty, "\(path)/\(snapshot) differs")
    }
}
