import Foundation
import System
import Testing

@testable import TestSupport
@testable import zfs_stand_in

@Suite("Connections that do not come about, each with its exit code")
struct ConnectionTests {
    let ring: Ring
    init() throws {
        ring = try Ring()
        try ring.source.snapshot("tank/data", "one")
    }

    /// Runs, fails, and finds that neither side has noticed.
    private func expect(
        code: Int32, saying words: String..., at location: SourceLocation = #_sourceLocation
    ) throws {
        let run = try ring.client("run")
        for word in words { run.expect(code: code, saying: word, at: location) }
        #expect(try ring.source.calls().isEmpty, sourceLocation: location)
        try ring.expectNothingReceived(at: location)
    }

    @Test("10: nothing listens on the port")
    func refused() throws {
        try ring.configure { $0.port = try Listener.freePort() }
        try expect(code: 10, saying: "refused the connection (127.0.0.1: Connection refused)")
    }

    @Test("10: the host's name has no address")
    func unresolved() throws {
        // A label of 64 letters is refused before any name server is asked.
        try ring.configure { $0.host = String(repeating: "a", count: 64) + ".invalid" }
        try expect(code: 10, saying: "cannot find the address of aaaa")
    }

    @Test("11: the host key is not the pinned one")
    func changed() throws {
        let other = "SHA256:" + String(repeating: "A", count: 43)
        try ring.configure { $0.hostKey = "host_key: \"\(other)\"" }
        try expect(code: 11, saying: "is not the expected one", "Nothing was sent")
        #expect(!ring.server.log.contains("Accepted publickey"))
    }

    @Test("11: known_hosts has another key of the same type")
    func changedInFile() throws {
        try run("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "\(ring.folder)/other"])
        let other = try text(ofFile: "\(ring.folder)/other.pub")
        try useKnownHosts("[127.0.0.1]:\(ring.server.port) \(other)")
        try expect(code: 11, saying: "another ssh-ed25519 key, in")
    }

    @Test("12: known_hosts does not have the host")
    func unknown() throws {
        try useKnownHosts(try ring.server.knownHost().replacing("127.0.0.1", with: "192.0.2.1"))
        try expect(code: 12, saying: "has no usable entry for [127.0.0.1]:\(ring.server.port)")
    }

    @Test("13: known_hosts is there and cannot be read")
    func unreadable() throws {
        // The configuration's check passes: it is a file of sorts.
        try ring.configure { $0.hostKey = "known_hosts: /dev/null" }
        try expect(code: 13, saying: "cannot read the host keys in /dev/null")
    }

    @Test("0: known_hosts has the host")
    func known() throws {
        try useKnownHosts(try ring.server.knownHost())
        try ring.pull()
    }

    private func useKnownHosts(_ text: String) throws {
        let path = "\(ring.folder)/known_hosts"
        try write(text, to: path)
        try ring.configure { $0.hostKey = "known_hosts: \(path)" }
    }

    @Test("14: the key is not authorised")
    func keyRefused() throws {
        try ring.server.authorize("")
        try expect(code: 14, saying: "refused the key SHA256:", "authorized_keys")
    }

    @Test("14: the key is for another address")
    func otherAddress() throws {
        try ring.authorize(serve: ["--dataset", "tank"], keyline: ["--from", "192.0.2.1"])
        try expect(code: 14, saying: "refused the key")
    }

    @Test("18: the identity has a passphrase")
    func encrypted() throws {
        let path = "\(ring.folder)/locked"
        try run("/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "secret", "-f", path])
        try ring.configure { $0.identity = path }
        try expect(code: 18, saying: "has a passphrase")
    }

    @Test("18: others may read the identity")
    func exposed() throws {
        chmod(ring.server.identity, 0o640)
        try expect(code: 18, saying: "mode 0640", "chmod 600")
    }

    @Test("18: the identity is no key")
    func noKey() throws {
        try ring.configure { $0.identity = "\(ring.server.identity).pub" }
        chmod("\(ring.server.identity).pub", 0o600)
        try expect(code: 18, saying: "was the .pub file meant?")
    }

    @Test("19: what listens is no SSH server")
    func notSSH() throws {
        let listener = try Listener()
        listener.say("HTTP/1.1 400 Bad Request\r\n\r\n")
        try ring.configure { $0.port = listener.port }
        try expect(code: 19, saying: "did not answer as an SSH server")
    }

    @Test("19: the server turns us away before its banner")
    func turnedAway() throws {
        let listener = try Listener()
        listener.say("")
        try ring.configure { $0.port = listener.port }
        try expect(code: 19, saying: "did not answer as an SSH server")
    }

    @Test("10: the server says nothing at all until the deadline")
    func silent() throws {
        let listener = try Listener()
        try ring.configure {
            $0.port = listener.port
            $0.more = ["connect_timeout: 1"]
        }
        try expect(code: 10, saying: "waited 1 s for an SSH banner")
    }
}
