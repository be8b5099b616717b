import CLinux
import System
import ZFS

/// `zpull-client verify`: what ZFS cannot read is found, and told by dataset.
let verifying = [
    Scenario("verify finds damage on the disk and names the dataset; what is not damaged is verified all the same") {
        lab in
        for path in ["data", "other"] {
            try lab.create(path)
            try lab.snapshot(path, "one", "two")
        }
        try lab.allow("--dataset", "\(lab.source)/data", "--dataset", "\(lab.source)/other")
        try lab.ownPool { pool in
            try lab.configure(
                datasets: "{ remote: \(lab.source)/data, local: \(pool)/data }",
                "{ remote: \(lab.source)/other, local: \(pool)/other }")
            try lab.pull()
            try lab.zfs("allow", "-u", Machine.pruneUser, "send", pool)
            let well = try lab.verify("--all")
            try lab.expect(well, code: 0, saying: "\(pool)/data: verified 2 snapshots", "\(pool)/other: verified 2")
            try lab.damage(pool, like: "/\(lab.source)/data/one")
            let ill = try lab.verify()
            try lab.expect(
                ill, code: 1, saying: "\(pool)/data: \(pool)/data@two cannot be read", "Input/output error",
                "`zpool status -v \(pool)`", "\(pool)/other: verified 1 snapshot")
            try lab.expect(
                try Tool.run("zpool", "status", "-v", pool).contains("data"), "zpool status names no file")
            let history = String(decoding: try Tool.read("\(Machine.state)/history.jsonl"), as: UTF8.self)
            let lines = history.split(separator: "\n").filter {
                $0.contains("\"dataset\":\"\(pool)/data\"") && $0.contains("\"event\":\"verify\"")
            }
            try lab.expect(
                lines.first?.contains("\"outcome\":\"done\"") == true
                    && lines.last?.contains("\"outcome\":\"failed\"") == true, "\(lines)")
        }
    },
    Scenario("verify needs its grant and no key: encrypted datasets are read raw, and no plain stream may leave") {
        lab in
        try lab.encryptedTree()
        try lab.pull()
        let denied = try lab.verify()
        try lab.expect(denied, code: 1, saying: "permission denied", "zfs allow -u \(Machine.pruneUser) send")
        try lab.mend(denied, with: "zfs allow")
        try lab.expect(
            try lab.verify("--dataset", "\(lab.target)/data"), code: 0, saying: "data/child: verified 1 snapshot")
        guard Machine.version.hasSendRaw else { return }
        let plain = try Tool.capture(
            "setpriv", Lab.as(Machine.pruneUser) + ["/usr/sbin/zfs", "send", "\(lab.target)/data@one"])
        try lab.expect(!plain.ending.isSuccess && plain.error.contains("permission denied"), plain.error)
    },
]

extension Lab {
    fileprivate func verify(_ arguments: String...) throws -> ClientRun {
        try client(["verify"] + arguments, user: Machine.pruneUser)
    }

    /// Writes over the data of a file where it stands on a pool's disk. The pool goes and comes, so that nothing of it is in
    /// memory.
    ///
    /// - Parameter file: one with the same content, which does not compress.
    fileprivate func damage(_ pool: String, like file: String) throws {
        let content = try Tool.read(file)
        // What grep takes for a line of its own, or for the end of a pattern, is not in it.
        let start = content.indices.first { !content[$0..<($0 + 12)].contains { $0 == 0 || $0 == 10 } } ?? 0
        let pattern = content[start..<(start + 12)].map {
            "\\x" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16)
        }
        try Tool.run("zpool", "export", pool)
        let found = try Tool.run("grep", "-obUaP", "-m1", pattern.joined(), "\(poolFolder)/disk")
        guard let place = Int(found.prefix { $0.isNumber }) else { throw Unmet("no such data on the disk: \(found)") }
        let disk = try FileDescriptor(opening: "\(poolFolder)/disk", flags: O_WRONLY)
        let written = pwrite(disk.number, [UInt8](repeating: 0, count: 512), 512, off_t(place))
        try expect(written == 512, "the disk cannot be written to")
        try Tool.run("zpool", "import", "-d", poolFolder, pool)
    }
}
