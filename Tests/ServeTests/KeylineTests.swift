import Foundation
import System
import Testing

@testable import zpull_serve

@Suite("The line for authorized_keys")
struct KeylineTests {
    private static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJhY2t1cA backup1"

    /// The line, or what it is refused with.
    private func line(_ arguments: [String], key: String = KeylineTests.key) -> String {
        let path = FileManager.default.temporaryDirectory.appending(path: "zpull-\(UUID().uuidString).pub").path
        defer { unlink(path) }
        do {
            try Data(key.utf8).write(to: URL(filePath: path))
            return try KeylineCommand.text(arguments + [path])
        } catch { return "\(error)" }
    }

    private let least = ["--id", "backup1", "--dataset", "tank/data"]

    @Test("restricts the key to one command")
    func restricts() {
        #expect(
            line(least)
                == "restrict,command=\"/usr/libexec/zpull/zpull-serve serve --id backup1 --dataset tank/data\" "
                + Self.key)
    }

    @Test("is told in its parts too, for programs")
    func json() throws {
        let text = line(["--json", "--from", "192.0.2.10"] + least)
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: String]
        #expect(
            object == [
                "options": "restrict,from=\"192.0.2.10\",command=\"/usr/libexec/zpull/zpull-serve serve --id backup1 "
                    + "--dataset tank/data\"",
                "key": Self.key, "line": line(["--from", "192.0.2.10"] + least),
            ])
    }

    @Test("carries every option of serve as it was given")
    func options() {
        let options = ["--recursive", "--raw", "--max-rate", "1000000", "--idle", "60", "--zfs", "/usr/sbin/zfs"]
        #expect(line(least + options).contains("tank/data \(options.joined(separator: " "))\" ssh-ed25519"))
    }

    @Test("quotes what the account's shell would take apart")
    func quoting() {
        let found = line(["--id", "a", "--dataset", "tank/my data", "--exclude", "*/tmp", "--snapshots", "auto_?"])
        #expect(
            found.contains("--dataset 'tank/my data' --exclude '*/tmp' --snapshots 'auto_?'\" ssh-ed25519"))
    }

    @Test("names another program and the addresses that may come")
    func programAndAddresses() {
        #expect(
            line(
                ["--program", "/opt/zpull-serve", "--from", "192.0.2.10,2001:db8::/32,!192.0.2.1,*.example.net"] + least
            )
            .hasPrefix(
                "restrict,from=\"192.0.2.10,2001:db8::/32,!192.0.2.1,*.example.net\","
                    + "command=\"/opt/zpull-serve serve --id backup1"))
    }

    /// What a shell makes of the command is what was asked for, whatever stands in the words.
    @Test(
        "survives the shell that sshd hands it to",
        arguments: [
            "plain", "a b", "*", "?", "$HOME", "$(id)", "`id`", "'", "a'b", "''", "\"", "\\", "\\\"", "a;b", "#", "~",
            "-n", "",
            "{a,b}", "!x", "x\\",
        ])
    func shell(word: String) throws {
        let command = ["/usr/bin/printf", "%s|", word, "end"].map(Keyline.shellQuoted).joined(separator: " ")
        let captured = try ChildProcess.capture("/bin/sh", ["-c", command])
        #expect(String(decoding: captured.output, as: UTF8.self) == "\(word)|end|")
    }

    /// sshd ends a quoted option at the first " without a backslash before it (opt_dequote in auth-options.c).
    @Test(
        "gives a program's path nothing to break out with",
        arguments: ["/usr/x';reboot;'", "/usr/x\"", "/usr/x\\", "/a$b`c"])
    func hostilePath(path: String) throws {
        let found = line(least + ["--zfs", path])
        let (open, close) = ("command=\"", "\" \(Self.key)")
        try #require(found.contains(open) && found.hasSuffix(close))
        let quoted = found.dropFirst("restrict,\(open)".count).dropLast(close.count)
        // As sshd reads it: a " may stand only behind a backslash, and the last character may not be a backslash.
        let command = quoted.replacing("\\\"", with: "\u{0}")
        #expect(!command.contains("\"") && !command.hasSuffix("\\"))
        let shown = "set -f; set -- \(command.replacing("\u{0}", with: "\"")); for w; do printf '%s\\n' \"$w\"; done"
        let words = try ChildProcess.capture("/bin/sh", ["-c", shown])
        #expect(String(decoding: words.output, as: UTF8.self).hasSuffix("--zfs\n\(path)\n"))
    }

    @Test(
        "is refused with addresses that could end the option, or are none",
        arguments: ["", "\"", "192.0.2.1\",command=\"sh", "192.0.2.1 ", "a\nb", "$x", "a;b", "ä"])
    func addresses(from: String) {
        #expect(
            line(["--from", from] + least)
                == "--from takes addresses between commas, such as 192.0.2.10,2001:db8::/32")
    }

    @Test(
        "is refused for a program that is not one word of an absolute path",
        arguments: ["zpull-serve", "/a b", "/a'b", ""])
    func program(path: String) {
        #expect(
            line(["--program", path] + least)
                == "--program takes the absolute path of zpull-serve, without spaces or quotes")
    }

    @Test("is refused for options that serve would refuse, in the same words")
    func badOptions() {
        #expect(line(["--id", "a"]) == "--dataset is missing; name what may be sent: --dataset tank/data")
        #expect(line(least + ["--nope"]) == "unknown option “--nope” of serve; see zpull-serve --help")
    }

    @Test("needs a key file, last")
    func keyFile() {
        for arguments in [[], ["--id", "a", "--recursive"]] {
            #expect(throws: UsageError("name the public key's file last, or - for standard input")) {
                try KeylineCommand.text(arguments)
            }
        }
        #expect(throws: SystemError("open", "/no/such.pub", number: ENOENT)) {
            try KeylineCommand.text(least + ["/no/such.pub"])
        }
    }

    @Test(
        "takes a public key of any type, with or without comment, remarks above it left out",
        arguments: [
            ("ssh-ed25519 AAAAC3Nz", "ssh-ed25519 AAAAC3Nz"), ("ssh-rsa AAAAB3 me@host\n", "ssh-rsa AAAAB3 me@host"),
            ("ecdsa-sha2-nistp256 AAAAE2 a b c\r\n", "ecdsa-sha2-nistp256 AAAAE2 a b c"),
            ("sk-ssh-ed25519@openssh.com AAAAG x", "sk-ssh-ed25519@openssh.com AAAAG x"),
            ("# a remark\n\nssh-ed25519 AAAAC3Nz x\n", "ssh-ed25519 AAAAC3Nz x"),
        ])
    func keys(text: String, expected: String) {
        #expect(line(least, key: text).hasSuffix("\" \(expected)"))
    }

    @Test(
        "is refused for what is no public key",
        arguments: [
            ("", "the key file must hold one public key, as `ssh-keygen` writes it to KEY.pub"),
            (
                "ssh-ed25519 AAAA a\nssh-ed25519 AAAA b\n",
                "the key file must hold one public key, as `ssh-keygen` writes it to KEY.pub"
            ),
            (
                "command=\"sh\" ssh-ed25519 AAAA x",
                "“command=\"sh\" ssh-ed25519 AAAA x…” is not a public key; give the file that ends in .pub, without "
                    + "options before the key"
            ),
            (
                "ssh-ed25519",
                "“ssh-ed25519…” is not a public key; give the file that ends in .pub, without options before the key"
            ),
            (
                "ssh-ed25519 BBBB",
                "“ssh-ed25519 BBBB…” is not a public key; give the file that ends in .pub, without options before the "
                    + "key"
            ),
            (
                "ssh-ed25519 AAAA x\ty",
                "“ssh-ed25519 AAAA x\ty…” is not a public key; give the file that ends in .pub, without options before "
                    + "the key"
            ),
        ])
    func badKeys(text: String, expected: String) {
        #expect(line(least, key: text) == expected)
    }

    @Test("is refused for a private key, which is not shown")
    func privateKey() {
        let text = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----\n"
        #expect(line(least, key: text) == "the key file must hold one public key, as `ssh-keygen` writes it to KEY.pub")
    }
}
