import Foundation
import SSH
import System
import Testing

@testable import TestSupport

@Suite struct ConnectTests {
    let server: AnsweringServer
    init() throws { server = try AnsweringServer() }

    @Test("a port that nothing listens on is refused")
    func refused() throws {
        let port = try Listener(isListening: false)
        let error = try failure(port: port.port)
        guard case .refused(_, reason: "127.0.0.1: Connection refused") = error else { throw error }
    }

    @Test("a name without an address is unresolved")
    func unresolved() throws {
        let error = try failure(host: String(repeating: "a", count: 64) + ".invalid", port: 22)
        guard case .unresolved = error else { throw error }
    }

    @Test("a server that says nothing is given up at the deadline")
    func silent() throws {
        let listener = try Listener()
        let start = Monotonic.now
        let error = try failure(port: listener.port, timeout: .milliseconds(400))
        guard case .timedOut(_, waitingFor: "an SSH banner", after: .milliseconds(400)) = error else { throw error }
        #expect((.milliseconds(390)...(.seconds(3))).contains(Monotonic.now - start))
    }

    @Test("a server that stops after its banner is given up at the deadline")
    func silentKeyExchange() throws {
        let listener = try Listener()
        let speaker = try Speaker(listener, "SSH-2.0-OpenSSH_9.2\r\n")
        let error = try failure(port: listener.port, timeout: .milliseconds(400))
        guard case .timedOut(_, waitingFor: "the key exchange", after: .milliseconds(400)) = error else { throw error }
        withExtendedLifetime(speaker) {}
    }

    @Test(
        "a server of another protocol is no SSH server",
        arguments: [
            "220 mail.example.net ESMTP\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "",
            String(repeating: "x", count: 9000),
        ])
    func notSSH(_ text: String) throws {
        let listener = try Listener()
        listener.say(text)
        let error = try failure(port: listener.port)
        guard case .notSSH = error else { throw error }
    }

    @Test("a connection that is cut before it begins fails, and so does one that was cut earlier")
    func interruptedBefore() throws {
        let interrupter = SSHInterrupter()
        interrupter.interrupt()
        #expect(throws: SSHError.connectionLost(try server.endpoint, detail: "interrupted")) {
            try server.connect(interrupter: interrupter)
        }
    }

    @Test("cutting the connection wakes a wait for an answer to the first packet")
    func interruptedWhileConnecting() throws {
        // The kernel completes one connection for a backlog of none, and lets the next one's packets fall.
        let listener = try Listener(backlog: 0)
        let first = try TCPConnection.open(host: "127.0.0.1", port: listener.port, timeout: .seconds(5))
        defer { _ = first.number }
        let interrupter = SSHInterrupter()
        Thread.detachNewThread {
            usleep(200_000)
            interrupter.interrupt()
        }
        let start = Monotonic.now
        let error = try failure(port: listener.port, timeout: .seconds(20), interrupter: interrupter)
        guard case .connectionLost(_, detail: "interrupted") = error else { throw error }
        #expect((.milliseconds(190)...(.seconds(5))).contains(Monotonic.now - start))
    }

    @Test("cutting the connection wakes a wait for the server's banner")
    func interruptedDuring() throws {
        let listener = try Listener()
        let interrupter = SSHInterrupter()
        Thread.detachNewThread {
            usleep(200_000)
            interrupter.interrupt()
        }
        let start = Monotonic.now
        let error = try failure(port: listener.port, timeout: .seconds(20), interrupter: interrupter)
        guard case .connectionLost(_, detail: "interrupted") = error else { throw error }
        #expect(Monotonic.now - start < .seconds(5))
    }

    @Test(
        "neither the user's ssh_config nor the machine's changes the host key check, the cipher or the way there",
        .enabled(if: geteuid() == 0, "needs root to mount"))
    func configurationIgnored() throws {
        let home = server.path("home")
        let marker = server.path("proxied")
        try FileManager.default.createDirectory(atPath: home + "/.ssh", withIntermediateDirectories: true)
        try server.write(
            "home/.ssh/config",
            "Host *\nStrictHostKeyChecking no\nProxyCommand touch \(marker)\nCiphers aes256-ctr\nUser nobody\n")
        try server.write("home/.ssh/known_hosts", "[127.0.0.1]:\(server.port) \(server.publicHostKey())\n")
        try server.write("empty", "")
        let userHome = try #require(getpwuid(getuid()).map { String(cString: $0.pointee.pw_dir) })
        let replacements = [userHome: home, "/etc/ssh/ssh_config": home + "/.ssh/config"]
        let (endpoint, identity, empty) = (try server.endpoint, server.identity, server.path("empty"))
        let pin = try HostKeyPin(server.publicHostKey())
        let cipher = try onOwnThread {
            try Namespace.replace(replacements)
            let error = #expect(throws: SSHError.self) {
                try SSHSession.connect(to: endpoint, hostKeys: .knownHosts(empty), identity: identity)
            }
            guard case .hostKeyUnknown = error else { throw error ?? .identityInvalid(path: "") }
            return try SSHSession.connect(to: endpoint, hostKeys: .pinned([pin]), identity: identity).cipher
        }
        #expect(cipher == "aes128-gcm@openssh.com")
        #expect(!FileManager.default.fileExists(atPath: marker))
    }

    @Test("sessions come and go without leaving descriptors, whoever ends them")
    func descriptors() throws {
        for _ in 0..<3 { _ = try server.connect() }
        #expect(descriptorsToServer() == 0)
        do {
            let session = try server.connect()
            #expect(descriptorsToServer() == 2)
            server.killSessions()
            #expect(throws: SSHError.self) { try session.exec("say x") }
        }
        #expect(descriptorsToServer() == 0)
        #expect(throws: SSHError.self) { try server.connect(hostKeys: .pinned([])) }
        #expect(descriptorsToServer() == 0)
    }

    @Test("no descriptor of a session reaches a child process")
    func closeOnExec() throws {
        let session = try server.connect()
        for descriptor in ours() { #expect(fcntl(descriptor, F_GETFD, 0) & FD_CLOEXEC != 0) }
        withExtendedLifetime(session) {}
    }

    private func failure(
        host: String = "127.0.0.1", port: UInt16, timeout: Duration = .seconds(10),
        interrupter: SSHInterrupter = SSHInterrupter()
    ) throws -> SSHError {
        let endpoint = try #require(SSHEndpoint(host: host, port: port, user: "zpull"))
        return try #require(throws: SSHError.self) {
            try SSHSession.connect(
                to: endpoint, hostKeys: .pinned([]), identity: server.identity, timeout: timeout,
                interrupter: interrupter)
        }
    }

    private func descriptorsToServer() -> Int { ours().count }

    /// Descriptors of this process that are connected to this test's sshd.
    private func ours() -> [Int32] {
        (0..<1024).filter { descriptor in
            var address = sockaddr_in()
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let result = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    getpeername(descriptor, $0, &size)
                }
            }
            // A broken connection has no peer any more, but it is still a TCP socket that is not listening.
            return result == 0 && UInt16(bigEndian: address.sin_port) == server.port
        }
    }
}
