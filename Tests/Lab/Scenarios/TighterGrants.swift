import System
import ZFS

/// Grants of newer releases of OpenZFS, which allow less.
let tighterGrants = [
    Scenario("receive:append does for all that zpull does, and refuses zfs receive -F", needs: .receiveAppend) { lab in
        try lab.pair(snapshots: ["one"])
        try lab.zfs("allow", "-u", Machine.receiveUser, "receive:append", lab.target)
        try lab.zfs("unallow", "-u", Machine.receiveUser, "receive", lab.target)
        try lab.pull()
        try lab.snapshot("data", "big", bytes: 4 << 20)
        try lab.cutReceive(of: "data@big", from: "one", to: "data", after: 2 << 20)
        try lab.pull()
        try lab.expectSynced()
        let forced = try lab.forceBack(onto: "big")
        try lab.expect(forced.error.contains("permission denied"), forced.error)
        try lab.expect(forced.names == ["@one", "@big", "@mine"], "\(forced.names)")
    },
    Scenario("doctor advises receive:append in place of receive, by two lines that can be run", needs: .receiveAppend) {
        lab in
        try lab.pair(snapshots: ["one"])
        try lab.zfs("allow", "-u", Machine.receiveUser, "receive", lab.target)
        let lines =
            "zfs allow -u zpull-receive receive:append \(lab.target); zfs unallow -u zpull-receive receive \(lab.target)"
        try lab.expect(try lab.client("doctor"), code: 0, saying: "receive:append does not allow that", lines)
        try Tool.run("/bin/sh", "-e", "-c", lines)
        let doctor = try lab.client("doctor")
        try lab.expect(doctor, code: 0, saying: "zpull-receive may receive")
        try lab.expect(!doctor.output.contains("receive:append"), doctor.output)
        try lab.pull()
    },
    rawGrant("send:raw", needs: .sendRaw),
    rawGrant("send:encrypted", needs: .sendEncrypted),
    Scenario("send:encrypted lets nothing unencrypted leave, which send:raw does", needs: .sendEncrypted) { lab in
        try lab.pair(snapshots: ["one"])
        try lab.zfs("unallow", "-u", Machine.sourceUser, "send", lab.source)
        try lab.zfs("allow", "-u", Machine.sourceUser, "send:encrypted", lab.source)
        try lab.expect(try lab.send("-w", "\(lab.source)/data@one").isRefused, "-w of an unencrypted dataset went")
        try lab.zfs("allow", "-u", Machine.sourceUser, "send:raw", lab.source)
        try lab.expect(try !lab.send("-w", "\(lab.source)/data@one").isRefused, "-w did not go with send:raw")
    },
]

/// All that zpull does with encrypted datasets works with this grant alone, and ZFS refuses them in clear.
private func rawGrant(_ grant: String, needs version: OpenZFSVersion) -> Scenario {
    Scenario(
        "\(grant) alone serves raw streams, first, incremental and resumed, and refuses plain ones", needs: version
    ) { lab in
        try lab.createEncrypted("data")
        try lab.create("data/plain", "-o", "encryption=off")
        try lab.snapshot("data", "one")
        try lab.allow("--dataset", "\(lab.source)/data", "--recursive")
        func configure(raw: Bool, recursive: Bool = false) throws {
            try lab.configure(
                datasets:
                    "{ remote: \(lab.source)/data, local: \(lab.target)/data, raw: \(raw), recursive: \(recursive) }")
        }
        try lab.zfs("unallow", "-u", Machine.sourceUser, "send", lab.source)
        try configure(raw: true)
        let line =
            "zfs allow -u zpull \(Machine.version.hasSendEncrypted ? "send:encrypted" : "send:raw") \(lab.source)/data"
        try lab.expect(try lab.client("doctor"), code: 1, saying: "may not send \(lab.source)/data, not even raw", line)
        try lab.zfs("allow", "-u", Machine.sourceUser, grant, lab.source)
        try lab.expect(try lab.client("doctor"), code: 0, saying: "\(lab.source)/data can be sent, raw")
        try lab.pull()
        try lab.snapshot("data", "two")
        try lab.pull()
        try lab.snapshot("data", "three", bytes: 4 << 20)
        try lab.cutReceive(of: "data@three", from: "two", to: "data", after: 2 << 20, isRaw: true)
        try lab.expect(try lab.client("plan"), code: 0, saying: "resume    @three")
        try lab.pull()
        try lab.expectSynced()
        try configure(raw: false)
        try lab.expect(
            try lab.client("doctor"), code: 1, saying: "zfs allow -u zpull send \(lab.source)/data")
        try lab.expect(try lab.send("\(lab.source)/data@one").isRefused, "a plain stream went")
        // A tree of both: the one that is not encrypted needs send.
        try lab.snapshot("data/plain", "one")
        try configure(raw: true, recursive: true)
        try lab.expect(
            try lab.client("doctor"), code: 1, saying: "\(lab.source)/data can be sent, raw",
            "zfs allow -u zpull send \(lab.source)/data/plain`")
    }
}
