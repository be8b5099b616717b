import Foundation
import SSH
import System
import Testing

@testable import TestSupport

/// A real sshd with a folder of its own, whose forced command answers as asked.
final class AnsweringServer {
    let folder: URL
    private let server: SSHServer

    /// - Parameters:
    ///   - hostKeys: types for ssh-keygen; sshd prefers them by an order of its own.
    ///   - options: further lines of sshd_config.
    init(hostKeys: [String] = ["ed25519"], options: [String] = []) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("zpull-ssh-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        server = try SSHServer(folder: folder.path, hostKeys: hostKeys, options: options)
        try TestSupport.write(Self.answer, to: path("answer"), mode: 0o755)
        try authorize(publicKey: read("id.pub"))
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    var identity: String { server.identity }
    var port: UInt16 { server.port }
    var log: String { server.log }
    var endpoint: SSHEndpoint {
        get throws { try #require(SSHEndpoint(host: "127.0.0.1", port: port, user: NSUserName())) }
    }
    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
    func write(_ name: String, _ text: String) throws { try TestSupport.write(text, to: path(name)) }
    func read(_ name: String) throws -> String { try text(ofFile: path(name)) }

    func authorize(publicKey: String) throws {
        try server.authorize("restrict,command=\"\(path("answer"))\" \(publicKey)")
    }

    func publicHostKey(_ type: String = "ed25519") throws -> String { try server.publicHostKey(type) }
    func fingerprint(_ type: String = "ed25519") throws -> String { try server.fingerprint(type) }
    func killSessions() { server.killSessions() }

    /// A session that everything is right for, unless told otherwise.
    func connect(
        hostKeys: HostKeyPolicy? = nil, identity: String? = nil, timeout: Duration = .seconds(10),
        interrupter: SSHInterrupter = SSHInterrupter()
    ) throws -> SSHSession {
        try SSHSession.connect(
            to: try endpoint, hostKeys: hostKeys ?? .pinned([HostKeyPin(publicHostKey())]),
            identity: identity ?? self.identity, timeout: timeout, interrupter: interrupter)
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
