import Testing

@testable import zpull_client

/// How slips in what says where a source is are refused.
struct ConfigurationHostsTests {
    @Test("a source that cannot be reached safely is refused", arguments: hosts)
    func refused(slip: Slip) { #expect(refusal(of: slip.yaml) == slip.refusal) }
}

private let fingerprint = "SHA256:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfE"
private let pin = "known_hosts: /etc/zpull/known_hosts"
private let pinExpected =
    #""host_key" takes a fingerprint (SHA256: and 43 characters) or a public key (its type and its base64), or a "#
    + #"list of them"#

private let hosts: [Slip] = [
    Slip(
        "neither host_key nor known_hosts", "    \(pin)\n", "",
        #"c.yaml:2:5: a remote source needs the key "host_key" or "known_hosts"; on the source, "#
            + "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub prints the fingerprint: "
            + #"write host_key: "SHA256:…""#),
    Slip(
        "both host_key and known_hosts", source: "host_key: \(fingerprint)",
        #"c.yaml:6:5: "known_hosts": "host_key" says already which key to expect; keep one of the two"#),
    Slip(
        "a fingerprint that is too short", pin, "host_key: SHA256:abc",
        #"c.yaml:5:15: "host_key": a SHA256 fingerprint has 43 base64 characters behind "SHA256:", this one 3; "#
            + "copy it from ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on the source"),
    Slip(
        "a fingerprint in MD5", pin, "host_key: MD5:16:27:ac:a5",
        #"c.yaml:5:15: \#(pinExpected), not "MD5:16:27:ac:a5"; for example  host_key: "\#(fingerprint)""#),
    Slip(
        "a key without its base64", pin, "host_key: ssh-ed25519",
        #"c.yaml:5:15: \#(pinExpected), not "ssh-ed25519"; for example  host_key: "\#(fingerprint)""#),
    Slip(
        "a key of a type that nobody should use", pin, "host_key: ssh-dss AAAAB3Nz",
        #"c.yaml:5:15: \#(pinExpected), not "ssh-dss AAAAB3Nz"; for example  host_key: "\#(fingerprint)""#),
    Slip(
        "a key that is cut at its head", pin, "host_key: ssh-ed25519 C3NzaC1lZDI1NTE5",
        #"c.yaml:5:15: "host_key": what follows "ssh-ed25519" is not the base64 of a key; copy it whole, it "#
            + #"begins with AAAA"#
    ),
    Slip(
        "a key with = in its middle", pin, "host_key: ssh-ed25519 AAAA=B",
        #"c.yaml:5:15: "host_key": what follows "ssh-ed25519" is not the base64 of a key; copy it whole, it "#
            + #"begins with AAAA"#
    ),
    Slip(
        "a line of known_hosts", pin, "host_key: web1 ssh-ed25519 AAAAC3Nz",
        #"c.yaml:5:15: "host_key": a host's name stands before the key; write the type and the base64 alone"#),
    Slip(
        "a bad pin among good ones", pin, "host_key: [\(fingerprint), SHA256:short]",
        #"c.yaml:5:68: an entry of "host_key": a SHA256 fingerprint has 43 base64 characters behind "SHA256:", "#
            + #"this one 5; "#
            + "copy it from ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on the source"),
    Slip(
        "an empty list of pins", pin, "host_key: []",
        #"c.yaml:5:15: "host_key": the list is empty; for example  host_key: ["\#(fingerprint)"]"#),
    Slip(
        "a user in the host", "web1.example.net", "root@web1",
        #"c.yaml:3:11: "host": "root@web1" holds a user; write it under the key user"#),
    Slip(
        "a port in the host", "web1.example.net", "web1:2222",
        #"c.yaml:3:11: "host": "web1:2222" holds a port or brackets; the port belongs under the key port, the "#
            + #"address alone here"#
    ),
    Slip(
        "an address in brackets", "web1.example.net", #""[::1]""#,
        #"c.yaml:3:11: "host": "[::1]" holds a port or brackets; the port belongs under the key port, the "#
            + #"address alone here"#
    ),
    Slip(
        "a host that looks like an option", "web1.example.net", "-oProxyCommand=x",
        #"c.yaml:3:11: "host" takes a host name, an address or the word local, not "-oProxyCommand=x"; "#
            + "for example  host: web1.example.net"),
    Slip(
        "a zone behind a name", "web1.example.net", "web1%eth0",
        #"c.yaml:3:11: "host" takes a host name, an address or the word local, not "web1%eth0"; "#
            + "for example  host: web1.example.net"),
    Slip(
        "port 0", source: "port: 0",
        #"c.yaml:3:11: "port" takes a number from 1 to 65535, not the number 0; for example  port: 22"#),
    Slip(
        "a port beyond the last", source: "port: 65536",
        #"c.yaml:3:11: "port" takes a number from 1 to 65535, not the number 65536; for example  port: 22"#),
    Slip(
        "a user with a space", source: "user: z pull",
        #"c.yaml:3:11: "user" takes the name of a user, not "z pull"; for example  user: zpull"#),
    Slip(
        "a remote source with serve", source: "serve: /x",
        #"c.yaml:3:5: "serve": only host: local starts zpull-serve by its path; elsewhere the line in "#
            + "authorized_keys does. Leave it out"),
    Slip(
        "a local source with a port", source: "port: 22", in: localYAML,
        #"c.yaml:3:5: "port": host: local pulls without SSH, so there is no port; leave it out"#),
    Slip(
        "a local source with all that SSH needs",
        source: "{user: a, identity: /i, host_key: x, known_hosts: /k, connect_timeout: 1}".ssh, in: localYAML,
        ["user", "identity", "host_key", "known_hosts", "connect_timeout"].enumerated().map { line, key in
            #"c.yaml:\#(line + 3):5: "\#(key)": host: local pulls without SSH, so there is no \#(key); leave it out"#
        }.joined(separator: "\n")),
    Slip(
        "two sources of one name", "    datasets:\n      - remote: tank/data\n        local: backup/data\n",
        """
            datasets: [{ remote: tank/a, local: backup/a }]
          - name: here
            host: local
            datasets: [{ remote: tank/b, local: backup/b }]
        """, in: localYAML,
        #"c.yaml:5:11: the name "here" is taken by the source of line 2; give each its own"#),
    Slip(
        "a name that climbs out of its folder", "name: web1", "name: ../web1",
        #"c.yaml:2:11: "name" takes a name of letters, digits, - _ and . that begins with a letter or digit, not "#
            + #""../web1"; "#
            + "for example  name: web1"),
    Slip(
        "a name in another alphabet", "name: web1", "name: wéb",
        #"c.yaml:2:11: "name" takes a name of letters, digits, - _ and . that begins with a letter or digit, not "#
            + #""wéb"; "#
            + "for example  name: web1"),
]

extension String {
    /// `{a: 1, b: 2}` → its pairs as lines of a source.
    fileprivate var ssh: String {
        dropFirst().dropLast().split(separator: ", ").joined(separator: "\n    ")
    }
}
