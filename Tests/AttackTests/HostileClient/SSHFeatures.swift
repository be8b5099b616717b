import Foundation
import System

@testable import TestSupport

/// Something that ssh offers, and whether an attacker gets it: each of these works with a key that is not restricted.
struct SSHFeature: Sendable {
    let name: String
    /// Tries it; `true` when he has it.
    let succeeds: @Sendable (AttackersSSH) throws -> Bool

    static var all: [SSHFeature] { sessions + files + forwardings }

    // MARK: Shells and commands

    private static let question = "echo the$IFS''loot"

    private static let sessions = [
        SSHFeature(name: "a shell") { ssh in
            let script = "\(ssh.folder)/script"
            try write("\(question)\nexit\n", to: script)
            let file = try FileDescriptor(opening: script, flags: O_RDONLY)
            return try ssh.start(["-T", "127.0.0.1"], input: file.number).wait().output.contains(Loot.words)
        },
        SSHFeature(name: "a command") { try $0.run(["127.0.0.1", question]).output.contains(Loot.words) },
        SSHFeature(name: "a command without a terminal") {
            try $0.run(["-T", "127.0.0.1", question]).output.contains(Loot.words)
        },
        SSHFeature(name: "a terminal") { try $0.run(["-tt", "127.0.0.1", "tty"]).output.contains("/dev/pts") },
        SSHFeature(name: "a command in a terminal") {
            try $0.run(["-tt", "127.0.0.1", question]).output.contains(Loot.words)
        },
        SSHFeature(name: "a command as another session of one connection") { ssh in
            let master = try Master(ssh)
            return try master.run(["127.0.0.1", question]).output.contains(Loot.words)
        },
    ]

    // MARK: Files

    private static func fetches(
        _ name: String, _ fetch: @escaping @Sendable (AttackersSSH, _ from: String, _ to: String) throws -> Void
    )
        -> SSHFeature
    {
        SSHFeature(name: name) { ssh in
            let (from, to) = (ssh.ring.server.hostKeyFile(), ssh.files())
            try? fetch(ssh, from, to)
            return try access(to, F_OK) == 0 && text(ofFile: to) == text(ofFile: from)
        }
    }

    private static func brings(
        _ name: String, _ bring: @escaping @Sendable (AttackersSSH, _ from: String, _ to: String) throws -> Void
    )
        -> SSHFeature
    {
        SSHFeature(name: name) { ssh in
            let (from, to) = (ssh.files(), ssh.files())
            try write(Loot.words, to: from)
            try? bring(ssh, from, to)
            return access(to, F_OK) == 0
        }
    }

    private static func sftp(_ ssh: AttackersSSH, _ command: String) throws {
        let batch = ssh.files()
        try write(command + "\n", to: batch)
        try TestSupport.run("/usr/bin/sftp", ssh.options + ["-b", batch, "127.0.0.1"])
    }

    private static func rsync(_ ssh: AttackersSSH, _ from: String, _ to: String) throws {
        try TestSupport.run("/usr/bin/rsync", ["-e", (["ssh"] + ssh.options).joined(separator: " "), from, to])
    }

    private static let files = [
        fetches("a file by sftp") { try sftp($0, "get \($1) \($2)") },
        fetches("a file by scp") { try TestSupport.run("/usr/bin/scp", $0.options + ["127.0.0.1:\($1)", $2]) },
        fetches("a file by scp's old protocol") {
            try TestSupport.run("/usr/bin/scp", $0.options + ["-O", "127.0.0.1:\($1)", $2])
        },
        fetches("a file by rsync") { try rsync($0, "127.0.0.1:\($1)", $2) },
        brings("writing a file by sftp") { try sftp($0, "put \($1) \($2)") },
        brings("making a folder by sftp") { try sftp($0, "mkdir \($2)") },
        brings("a link by sftp") { try sftp($0, "ln -s /etc/passwd \($2)") },
        brings("writing a file by scp") { try TestSupport.run("/usr/bin/scp", $0.options + [$1, "127.0.0.1:\($2)"]) },
        brings("writing a file by scp's old protocol") {
            try TestSupport.run("/usr/bin/scp", $0.options + ["-O", $1, "127.0.0.1:\($2)"])
        },
        brings("writing a file by rsync") { try rsync($0, $1, "127.0.0.1:\($2)") },
    ]

    // MARK: Forwarding

    /// A service of the source's that only it can reach.
    private static func withService<Value>(_ body: (UInt16) throws -> Value) throws -> Value {
        let service = try Listener()
        service.say(Loot.words)
        defer {
            // The thread that says it ends with its first client, whoever that is.
            _ = try? TCPConnection.open(host: "127.0.0.1", port: service.port, timeout: .seconds(5))
        }
        return try body(service.port)
    }

