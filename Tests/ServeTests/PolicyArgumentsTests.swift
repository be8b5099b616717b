import Testing
import ZFS

@testable import zpull_serve

@Suite("The options of serve")
struct PolicyArgumentsTests {
    private func policy(_ options: String) throws -> Policy { try ServeTests.policy("--dataset tank/data \(options)") }

    @Test("the least of them allow one dataset and nothing below it")
    func least() throws {
        var expected = Policy()
        expected.id = "backup1"
        expected.roots = [DatasetName(literal: "tank/data")]
        #expect(try policy("") == expected)
        #expect(!expected.isRecursive && !expected.isRaw && !expected.allowsPlain)
        #expect(expected.exclude.isEmpty && expected.snapshots.isEmpty)
        #expect(expected.maxRate == nil && expected.maxSessions == nil)
        #expect(expected.idle == .seconds(3600))
        #expect(expected.zfs.path == "/usr/sbin/zfs")
    }

    @Test("each sets what it is named after, and nothing else")
    func each() throws {
        func changed(_ options: String, _ change: (inout Policy) -> Void) throws {
            var expected = try policy("")
            change(&expected)
            #expect(try policy(options) == expected, "\(options)")
        }
        try changed("--recursive") { $0.isRecursive = true }
        try changed("--raw") { $0.isRaw = true }
        try changed("--raw --allow-plain") { ($0.isRaw, $0.allowsPlain) = (true, true) }
        try changed("--allow-plain --raw") { ($0.isRaw, $0.allowsPlain) = (true, true) }
        try changed("--dataset tank/b") { $0.roots.append(DatasetName(literal: "tank/b")) }
        try changed("--exclude */tmp --exclude x?") { $0.exclude = ["*/tmp", "x?"].compactMap { Glob($0) } }
        try changed("--snapshots auto_* --snapshots b") { $0.snapshots = ["auto_*", "b"].compactMap { Glob($0) } }
        try changed("--max-rate 1") { $0.maxRate = 1 }
        try changed("--max-rate 1125899906842624") { $0.maxRate = 1 << 50 }
        try changed("--max-sessions 10000") { $0.maxSessions = 10000 }
        try changed("--idle 604800") { $0.idle = .seconds(604_800) }
        try changed("--zfs /opt/zfs-2.4/bin/zfs") { $0.zfs = ZFSTool(path: "/opt/zfs-2.4/bin/zfs") }
        try changed("--audit-log /var/log/zpull/serve.log") { $0.auditLog = "/var/log/zpull/serve.log" }
        try changed("--cursor none") { _ in }
        try changed("--cursor bookmark") { $0.cursor = .bookmark }
        try changed("--cursor hold") { $0.cursor = .hold }
        try changed("--id web_1.example-2") { $0.id = "web_1.example-2" }
    }

