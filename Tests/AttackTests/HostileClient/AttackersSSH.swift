import Foundation
import System

@testable import TestSupport

/// OpenSSH's own client in the attacker's hands: the ring's key, and a folder of his own.
final class AttackersSSH {
    let ring: Ring
    let folder: String

    init(_ ring: Ring) throws {
        self.ring = ring
        folder = "\(ring.folder)/attacker"
        mkdir(folder, 0o700)
        try write(try ring.server.knownHost(), to: "\(folder)/known_hosts")
    }

    /// What every program of OpenSSH takes.
    var options: [String] {
        let options = [
            "BatchMode=yes", "IdentitiesOnly=yes", "StrictHostKeyChecking=yes", "ExitOnForwardFailure=yes",
            "UserKnownHostsFile=\(folder)/known_hosts", "LogLevel=ERROR", "Port=\(ring.server.port)",
            "IdentityFile=\(ring.server.identity)", "XAuthLocation=/bin/true",
        ]
        return ["-F", "none"] + options.flatMap { ["-o", $0] }
    }

    /// Beginning of the path of two files for one run's output.
    func files() -> String { "\(folder)/\(UUID().uuidString)" }

    func start(
        _ arguments: [String], environment: [String] = ChildProcess.plainEnvironment, input: Int32? = nil
    ) throws -> RunningProgram {
        try RunningProgram(
            "/usr/bin/ssh", options + arguments, files: files(), environment: environment, input: input)
    }

    func run(_ arguments: [String]) throws -> FinishedProgram { try start(arguments).wait() }

    /// A session that goes through sshd.
    func session(_ arguments: [String] = [], environment: [String] = ChildProcess.plainEnvironment) throws
        -> HostileSession
    {
        try HostileSession("/usr/bin/ssh", options + arguments + ["127.0.0.1"], environment: environment)
    }

    /// What a port of this machine says, when something listens there before the program has ended; else `nil`.
    static func heard(on port: UInt16, saying bytes: [UInt8] = [], while program: RunningProgram) throws -> String? {
        while try !program.hasEnded(within: .milliseconds(5)) {
            guard let socket = try? TCPConnection.open(host: "127.0.0.1", port: port, timeout: .seconds(5)) else {
                continue
            }
            try IO.writeAll(socket.number, bytes)
            return try text(from: socket.number)
        }
        return nil
    }

    /// What comes until the other end closes, or has said all that it says.
    private static func text(from socket: Int32) throws -> String {
        var (all, chunk) = ([UInt8](), [UInt8](repeating: 0, count: 4096))
        var entries = [PollEntry(socket, POLLIN)]
        while try Poll.wait(&entries, until: .now + .seconds(10)),
            case .bytes(let count)? = try? IO.read(socket, into: &chunk)
        {
            all += chunk[..<count]
            if String(decoding: all, as: UTF8.self).contains(Loot.words) { break }
        }
        return String(decoding: all, as: UTF8.self)
    }
}

/// What the attacker is after.
enum Loot {
    static let words = "the loot"
}
