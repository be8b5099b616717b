import System
import ZFS

/// Pulls from one machine to another with another generation of OpenZFS, libssh and OpenSSH. One line a story.
struct BetweenMachines {
    private let source: SourceMachine
    private let title: String
    private let (theirs, ours): (OpenZFSVersion, OpenZFSVersion)

    init(_ source: SourceMachine) throws {
        self.source = source
        guard let theirs = OpenZFSVersion(source.version), let version = ZFSTool.moduleVersion,
            let ours = OpenZFSVersion(version)
        else { throw Unmet("no version of OpenZFS: “\(source.version)” there, “\(ZFSTool.moduleVersion ?? "")” here") }
        (self.theirs, self.ours) = (theirs, ours)
        title = "from OpenZFS \(source.version) to \(version)"
    }

    /// OpenZFS 2.3 brought new features of streams.
    private func isBefore23(_ version: OpenZFSVersion) -> Bool { version < OpenZFSVersion(2, 3, 0) }

    /// Whether each story went well.
    func run() throws -> Bool {
        var stories: [(String, (Crossing) throws -> Void)] = [
            ("a tree comes, and then its increments", tree), ("a cut stream goes on", resume),
            ("a volume comes", volume), ("an encrypted dataset comes raw, its increments too", raw),
            ("large and zstd-compressed blocks come as they are", blocks), ("doctor finds nothing wrong", doctor),
        ]
        if !isBefore23(theirs) {
            let fate = isBefore23(ours) ? "are refused before they are sent, the feature named" : "come"
            stories += [
                ("file names longer than 255 bytes \(fate)", longNames),
                ("micro-ZAPs larger than 128 KiB \(fate)", largeMicroZaps),
            ]
        }
        Main.say("\(title), \(stories.count) scenarios")
        var failed = 0
        for (index, (what, tell)) in stories.enumerated() {
            let start = Monotonic.now
            do {
                try tell(try Crossing("x\(index + 1)", from: source))
                Main.say("ok    \(title): \(what) (\(Main.tenths(.now - start)) s)")
            } catch {
                failed += 1
                Main.say("FAIL  \(title): \(what) (\(Main.tenths(.now - start)) s)\n      \(error)")
            }
        }
        Main.say("lab: \(stories.count - failed) passed, \(failed) failed")
        return failed == 0
    }

    // MARK: Stories

    private func tree(_ lab: Crossing) throws {
        try source.shell("zfs create -p \(lab.there)/data/home && \(fill(lab, "data", "one", 300_000))")
        try source.shell("\(fill(lab, "data/home", "letter", 5000)) && zfs snapshot -r \(lab.there)/data@one")
        try lab.pair(recursive: true)
        try lab.pull()
        try source.shell("\(fill(lab, "data/home", "letter", 7000)) && zfs snapshot -r \(lab.there)/data@two")
        try source.shell(
            "zfs rename \(lab.there)/data@one \(lab.there)/data@uno && zfs snapshot -r \(lab.there)/data@three")
        try lab.pull()
        try lab.expectSynced("data/home")
        try lab.expectSame("letter", in: "three", of: "data/home")
    }

    private func resume(_ lab: Crossing) throws {
        try source.shell("zfs create \(lab.there)/data && \(fill(lab, "data", "big", 8 << 20))")
        try source.shell("zfs snapshot \(lab.there)/data@one && zfs snapshot \(lab.there)/data@two")
        let receive =
            "setpriv \(Lab.as(Machine.receiveUser).joined(separator: " ")) zfs receive -s -u \(lab.here)/data@one"
        let send = source.remotely("zfs send -Lec \(lab.there)/data@one")
        _ = try Tool.capture("/bin/bash", ["-c", "\(send) | head -c 3000000 | \(receive)"])
        try lab.pair()
        try lab.expect(try lab.client("plan"), code: 0, saying: "resume    @one")
        try lab.pull()
        try lab.expectSynced()
        try lab.expectSame("big", in: "one")
    }

