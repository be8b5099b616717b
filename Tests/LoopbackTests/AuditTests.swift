import Foundation
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

/// The real program and the real sshd's `-T`; accounts and files are this machine's own.
@Suite("zpull-serve audit")
struct AuditTests {
    let folder: String
    let pool: Pool

    init() throws {
        try #require(geteuid() == 0, "run as root: sshd tells its settings to nobody else")
        folder = FileManager.default.temporaryDirectory.appending(path: "zpull-audit-\(UUID().uuidString)").path
        try retrying("mkdir", folder) { [folder] in mkdir(folder, 0o755) }
        mkdir("/run/sshd", 0o755)
        pool = try Pool.make(at: "\(folder)/pool", root: "tank")
        try run("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "backup1", "-f", "\(folder)/id"])
        try run("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "\(folder)/host"])
        let line = try run(
            try Programs.serve(),
            [
                "keyline", "--from", "192.0.2.10", "--id", "b1", "--dataset", "tank", "--zfs", pool.zfs,
                "\(folder)/id.pub",
            ])
        try write(line, to: keys, mode: 0o644)
    }

    private var keys: String { "\(folder)/authorized_keys" }

    /// An audit of `nobody`, who has no power on this machine.
    ///
    /// - Parameters:
    ///   - global: sshd's settings for all.
    ///   - own: those for `nobody` alone.
    private func audit(
        _ global: [String] = [], own: [String] = [], _ options: String...
    ) throws -> (exit: ChildProcess.Ending, output: String) {
        let lines =
            ["HostKey \(folder)/host"] + global + ["AuthorizedKeysFile none"]
            + ["Match User nobody", "AuthorizedKeysFile \(keys)"] + own
        try write(lines.joined(separator: "\n") + "\n", to: "\(folder)/sshd_config")
        let captured = try ChildProcess.capture(
            try Programs.serve(),
            ["audit", "--user", "nobody", "--sshd-config", "\(folder)/sshd_config", "--zfs", pool.zfs] + options)
        #expect(captured.error == "")
        return (captured.ending, String(decoding: captured.output, as: UTF8.self))
    }

    private struct Answer: Decodable {
        struct Finding: Decodable {
            let id, severity, file, what, mend: String
            let line: Int?
        }
        struct Key: Decodable {
            let file, comment: String
            let line: Int
            let rights: [String]
        }
        struct Unknown: Decodable { let id, why: String }
        let account: String
        let findings: [Finding]
        let unknown: [Unknown]
        let passed, notes: [String]
        let keys: [Key]
    }

    private func answer(_ global: [String] = [], own: [String] = []) throws -> Answer {
        try JSONDecoder().decode(Answer.self, from: Data(try audit(global, own: own, "--json").output.utf8))
    }

    private let loose = [
        "PermitUserEnvironment yes", "PermitTunnel yes", "StrictModes no", "LogLevel QUIET", "LoginGraceTime 0",
        "MaxSessions 50",
        "GatewayPorts yes", "X11Forwarding yes", "AuthorizedKeysCommand /bin/true", "AuthorizedKeysCommandUser nobody",
        "ForceCommand /bin/true", "TrustedUserCAKeys /etc/ssh/ca.pub", "PasswordAuthentication yes",
    ]

    @Test("what its mends say of sshd, done, leaves nothing of sshd to mend")
    func mends() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let before = try answer(loose)
        let ids = Set(before.findings.map(\.id))
        #expect(ids.isSuperset(of: ["K04", "S02", "S03", "S05", "S06", "S07", "S08", "S09", "S10", "S12", "S13"]))

        var (global, matched): ([String], [String]) = ([], [])
        for finding in before.findings where finding.id.hasPrefix("S") || finding.id == "K04" {
            guard
                let parts = finding.mend.wholeMatch(
                    of: #/set (.+) (?:for this account )?\(in sshd_config, (before|below) .+\).*/#)
            else {
                Issue.record("no setting: \(finding.mend)")
                continue
            }
            let settings = parts.1.replacing(" for this account", with: "").components(separatedBy: " and ")
            if parts.2 == "before" { global += settings } else { matched += settings }
        }
        let after = try answer(global + loose, own: matched)
        #expect(after.findings.filter { $0.id.hasPrefix("S") || $0.id == "K04" }.map(\.what) == [])
        #expect(after.keys.map(\.rights).allSatisfy { $0.count == 1 && $0[0].hasSuffix(", nothing else") })
    }

    @Test("the line that keyline prints breaks no rule about lines, and the audit tells what it allows")
    func keyline() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let answer = try answer()
        #expect(answer.findings.filter { $0.id.hasPrefix("K") }.map(\.what) == [])
        #expect(answer.keys.map(\.comment) == ["backup1"])
        #expect(answer.keys.map(\.line) == [1])
        // The stand-in for zfs is where anybody could change it, and where Landlock cannot hold.
        #expect(answer.findings.contains { $0.id == "F04" && $0.what.hasSuffix("on the way to \(pool.zfs)") })
        #expect(
            answer.notes.filter { $0.contains("\(keys):1") && $0.contains(pool.zfs) }.count
                == (Landlock.version == nil ? 0 : 1))
        // No ZFS is loaded here, so its version is not known.
        #expect(Set(answer.unknown.map(\.id)).isSubset(of: ["A03"]))
    }

