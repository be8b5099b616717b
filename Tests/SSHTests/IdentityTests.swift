import Foundation
import SSH
import Testing

@testable import TestSupport

@Suite struct IdentityTests {
    let server: AnsweringServer
    init() throws { server = try AnsweringServer() }

    @Test("a private key that others could read is refused", arguments: ["640", "604", "602"])
    func exposed(_ mode: String) throws {
        try run("/usr/bin/chmod", [mode, server.identity])
        #expect(throws: SSHError.identityExposed(path: server.identity, mode: UInt32(mode, radix: 8)!)) {
            try server.connect()
        }
    }

    @Test("a private key that belongs to another user is refused", .enabled(if: geteuid() == 0, "needs root to chown"))
    func otherOwner() throws {
        chown(server.identity, 65534, 65534)
        #expect(throws: SSHError.identityOfOtherOwner(path: server.identity, owner: 65534)) { try server.connect() }
    }

    @Test("a private key with a passphrase is refused without a prompt", arguments: ["RFC4716", "PEM", "PKCS8"])
    func encrypted(_ format: String) throws {
        let path = server.path("secret")
        try run("/usr/bin/ssh-keygen", ["-q", "-t", "ecdsa", "-m", format, "-N", "open sesame", "-f", path])
        #expect(throws: SSHError.identityEncrypted(path: path)) { try server.connect(identity: path) }
    }

    @Test("what is no private key is refused")
    func invalid() throws {
        chmod(server.path("id.pub"), 0o600)
        #expect(throws: SSHError.identityInvalid(path: server.path("id.pub"))) {
            try server.connect(identity: server.path("id.pub"))
        }
        #expect(throws: SSHError.identityMissing(path: server.path("no"))) {
            try server.connect(identity: server.path("no"))
        }
        mkfifo(server.path("fifo"), 0o600)
        #expect(throws: SSHError.identityUnreadable(path: server.path("fifo"), reason: "not a regular file")) {
            try server.connect(identity: server.path("fifo"))
        }
    }

    @Test("a key in PEM form logs in, and nothing is written beside it")
    func pem() throws {
        try run("/usr/bin/ssh-keygen", ["-q", "-t", "rsa", "-m", "PEM", "-N", "", "-f", server.path("pem")])
        try server.authorize(publicKey: server.read("pem.pub"))
        try FileManager.default.removeItem(atPath: server.path("pem.pub"))
        let before = try FileManager.default.contentsOfDirectory(atPath: server.folder.path).sorted()
        _ = try server.connect(identity: server.path("pem"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: server.folder.path).sorted() == before)
    }

    @Test("a key that the server does not know is refused, with the user, its fingerprint and the server's methods")
    func refused() throws {
        let authorized = try server.read("id.pub")
        try run("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", server.path("stranger")])
        try #require(!server.read("stranger.pub").contains(authorized))
        let error = try #require(throws: SSHError.self) { try server.connect(identity: server.path("stranger")) }
        let line = try run("/usr/bin/ssh-keygen", ["-l", "-f", server.path("stranger.pub")])
        let fingerprint = String(line.split(separator: " ")[1])
        let endpoint = try server.endpoint
        #expect(error == .authenticationRefused(endpoint, fingerprint: fingerprint, methods: ["publickey"]))
        #expect(error.description.contains("user \(try server.endpoint.user)"))
    }

    @Test("a server that wants a second proof is told apart from one that refuses the key")
    func incomplete() throws {
        let server = try AnsweringServer(options: ["AuthenticationMethods publickey,publickey"])
        let error = try #require(throws: SSHError.self) { try server.connect() }
        #expect(error == .authenticationIncomplete(try server.endpoint, methods: ["publickey"]))
    }

    @Test("a running agent is not asked, even when our key is refused")
    func agent() throws {
        let agent = try ChildAgent(server.path("agent"))
        setenv("SSH_AUTH_SOCK", agent.path, 1)
        defer { unsetenv("SSH_AUTH_SOCK") }
        try run("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", server.path("stranger")])
        #expect(throws: SSHError.self) { try server.connect(identity: server.path("stranger")) }
        _ = try server.connect()
        #expect(!agent.wasAsked)
    }
}

/// A socket in an agent's place that only tells whether anybody came.
private final class ChildAgent {
    let path: String
    private let socket: Int32

    init(_ path: String) throws {
        self.path = path
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        socket = Foundation.socket(AF_UNIX, type, 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        try withUnsafeMutableBytes(of: &address.sun_path) {
            guard path.utf8.count < $0.count else { throw Trouble("\(path) is too long") }
            $0.copyBytes(from: path.utf8)
        }
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0, listen(socket, 4) == 0 else { throw Trouble("cannot listen on \(path)") }
    }

    deinit { close(socket) }

    var wasAsked: Bool { accept(socket, nil, nil) >= 0 }
}