    private func volume(_ lab: Crossing) throws {
        try source.shell("zfs create -s -V 8M \(lab.there)/data && zfs snapshot \(lab.there)/data@one")
        try lab.pair()
        try lab.pull()
        try source.shell("udevadm settle; dd if=/dev/urandom of=/dev/zvol/\(lab.there)/data bs=64k count=4 status=none")
        try source.shell("zfs snapshot \(lab.there)/data@two")
        try lab.pull()
        try lab.expectSynced()
    }

    private func raw(_ lab: Crossing) throws {
        let options = "-o encryption=on -o keyformat=passphrase -o keylocation=file:///run/passphrase"
        try source.shell("echo correct horse battery > /run/passphrase && zfs create \(options) \(lab.there)/data")
        try source.shell("\(fill(lab, "data", "secret", 50_000)) && zfs snapshot \(lab.there)/data@one")
        try lab.pair(serve: "--raw")
        try lab.pull()
        try source.shell("\(fill(lab, "data", "secret", 60_000)) && zfs snapshot \(lab.there)/data@two")
        try lab.pull()
        try lab.expectSynced()
        try Tool.write("correct horse battery\n", to: "/run/passphrase")
        try Tool.run("zfs", "load-key", "-L", "file:///run/passphrase", "\(lab.here)/data")
        try lab.expectSame("secret", in: "two")
    }

    private func blocks(_ lab: Crossing) throws {
        try source.shell("zfs create -o recordsize=1M -o compression=zstd \(lab.there)/data")
        try source.shell("seq 400000 > /\(lab.there)/data/numbers && zfs snapshot \(lab.there)/data@one")
        try lab.pair()
        try lab.pull()
        try lab.expectSynced()
        try lab.expectSame("numbers", in: "one")
    }

    private func longNames(_ lab: Crossing) throws {
        try source.shell(
            "zfs create -o longname=on \(lab.there)/data && echo x > /\(lab.there)/data/$(printf '%0300d' 0)")
        try expectTakenOrRefused(lab, "LONGNAME", "feature@longname")
    }

    private func largeMicroZaps(_ lab: Crossing) throws {
        let limit = "/sys/module/zfs/parameters/zap_micro_max_size"
        try source.shell(
            "old=$(cat \(limit)); echo 1048576 > \(limit); zfs create -o recordsize=1M \(lab.there)/data; "
                + "cd /\(lab.there)/data && seq -f file%g 3000 | xargs touch; sync; echo $old > \(limit)")
        try expectTakenOrRefused(lab, "LARGE_MICROZAP", "feature@large_microzap")
    }

    /// What only OpenZFS 2.3 and later know comes there, and is not even sent anywhere else.
    private func expectTakenOrRefused(_ lab: Crossing, _ stream: String, _ pool: String) throws {
        try source.shell("zfs snapshot \(lab.there)/data@one")
        try lab.pair()
        guard isBefore23(ours) else {
            try lab.pull()
            return try lab.expectSynced()
        }
        try lab.expect(
            try lab.client("run"), code: 2,
            saying: "\(lab.there)/data@one has \(stream), which the receiver cannot take", pool)
        guard try !Tool.capture("zfs", ["list", "\(lab.here)/data"]).ending.isSuccess else {
            throw Unmet("something was received")
        }
    }

    private func doctor(_ lab: Crossing) throws {
        try source.shell("zfs create \(lab.there)/data && zfs snapshot \(lab.there)/data@one")
        try lab.pair()
        try lab.expect(try lab.client("doctor"), code: 0, saying: "OpenZFS \(source.version)", "answers as zpull-serve")
    }

    /// A line of shell that fills a file with so many bytes.
    private func fill(_ lab: Crossing, _ path: String, _ file: String, _ bytes: Int) -> String {
        "head -c \(bytes) /dev/urandom > /\(lab.there)/\(path)/\(file)"
    }
}
