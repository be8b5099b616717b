import Foundation
import System

/// A real sshd on 127.0.0.1, with host keys, a user's key and a port of its own. It stops when the test lets go of it.
final class SSHServer {
    private let folder: String
    private(set) var port: UInt16 = 0
    private let hostKeys: [String]
    private var child: ChildProcess?

    var identity: String { "\(folder)/id" }
    var log: String { (try? text(ofFile: "\(folder)/sshd.log")) ?? "" }

    /// - Parameters:
    ///   - hostKeys: types for ssh-keygen; sshd prefers them by an order of its own.
    ///   - options: further lines of sshd_config.
    init(folder: String, hostKeys: [String] = ["ed25519"], options: [String] = []) throws {
        self.folder = folder
        self.hostKeys = hostKeys
        guard access("/usr/sbin/sshd", X_OK) == 0 else {
            throw Trouble("these tests need /usr/sbin/sshd: apt-get install openssh-server")
        }
        // sshd refuses to run as root without it, and only the service's unit makes it.
        if geteuid() == 0 { mkdir("/run/sshd", 0o755) }
        for type in hostKeys {
            try run("/usr/bin/ssh-keygen", ["-q", "-t", type, "-N", "", "-C", "", "-f", hostKeyFile(type)])
        }
        try run("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "loop", "-f", identity])
        // The shell's start-up files are those of this home, not of whoever runs the tests.
        mkdir(home, 0o700)
        try authorize("")
        for _ in 0..<5 {
            port = try Listener.freePort()
            try write((options + configuration).joined(separator: "\n") + "\n", to: "\(folder)/sshd_config")
            if try start() { return }
        }
        throw Trouble("sshd does not start: \(log)")
    }

    deinit {
        // Sessions that are left to end by themselves leave no zombies, where process 1 does not reap.
        if !waitForSessions(.seconds(2)) {
            killSessions()
            _ = waitForSessions(.seconds(2))
        }
        child = nil
    }

    /// The home folder of sessions.
    var home: String { "\(folder)/home" }

    /// The private half's path.
    func hostKeyFile(_ type: String = "ed25519") -> String { "\(folder)/host_\(type)" }

    /// `ssh-ed25519 AAAA…`, without the comment.
    func publicHostKey(_ type: String = "ed25519") throws -> String {
        try text(ofFile: hostKeyFile(type) + ".pub").split(whereSeparator: \.isWhitespace).prefix(2)
            .joined(separator: " ")
    }

    /// `SHA256:…`
    func fingerprint(_ type: String = "ed25519") throws -> String {
        let line = try run("/usr/bin/ssh-keygen", ["-l", "-f", hostKeyFile(type) + ".pub"])
        return String(line.split(separator: " ")[1])
    }

    /// A line of known_hosts.
    func knownHost(_ type: String = "ed25519") throws -> String {
        "[127.0.0.1]:\(port) \(try publicHostKey(type))\n"
    }

    /// Replaces authorized_keys.
    func authorize(_ lines: String) throws { try write(lines, to: "\(folder)/authorized_keys") }

    /// The processes that serve our sessions.
    var sessions: [Int32] {
        guard let listener = child?.identifier else { return [] }
        let list = try? text(ofFile: "/proc/\(listener)/task/\(listener)/children")
        return list?.split(separator: " ").compactMap { Int32($0) } ?? []
    }

    /// Kills the processes that serve our sessions, not the one that listens.
    func killSessions() {
        for session in sessions { kill(session, SIGKILL) }
    }

    /// Waits until sshd has logged something.
    func waitForLog(_ words: String) throws {
        let deadline = Monotonic.now + .seconds(20)
        while !log.contains(words) {
            if deadline.hasPassed { throw Trouble("sshd does not say “\(words)”: \(log)") }
            usleep(1000)
        }
    }

    private func waitForSessions(_ time: Duration) -> Bool {
        let deadline = Monotonic.now + time
        // They are children of sshd, which alone learns of their end: there is no event to wait for.
        while !sessions.isEmpty {
            if deadline.hasPassed { return false }
            usleep(1000)
        }
        return true
    }

    private var configuration: [String] {
        hostKeys.map { "HostKey \(hostKeyFile($0))" } + [
            "Port \(port)", "ListenAddress 127.0.0.1", "PidFile none", "LogLevel VERBOSE",
            "UsePAM no", "UseDNS no", "StrictModes no", "AuthorizedKeysFile \(folder)/authorized_keys",
            "AuthenticationMethods publickey", "PermitRootLogin yes", "MaxStartups 100", "MaxSessions 10",
            "Subsystem sftp internal-sftp", "SetEnv HOME=\(home) ZDOTDIR=\(home)",
        ]
    }

    /// Returns false when something else has taken the port meanwhile.
    private func start() throws -> Bool {
        let flags = O_CREAT | O_WRONLY | O_TRUNC | O_APPEND
        let output = try FileDescriptor(opening: "\(folder)/sshd.log", flags: flags)
        child = try ChildProcess("/usr/sbin/sshd", ["-D", "-e", "-f", "\(folder)/sshd_config"], error: output.number)
        let deadline = Monotonic.now + .seconds(20)
        while !log.contains("Server listening on") {
            var ended = [PollEntry(child?.descriptor.number ?? -1, POLLIN)]
            if try Poll.wait(&ended, until: .now + .milliseconds(5)) { return false }
            if deadline.hasPassed { throw Trouble("sshd does not listen: \(log)") }
        }
        return true
    }
}