    @Test("1 with findings, each with place and mend; 0 when none is as bad as wanted")
    func findings() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write(try text(ofFile: keys).replacing("restrict", with: "restrict,pty"), to: keys, mode: 0o644)
        let (exit, output) = try audit()
        #expect(exit == .exited(1))
        #expect(
            output.contains("CRITICAL K02 \(keys):1: options leave on: pty\n    mend: begin the line with restrict"))
    }

    @Test("a comment cannot steer the terminal")
    func controlCharacters() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try write(try text(ofFile: keys).replacing("backup1", with: "\u{1B}[2Jbackup1"), to: keys, mode: 0o644)
        #expect(try audit().output.contains("?[2Jbackup1"))
        #expect(try answer().keys.map(\.comment) == ["\u{1B}[2Jbackup1"])
    }

    @Test(
        "2 with an account that does not exist, or a command line that makes no sense",
        arguments: [
            ["--user", "zpull-nobody-has-this"], ["--nonsense"],
            ["--expect", "/nonexistent/lines", "--user", "nobody"],
        ])
    func cannotLook(options: [String]) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let captured = try ChildProcess.capture(try Programs.serve(), ["audit"] + options)
        #expect(captured.ending == .exited(2))
        #expect(captured.error.hasPrefix("zpull-serve: "))
    }

    @Test("a file of keys that all accounts share lets the holder in as root")
    func sharedFile() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let finding = try answer(["AuthorizedKeysFile \(keys)"]).findings.first { $0.id == "K13" }
        #expect(finding?.what.hasPrefix("a key of nobody lets its holder in as root, ") == true)
    }

    @Test("what prints no settings of sshd's leaves every rule about sshd unknown")
    func foreignSSHD() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let output = try audit([], own: [], "--json", "--sshd", "/usr/bin/true").output
        let answer = try JSONDecoder().decode(Answer.self, from: Data(output.utf8))
        // All but S14, whose findings are for information only and not asked for.
        let rules = Set((1...13).map { "S\($0 < 10 ? "0" : "")\($0)" })
        #expect(Set(answer.unknown.map(\.id)).isSuperset(of: rules))
        #expect(Set(answer.passed).isDisjoint(with: rules))
    }

    @Test("without root, what sshd keeps to itself is unknown")
    func withoutRoot() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Where nobody may run it.
        try FileManager.default.copyItem(atPath: try Programs.serve(), toPath: "\(folder)/zpull-serve")
        chmod("\(folder)/zpull-serve", 0o755)
        let captured = try ChildProcess.capture(
            "/usr/bin/setpriv",
            ["--reuid", "nobody", "--clear-groups", "\(folder)/zpull-serve", "audit", "--json", "--zfs", pool.zfs])
        let answer = try JSONDecoder().decode(Answer.self, from: Data(captured.output))
        #expect(answer.account == "nobody")
        #expect(Set(answer.unknown.map(\.id)).isSuperset(of: ["K13", "S01", "S07", "S11"]))
        #expect(Set(answer.passed).isDisjoint(with: ["K13", "S01", "S07", "S11"]))
    }
}
