import SSH
import Testing

@Suite struct HostKeyPinTests {
    static let fingerprint = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"
    static let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ7fRXzRBmQg7hXLBJrQ5rIqC0cIMl3rVwLqVkYk2d6f"

    @Test(
        "fingerprints and whole keys are pins, with or without padding and comment",
        arguments: [
            (fingerprint, fingerprint), (fingerprint + "=", fingerprint + "="),
            (key, key), (key + " root@web1\n", key),
        ])
    func accepted(_ text: String, _ description: String) throws {
        #expect(try HostKeyPin(text).description == description)
    }

    @Test(
        "what is no pin is refused with the reason",
        arguments: [
            ("", HostKeyPinError.empty),
            ("SHA256:47DEQpj8HBSa", .badFingerprint("SHA256:47DEQpj8HBSa")),
            // Its last character has bits beyond the 256.
            (String(fingerprint.dropLast()) + "V", .badFingerprint(String(fingerprint.dropLast()) + "V")),
            ("MD5:d4:1d:8c:d9", .unknownForm("MD5:d4:1d:8c:d9")),
            ("ssh-dss AAAA", .unknownForm("ssh-dss")),
            ("ssh-ed25519", .badKey(type: "ssh-ed25519")),
            ("ssh-ed25519 AAAA!", .badKey(type: "ssh-ed25519")),
            // An ed25519 key that calls itself RSA.
            ("ssh-rsa " + key.dropFirst(12), .badKey(type: "ssh-rsa")),
        ])
    func refused(_ text: String, _ error: HostKeyPinError) {
        #expect(throws: error) { try HostKeyPin(text) }
    }

    @Test(
        "a host or user that libssh could read otherwise is no endpoint",
        arguments: [
            ("", "zpull"), ("evil@web1", "zpull"), ("-oProxyCommand=x", "zpull"), ("web 1", "zpull"), ("web1:22x%", ""),
            ("web1\n", "zpull"), ("web1", "-l"), ("web1", "a b"), ("web1", "$(id)"), ("web1%n", "zpull"),
        ])
    func badEndpoint(_ host: String, _ user: String) {
        #expect(SSHEndpoint(host: host, user: user) == nil)
    }

    @Test("an endpoint is named as known_hosts and people name it")
    func endpointNames() throws {
        let plain = try #require(SSHEndpoint(host: "Web1", user: "zpull"))
        #expect([plain.description, plain.knownHostsName] == ["Web1:22", "web1"])
        let address = try #require(SSHEndpoint(host: "[2001:db8::1]", port: 2222, user: "zpull"))
        #expect([address.host, address.description] == ["2001:db8::1", "[2001:db8::1]:2222"])
        #expect(address.knownHostsName == "[2001:db8::1]:2222")
    }
}
