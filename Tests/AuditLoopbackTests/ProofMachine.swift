import Audit
import CLinux
import Foundation
import System

/// Keys, a forced command, ports to connect to and homes with a ~/.ssh/rc, for sshd processes that see these homes in the
/// place of the machine's own (in a mount namespace of theirs).
final class ProofMachine: Sendable {
    /// Besides root; known to the sshd processes only.
    static let account = "zpull-proof"
    private static let accountID: UInt32 = 4242

    let folder: String
    let keys: [(file: String, line: String)]
    /// Ports that answer.
    let targets: [LoopbackSocket]
    /// A port that nobody listens on.
    let listenPort: UInt16
    /// A program that tells how it was called, and its environment.
    var report: String { "\(folder)/report" }
    /// A Unix socket that answers.
    var socket: String { "\(folder)/socket" }
    /// Where everybody may make sockets.
    var sockets: String { "\(folder)/sockets" }
    private let unixSocket: FileDescriptor

    /// - Parameter folder: below one that everybody may enter.
    init(folder: String) throws {
        self.folder = folder
        mkdir("/run/sshd", 0o755)
        let types = ["ed25519", "ed25519", "rsa", "ecdsa"]
        keys = try types.enumerated().map { index, type in
            let file = "\(folder)/id\(index)"
            try run(
                "/usr/bin/ssh-keygen",
                ["-q", "-t", type, "-N", "", "-C", "", "-f", file] + (type == "rsa" ? ["-b", "2048"] : []))
            let words = try String(contentsOfFile: "\(file).pub", encoding: .utf8).split(separator: " ")
            return (file, words.prefix(2).joined(separator: " ").trimmingCharacters(in: .whitespacesAndNewlines))
        }
        try run("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "\(folder)/host"])
        targets = [try LoopbackSocket(), try LoopbackSocket()]
        listenPort = try LoopbackSocket(isListening: false).port
        unixSocket = try Self.listen("\(folder)/socket")
        for (home, id) in [("root", 0), (Self.account, Self.accountID)] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(home)/.ssh", withIntermediateDirectories: true)
            try "echo zpull-rc\n".write(toFile: "\(folder)/\(home)/.ssh/rc", atomically: false, encoding: .utf8)
            for path in ["", "/.ssh", "/.ssh/rc"] { chown("\(folder)/\(home)\(path)", id, id) }
        }
        try FileManager.default.createDirectory(atPath: sockets, withIntermediateDirectories: true)
        chmod(sockets, 0o1777)
        chmod(socket, 0o777)
        try "#!/bin/sh\necho zpull-forced\nenv\n".write(toFile: report, atomically: false, encoding: .utf8)
        chmod(report, 0o755)
        let users = try String(contentsOfFile: "/etc/passwd", encoding: .utf8)
        let id = Self.accountID
        try (users + "\(Self.account):*:\(id):\(id)::\(folder)/\(Self.account):/bin/sh\n")
            .write(toFile: "\(folder)/passwd", atomically: false, encoding: .utf8)
    }

    /// The account as the audit would find it.
    func entry(_ name: String) throws -> PasswdEntry {
        let users = try String(contentsOfFile: "\(folder)/passwd", encoding: .utf8)
        let entries = users.split(separator: "\n").compactMap { PasswdEntry(passwd: $0) }
        guard let entry = entries.first(where: { $0.name == name }) else { throw Trouble("no account \(name)") }
        return entry
    }

    /// Writes the files of a combination and its configuration, and returns the latter's path.
    func install(_ combination: Combination, in folder: String) throws -> String {
        for file in combination.keyFiles {
            try file.text.write(toFile: file.path, atomically: false, encoding: .utf8)
        }
        let fixed = [
            "HostKey \(self.folder)/host", "PidFile none", "LogLevel VERBOSE", "UsePAM no", "UseDNS no",
            "StrictModes no",
            "XAuthLocation /bin/true", "PasswordAuthentication no", "KbdInteractiveAuthentication no", "PrintMotd no",
        ]
        let path = "\(folder)/sshd_config"
        try ((fixed + combination.configuration).joined(separator: "\n") + "\n")
            .write(toFile: path, atomically: false, encoding: .utf8)
        return path
    }

    /// What sshd says that it would apply.
    func settings(_ configuration: String, account: String, address: String) throws -> SSHDSettings {
        try SSHDSettings(
            parsing: run(
                "/usr/sbin/sshd",
                [
                    "-T", "-f", configuration, "-C",
                    "user=\(account),host=\(address),addr=\(address),laddr=127.0.0.1,lport=22",
                ]))
    }

    /// Starts an sshd for one connection.
    func serve(_ connection: borrowing FileDescriptor, configuration: String, log: String) throws -> ChildProcess {
        let script = """
            mount --bind "$0/root" /root && mount --bind "$0/passwd" /etc/passwd && exec /usr/sbin/sshd -i -f "$1" -E "$2"
            """
        return try ChildProcess(
            "/usr/bin/unshare", ["-m", "/bin/sh", "-c", script, folder, configuration, log], input: connection.number,
            output: connection.number)
    }

    /// Takes what has connected to the targets meanwhile off their queues.
    func drain() {
        for target in targets { target.drain() }
    }

    private static func listen(_ path: String) throws -> FileDescriptor {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = FileDescriptor(owning: try retrying("socket") { CLinux.socket(AF_UNIX, type, 0) })
        let number = socket.number
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        try withUnsafePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                _ = try retrying("bind", path) { bind(number, pointer, socklen_t(MemoryLayout<sockaddr_un>.size)) }
            }
        }
        try retrying("listen", path) { CLinux.listen(number, 4096) }
        return socket
    }
}

struct Trouble: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// Runs a program to its end and returns what it printed.
@discardableResult
func run(_ program: String, _ arguments: [String]) throws -> String {
    let captured = try ChildProcess.capture(program, arguments)
    guard captured.ending.isSuccess else { throw Trouble("\(program) \(arguments): \(captured.error)") }
    return String(decoding: captured.output, as: UTF8.self)
}