    private static func reaches(
        _ name: String, saying bytes: [UInt8] = [],
        _ arguments: @escaping @Sendable (_ here: UInt16, _ there: UInt16) -> [String]
    )
        -> SSHFeature
    {
        SSHFeature(name: name) { ssh in
            try withService { service in
                let port = try Listener.freePort()
                let program = try ssh.start(["-N"] + arguments(port, service) + ["127.0.0.1"])
                defer { program.signal(SIGTERM) }
                return try AttackersSSH.heard(on: port, saying: bytes, while: program)?.contains(Loot.words) ?? false
            }
        }
    }

    private static let forwardings =
        ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"].map { host in
            SSHFeature(name: "what a port of \(host) says (-W)") { ssh in
                try withService { try ssh.run(["-W", "\(host):\($0)", "127.0.0.1"]).output.contains(Loot.words) }
            }
        } + [
            reaches("a local forwarding (-L)") { ["-L", "\($0):127.0.0.1:\($1)"] },
            reaches("a remote forwarding (-R)") { ["-R", "127.0.0.1:\($0):127.0.0.1:\($1)"] },
            reaches("a remote forwarding to all (-R '*')") { ["-R", "*:\($0):127.0.0.1:\($1)"] },
            SSHFeature(name: "a dynamic forwarding (-D)") { ssh in
                try withService { service in
                    let port = try Listener.freePort()
                    let program = try ssh.start(["-N", "-D", "\(port)", "127.0.0.1"])
                    defer { program.signal(SIGTERM) }
                    return try AttackersSSH.heard(on: port, saying: socks(service), while: program)?.contains(
                        Loot.words) ?? false
                }
            },
            SSHFeature(name: "a dynamic forwarding back (-R)") { ssh in
                try withService { service in
                    let port = try Listener.freePort()
                    let program = try ssh.start(["-N", "-R", "\(port)", "127.0.0.1"])
                    defer { program.signal(SIGTERM) }
                    return try AttackersSSH.heard(on: port, saying: socks(service), while: program)?.contains(
                        Loot.words) ?? false
                }
            },
            SSHFeature(name: "a socket on the source (-R path)") { ssh in
                let path = "/tmp/zpull-\(UUID().uuidString.prefix(8))"
                defer { unlink(path) }
                let program = try ssh.start(["-N", "-R", "\(path):127.0.0.1:1", "127.0.0.1"])
                defer { program.signal(SIGTERM) }
                while access(path, F_OK) != 0 {
                    if try program.hasEnded(within: .milliseconds(5)) { return false }
                }
                return true
            },
            SSHFeature(name: "a forwarding asked for later, over one connection") { ssh in
                try withService { service in
                    let master = try Master(ssh)
                    let port = try Listener.freePort()
                    let asked = try master.run(["-O", "forward", "-R", "\(port):127.0.0.1:\(service)", "127.0.0.1"])
                    return asked.ending == .exited(0)
                }
            },
        ]

    /// Network devices, only where one may be made at all (CAP_NET_ADMIN, capabilities(7)).
    static var tunnels: [SSHFeature] {
        let status = (try? text(ofFile: "/proc/self/status"))?.split(separator: "\n") ?? []
        let capabilities = status.first { $0.hasPrefix("CapEff:") }.flatMap { UInt64($0.dropFirst(8), radix: 16) }
        guard access("/dev/net/tun", R_OK | W_OK) == 0, (capabilities ?? 0) & 1 << 12 != 0 else { return [] }
        return [("ethernet", "tap"), ("point-to-point", "tun")].map { mode, device in
            SSHFeature(name: "a network of its own (-w), \(mode)") { ssh in
                let session = try HostileSession(
                    "/usr/bin/ssh", ssh.options + ["-o", "Tunnel=\(mode)", "-w", "71:72", "127.0.0.1", question])
                // It is asked for before the command is.
                try session.talk { !$0.received.isEmpty }
                return access("/sys/class/net/\(device)72", F_OK) == 0
            }
        }
    }

    /// A connection to a port of 127.0.0.1, as SOCKS 4 asks for it.
    private static func socks(_ port: UInt16) -> [UInt8] { [4, 1] + Frame.big(port) + [127, 0, 0, 1, 0] }
}

/// One connection, for many sessions.
final class Master {
    private let ssh: AttackersSSH
    private let socket: String
    private let program: RunningProgram

    init(_ ssh: AttackersSSH) throws {
        self.ssh = ssh
        // Unix sockets have short names only.
        socket = "/tmp/zpull-\(UUID().uuidString.prefix(8))"
        program = try ssh.start(["-N", "-M", "-S", socket, "127.0.0.1"])
        while access(socket, F_OK) != 0 {
            if try program.hasEnded(within: .milliseconds(5)) {
                throw Trouble("no connection: \(try program.wait().error)")
            }
        }
    }

    deinit {
        program.signal(SIGTERM)
        unlink(socket)
    }

    /// What leads a program of OpenSSH through it.
    var options: [String] { ["-S", socket] }

    func run(_ arguments: [String]) throws -> FinishedProgram { try ssh.run(options + arguments) }
}
