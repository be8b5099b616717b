import Testing

@testable import zpull_serve

@Suite("zpull-serve as a login shell")
struct LoginShellTests {
    /// The options of `serve`, or what it says.
    private func asked(_ arguments: [String], original: String? = "anything") -> String {
        do {
            return try LoginShell.serveArguments(arguments, original: original).joined(separator: "|")
        } catch { return "\(error)" }
    }

    @Test("serves the forced command, whatever the client asked for", arguments: ["", "id", "zpull", "; reboot"])
    func serves(original: String) {
        #expect(
            asked(["-c", "/usr/libexec/zpull/zpull-serve serve --id b --dataset 'tank/my data'"], original: original)
                == "--id|b|--dataset|tank/my data")
    }

    @Test("takes no command of the client's own, not even the right one")
    func ownCommand() {
        #expect(
            asked(["-c", "zpull-serve serve --id b --dataset tank"], original: nil).contains(
                "this key no forced command"))
    }

    @Test(
        "runs no other forced command",
        arguments: [
            "id", "/bin/sh", "serve", "", " ", "zpull-serve", "zpull-serve keyline KEY.pub", "zpull-serve --help",
            "/bin/sh serve --id b", "zpull-server serve --id b", "evil/zpull-serve-not serve", "zpull-serve serve; id",
            "zpull-serve serve --id $(id)", "/usr/lib/openssh/sftp-server", "zpull-serve -c 'zpull-serve serve'",
        ])
    func otherCommand(command: String) {
        #expect(asked(["-c", command]).contains("runs no forced command but"))
    }

    @Test("runs no zfs that is not installed, as whoever can set SSH_ORIGINAL_COMMAND could name one")
    func otherZFS() throws {
        try LoginShell.check(policy("--dataset tank"))
        try LoginShell.check(policy("--dataset tank --zfs /usr/local/sbin/zfs"))
        for path in ["/home/zpull/zfs", "/usr/../home/zpull/zfs", "/usrs/zfs"] {
            #expect(throws: UsageError.self) { try LoginShell.check(policy("--dataset tank --zfs \(path)")) }
        }
    }

    @Test("is no shell", arguments: [[], ["-c"], ["-l"], ["-i"], ["-c", "a", "b"], ["--login"], ["script"]])
    func noShell(arguments: [String]) {
        #expect(asked(arguments).contains("this account has no shell"))
    }
}