    @Test(
        "a slip is refused, and says what to write",
        arguments: [
            ([], "--id is missing; name who holds this key: --id backup1"),
            (["--dataset", "tank"], "--id is missing; name who holds this key: --id backup1"),
            (["--id", "a"], "--dataset is missing; name what may be sent: --dataset tank/data"),
            (["--id"], "--id takes 1 to 64 letters, digits, “.”, “_” and “-”, such as backup1"),
            (["--id", ""], "--id takes 1 to 64 letters, digits, “.”, “_” and “-”, such as backup1"),
            (["--id", "a b"], "--id takes 1 to 64 letters, digits, “.”, “_” and “-”, such as backup1"),
            (["--id", "ä"], "--id takes 1 to 64 letters, digits, “.”, “_” and “-”, such as backup1"),
            (["--id", "a\n"], "--id takes 1 to 64 letters, digits, “.”, “_” and “-”, such as backup1"),
            (
                ["--id", String(repeating: "a", count: 65)],
                "--id takes 1 to 64 letters, digits, “.”, “_” and “-”, such as backup1"
            ),
            (["--dataset"], "--dataset takes a dataset's name, such as tank/data"),
            (["--dataset", "/tank"], "--dataset takes a dataset's name, such as tank/data, not “/tank”"),
            (["--dataset", "--recursive"], "--dataset takes a dataset's name, such as tank/data, not “--recursive”"),
            (["--dataset", "tank@x"], "--dataset takes a dataset's name, such as tank/data, not “tank@x”"),
            (["--exclude"], "--exclude takes a pattern of names with * and ?"),
            (["--exclude", "[ab]"], "--exclude takes a pattern of names with * and ?, not “[ab]”"),
            (["--snapshots", ""], "--snapshots takes a pattern of names with * and ?, not “”"),
            (["--snapshots", "a@b"], "--snapshots takes a pattern of names with * and ?, not “a@b”"),
            (["--max-rate"], "--max-rate takes a whole number from 1 to 1125899906842624"),
            (["--max-rate", "0"], "--max-rate takes a whole number from 1 to 1125899906842624, not “0”"),
            (["--max-rate", "10M"], "--max-rate takes a whole number from 1 to 1125899906842624, not “10M”"),
            (["--max-rate", "-1"], "--max-rate takes a whole number from 1 to 1125899906842624, not “-1”"),
            (
                ["--max-rate", "1125899906842625"],
                "--max-rate takes a whole number from 1 to 1125899906842624, not “1125899906842625”"
            ),
            (["--max-sessions", "10001"], "--max-sessions takes a whole number from 1 to 10000, not “10001”"),
            (["--idle", "0"], "--idle takes a whole number from 1 to 604800, not “0”"),
            (["--idle", "604801"], "--idle takes a whole number from 1 to 604800, not “604801”"),
            (
                ["--idle", "99999999999999999999"],
                "--idle takes a whole number from 1 to 604800, not “99999999999999999999”"
            ),
            (["--zfs"], "--zfs takes an absolute path, such as /usr/sbin/zfs"),
            (["--zfs", "zfs"], "--zfs takes an absolute path, such as /usr/sbin/zfs"),
            (["--zfs", "/opt/my zfs"], "--zfs takes an absolute path, such as /usr/sbin/zfs"),
            (["--zfs", "/opt/zfs\n"], "--zfs takes an absolute path, such as /usr/sbin/zfs"),
            (["--audit-log"], "--audit-log takes an absolute path, such as /var/log/zpull/serve.log"),
            (["--audit-log", "log"], "--audit-log takes an absolute path, such as /var/log/zpull/serve.log"),
            (["--cursor"], "--cursor takes none, bookmark or hold"),
            (["--cursor", "both"], "--cursor takes none, bookmark or hold, not “both”"),
            (["--verbose"], "unknown option “--verbose” of serve; see zpull-serve --help"),
            (["tank/data"], "unknown option “tank/data” of serve; see zpull-serve --help"),
            (["--id=a"], "unknown option “--id=a” of serve; see zpull-serve --help"),
            (["--recursive=no"], "unknown option “--recursive=no” of serve; see zpull-serve --help"),
            (
                ["--id", "a", "--dataset", "tank", "--allow-plain"],
                "--allow-plain means nothing without --raw; leave it out"
            ),
        ] as [([String], String)])
    func refused(arguments: [String], expected: String) {
        #expect(refusal(arguments) == expected)
    }

    /// `--id --raw` would name the key's holder "--raw", and let encrypted datasets leave in clear.
    @Test(
        "an option is never taken for the value of the one before",
        arguments: ["--id", "--exclude", "--snapshots", "--zfs"])
    func swallowed(option: String) {
        let rest = ["--dataset", "tank", "--id", "a"]
        #expect(refusal([option, "--raw"] + rest)?.hasPrefix(option) == true)
        #expect(refusal(rest + [option, "--raw"])?.hasPrefix(option) == true)
    }
}
