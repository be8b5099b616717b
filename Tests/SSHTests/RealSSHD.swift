import Foundation
import SSH
import System
import Testing

@testable import TestSupport

/// A real sshd on 127.0.0.1, with a folder, keys and a port of its own, and a forced command that answers as asked. It
/// stops when the test lets go of it.
final class RealSSHD {
    let folder: URL
    private(set) var port: UInt16 = 0
    private var child: ChildProcess?

    /// - Parameters:
    ///   - hostKeys: types for ssh-keygen; sshd prefers them by an order of its own.
    ///   - options: further lines of sshd_config.
    init(hostKeys: [String] = ["ed25519"], options: [String] = []) throws {
        folder = try Scratch.folder()
        guard FileManager.default.isExecutableFile(atPath: "/usr/sbin/sshd") else {
            throw Trouble("these tests need /usr/sbin/sshd: apt-get install openssh-server")
        }
        // sshd refuses to start without it, and only the service's unit makes it.
        try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        for type in hostKeys {
            try run("/usr/bin/ssh-keygen", ["-q", "-t", type, "-N", "", "-C", "", "-f", path("host_\(type)")])
        }
        try run("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", identity])
        try write("answer", RealSSHD.answer)
        try run("/usr/bin/chmod", ["755", path("answer")])
        try authorize(publicKey: read("id.pub"))
        for _ in 0..<5 {
            port = try Listener.freePort()
            try write("sshd_config", configuration(hostKeys, options))
            if try start() { return }
        }
        throw Trouble("sshd does not start: \(log)")
    }

    deinit {
        // Sessions that are left to end by themselves leave no zombies, where process 1 does not reap.
        if !waitForSessions(.milliseconds(300)) {
            killSessions()
            _ = waitForSessions(.seconds(1))
        }
        child = nil
        try? FileManager.default.removeItem(at: folder)
    }

    private func waitForSessions(_ time: Duration) -> Bool {
        guard let identifier = child?.identifier else { return true }
        let deadline = Monotonic.now + time
        while !children(of: identifier).isEmpty {
            if deadline.hasPassed { return false }
            usleep(1000)
        }
        return true
    }

    var identity: String { path("id") }
    var endpoint: SSHEndpoint {
        get throws { try #require(SSHEndpoint(host: "127.0.0.1", port: port, user: NSUserName())) }
    }
    var log: String { (try? read("log")) ?? "" }
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: path(name), atomically: false, encoding: .utf8)
    }
    func read(_ name: String) throws -> String { try text(ofFile: path(name)) }

    func authorize(publicKey: String) throws {
        try write("authorized_keys", "restrict,command=\"\(path("answer"))\" \(publicKey)")
    }

    /// `ssh-ed25519 AAAA…`
    func publicHostKey(_ type: String = "ed25519") throws -> String {
        try read("host_\(type).pub").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// `SHA256:…`
    func fingerprint(_ type: String = "ed25519") throws -> String {
        let line = try run("/usr/bin/ssh-keygen", ["-l", "-f", path("host_\(type).pub")])
        return String(line.split(separator: " ")[1])
    }

    /// A session that everything is right for, unless told otherwise.
    func connect(
        hostKeys: HostKeyPolicy? = nil, identity: String? = nil, timeout: Duration = .seconds(10),
        interrupter: SSHInterrupter = SSHInterrupter()
    ) throws -> SSHSession {
        try SSHSession.connect(
            to: try endpoint, hostKeys: hostKeys ?? .pinned([HostKeyPin(publicHostKey())]),
            identity: identity ?? self.identity, timeout: timeout, interrupter: interrupter)
    }

    /// Kills the processes that serve our sessions, not the one that listens.
    func killSessions() {
        guard let identifier = child?.identifier else { return }
        for session in children(of: identifier) { kill(session, SIGKILL) }
    }

    private func children(of identifier: Int32) -> [Int32] {
        let list = try? text(ofFile: "/proc/\(identifier)/task/\(identifier)/children")
        return list?.split(separator: " ").compactMap { Int32($0) } ?? []
    }

    private func configuration(_ hostKeys: [String], _ options: [String]) -> String {
        let lines =
            options + hostKeys.map { "HostKey \(path("host_\($0)"))" } + [
                "Port \(port)", "ListenAddress 127.0.0.1", "PidFile none", "LogLevel VERBOSE", "UsePAM no", "UseDNS no",
                "StrictModes no", "AuthorizedKeysFile \(path("authorized_keys"))", "PasswordAuthentication no",
                "KbdInteractiveAuthentication no", "PermitRootLogin yes", "MaxStartups 100", "MaxSessions 10",
            ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// Returns false when something else has taken the port meanwhile.
    private func start() throws -> Bool {
        let output = try FileDescriptor(opening: path("log"), flags: O_CREAT | O_WRONLY | O_TRUNC | O_APPEND)
        child = try ChildProcess("/usr/sbin/sshd", ["-D", "-e", "-f", path("sshd_config")], error: output.number)
        let deadline = Monotonic.now + .seconds(10)
        while !log.contains("Server listening on") {
            var entries = [PollEntry(child?.descriptor.number ?? -1, POLLIN)]
            if try Poll.wait(&entries, until: .now + .milliseconds(5)) { return false }
            if deadline.hasPassed { throw Trouble("sshd does not listen: \(log)") }
        }
        return true
    }

    /// What the forced command does with the command that it was asked for.
    private static let answer = """
        #!/bin/sh
        set -- $SSH_ORIGINAL_COMMAND
        case $1 in
            exit) exit "$2" ;;
            kill) kill -9 $$ ;;
            echo) cat ;;
            say) shift; echo "$*" ;;
            file) cat "$2" ;;
            flood) head -c 8388608 /dev/zero | tr '\\0' e >&2; echo after ;;
            late) sleep 1; echo late ;;
            ready) echo ready; read nothing ;;
            endless) cat /dev/zero ;;
            deaf) echo ready; sleep 3 ;;
        esac
        """
}

enum Scratch {
    static func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("zpull-ssh-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        return folder
    }
}

extension SSHChannel {
    /// Everything on stdout to its end.
    func readToEnd(timeout: Duration = .seconds(10)) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            switch try read(into: buffer, timeout: timeout) {
            case .bytes(let count): bytes += buffer.prefix(count)
            case .timedOut: throw Trouble("nothing for \(timeout)")
            case .endOfFile: return bytes
            }
        }
    }

    /// The next bytes on stdout.
    func readOnce(timeout: Duration = .seconds(10)) throws -> ReadResult {
        var bytes = [UInt8](repeating: 0, count: 4096)
        return try bytes.withUnsafeMutableBytes { try read(into: $0, timeout: timeout) }
    }
}
