import Foundation
import SSH
import Testing

@testable import TestSupport

@Suite struct HostKeyTests {
    @Test("a server is accepted by its pinned fingerprint")
    func fingerprint() throws {
        let server = try AnsweringServer()
        defer { withExtendedLifetime(server) {} }
        let session = try server.connect(hostKeys: .pinned([HostKeyPin(server.fingerprint())]))
        #expect(try session.hostKey.fingerprint == server.fingerprint())
        #expect(session.cipher == "aes128-gcm@openssh.com")
    }

    @Test(
        "a server with several keys is asked for the one whose whole key is pinned",
        arguments: ["ed25519", "ecdsa", "rsa"])
    func wholeKey(_ type: String) throws {
        let server = try AnsweringServer(hostKeys: ["rsa", "ecdsa", "ed25519"])
        let key = try server.publicHostKey(type)
        let session = try server.connect(hostKeys: .pinned([HostKeyPin(key)]))
        #expect(key == "\(session.hostKey.type) \(session.hostKey.base64)")
    }

    @Test("a server with another key than the pinned one is refused, and learns nothing about us")
    func changed() throws {
        let server = try AnsweringServer()
        let other = try AnsweringServer()
        let pin = try HostKeyPin(other.fingerprint())
        let error = try #require(throws: SSHError.self) { try server.connect(hostKeys: .pinned([pin])) }
        guard case .hostKeyChanged(_, let offered, expected: pin.description) = error else { throw error }
        #expect(try offered.fingerprint == server.fingerprint())
        #expect(error.description.contains("127.0.0.1:\(server.port)"))
        #expect(try error.description.contains(server.fingerprint()))
        #expect(error.description.contains(pin.description))
        #expect(!server.log.contains("publickey"))
    }

    @Test("a pin of a type that the server has no key of fails in the key exchange")
    func otherType() throws {
        let server = try AnsweringServer()
        let other = try AnsweringServer(hostKeys: ["ecdsa"])
        let pin = try HostKeyPin(other.publicHostKey("ecdsa"))
        let error = try #require(throws: SSHError.self) { try server.connect(hostKeys: .pinned([pin])) }
        guard case .keyExchangeFailed = error else { throw error }
    }

    @Test("an empty list of pins accepts nobody")
    func noPins() throws {
        let server = try AnsweringServer()
        let error = try #require(throws: SSHError.self) { try server.connect(hostKeys: .pinned([])) }
        guard case .hostKeyChanged = error else { throw error }
    }
}

@Suite struct KnownHostsTests {
    let server: AnsweringServer
    init() throws { server = try AnsweringServer(hostKeys: ["ed25519", "ecdsa"]) }

    @Test("a server is accepted by its entry in known_hosts, plain or hashed, and in a path with a percent sign")
    func accepted() throws {
        try server.write("known%dhosts", "[127.0.0.1]:\(server.port) \(server.publicHostKey("ecdsa"))\n")
        #expect(try connect("known%dhosts").hostKey.type == "ecdsa-sha2-nistp256")
        try run("/usr/bin/ssh-keygen", ["-q", "-H", "-f", server.path("known%dhosts")])
        #expect(try server.read("known%dhosts").hasPrefix("|1|"))
        #expect(try connect("known%dhosts").hostKey.type == "ecdsa-sha2-nistp256")
    }

    @Test("a server with another key than known_hosts has is refused")
    func changed() throws {
        let other = try AnsweringServer()
        try server.write("known_hosts", "[127.0.0.1]:\(server.port) \(other.publicHostKey())\n")
        let error = try #require(throws: SSHError.self) { try connect("known_hosts") }
        guard case .hostKeyChanged(_, let offered, _) = error else { throw error }
        #expect(offered.type == "ssh-ed25519")
    }

    @Test("a server that known_hosts does not have is refused, with the line to add once it is checked")
    func unknown() throws {
        // Known, but on another port.
        try server.write("known_hosts", "127.0.0.1 \(server.publicHostKey())\n")
        let error = try #require(throws: SSHError.self) { try connect("known_hosts") }
        guard case .hostKeyUnknown(let endpoint, let offered, _) = error else { throw error }
        let line = offered.knownHostsLine(for: endpoint)
        #expect(error.description.contains(line))
        #expect(error.description.contains("by another way"))
        #expect(!server.log.contains("publickey"))
        try server.write("known_hosts", line + "\n")
        #expect(try connect("known_hosts").hostKey == offered)
    }

    @Test("a server that known_hosts has by another type of key only is refused")
    func otherType() throws {
        let ed25519 = try AnsweringServer()
        let rsa = try AnsweringServer(hostKeys: ["rsa"])
        try ed25519.write("known_hosts", "[127.0.0.1]:\(ed25519.port) \(rsa.publicHostKey("rsa"))\n")
        let error = try #require(throws: SSHError.self) {
            try ed25519.connect(hostKeys: .knownHosts(ed25519.path("known_hosts")))
        }
        guard case .hostKeyOfOtherType = error else { throw error }
    }

    @Test("a revoked key is refused although it has an entry")
    func revoked() throws {
        let key = try server.publicHostKey()
        try server.write("known_hosts", "[127.0.0.1]:\(server.port) \(key)\n@revoked * \(key)\n")
        let error = try #require(throws: SSHError.self) { try connect("known_hosts") }
        guard case .hostKeyRevoked = error else { throw error }
    }

    @Test("a known_hosts that is missing, or a folder, is an error of its own", arguments: ["nothing", ""])
    func missing(_ name: String) throws {
        let error = try #require(throws: SSHError.self) { try connect(name) }
        guard case .knownHostsUnreadable(path: server.path(name), _) = error else { throw error }
    }

    private func connect(_ file: String) throws -> SSHSession {
        try server.connect(hostKeys: .knownHosts(server.path(file)))
    }
}
