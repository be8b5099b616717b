import System

/// Volumes, which are no file systems.
let volumes = [
    Scenario("a volume goes on with increments, and reads back as it was") { lab in
        try lab.volume("data")
        try lab.fill("data", with: "first")
        try lab.zfs("snapshot", "\(lab.source)/data@one")
        try lab.allow("--dataset", "\(lab.source)/data")
        try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }")
        try lab.pull()
        try lab.fill("data", with: "second")
        try lab.zfs("snapshot", "\(lab.source)/data@two")
        try lab.expect(try lab.pull(), code: 0, saying: "as an increment")
        try lab.expectSynced()
        for (snapshot, text) in [("one", "first"), ("two", "second")] {
            let clone = "\(lab.target)/\(snapshot)"
            try lab.zfs("clone", "-o", "volmode=dev", "\(lab.target)/data@\(snapshot)", clone)
            let device = try Lab.device(of: clone)
            let head = try Tool.run("dd", "if=\(device)", "bs=\(text.utf8.count)", "count=1", "status=none")
            try lab.expect(head == text, "@\(snapshot) begins with \(head)")
        }
    },
    Scenario("a volume where a file system is, and a file system where a volume is, stop and are set aside") { lab in
        try lab.volume("volume")
        try lab.create("files")
        for path in ["volume", "files"] { try lab.zfs("snapshot", "\(lab.source)/\(path)@one") }
        try lab.allow("--dataset", lab.source, "--recursive")
        try lab.configure(
            datasets: "{ remote: \(lab.source)/volume, local: \(lab.target)/a }",
            "{ remote: \(lab.source)/files, local: \(lab.target)/b }")
        try lab.pull()
        try lab.configure(
            datasets: "{ remote: \(lab.source)/files, local: \(lab.target)/a }",
            "{ remote: \(lab.source)/volume, local: \(lab.target)/b }")
        let run = try lab.refused(saying: "not of one kind")
        try lab.mend(run, with: "zfs rename \(lab.target)/a")
        try lab.mend(run, with: "zfs rename \(lab.target)/b")
        try lab.pull()
        try lab.expectSynced("files", as: "a")
        try lab.expectSynced("volume", as: "b")
    },
]

extension Lab {
    fileprivate func volume(_ path: String) throws { try zfs("create", "-V", "8M", "\(source)/\(path)") }

    /// Writes a text to the beginning of a volume of the source.
    fileprivate func fill(_ path: String, with text: String) throws {
        try Tool.run(
            "/bin/sh", "-c",
            "printf %s '\(text)' | dd of=\(try Self.device(of: "\(source)/\(path)")) conv=fsync status=none")
    }

    /// The device of a volume, once udev has made it.
    fileprivate static func device(of volume: String) throws -> String {
        let path = "/dev/zvol/\(volume)"
        try Tool.run("timeout", "60", "/bin/sh", "-c", "until [ -b \(path) ]; do :; done")
        return path
    }
}
