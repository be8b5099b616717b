import Testing

@testable import zpull_client

/// How texts that are no configuration at all are refused, and several problems at once.
struct ConfigurationDocumentTests {
    @Test("a text that is no configuration is refused", arguments: documents)
    func refused(text: String, message: String) { #expect(refusal(of: text) == message) }

    @Test("a key that is not on disk is answered with the command that makes one")
    func missingIdentity() {
        #expect(
            refusal(of: plainYAML, missing: ["/etc/zpull/id"])
                == #"c.yaml:4:15: "identity": there is no file "/etc/zpull/id" that this user can see; "#
                + "make it with  ssh-keygen -t ed25519 -N '' -f /etc/zpull/id")
    }

    @Test("a known_hosts that is not on disk is answered with the command that makes one")
    func missingKnownHosts() {
        #expect(
            refusal(of: plainYAML, missing: ["/etc/zpull/known_hosts"])
                == #"c.yaml:5:18: "known_hosts": there is no file "/etc/zpull/known_hosts" that this user can see; "#
                + "make it with  ssh-keyscan -t ed25519 web1.example.net > /etc/zpull/known_hosts, "
                + "and compare its fingerprint with the source's own")
    }

    @Test("a time zone that this machine has no rules for is answered with where they come from")
    func missingZone() {
        #expect(
            refusal(of: plainYAML + "time_zone: Europe/Berlim", missing: ["/usr/share/zoneinfo/Europe/Berlim"])
                == #"c.yaml:9:12: "time_zone": there is no file "/usr/share/zoneinfo/Europe/Berlim"; "#
                + "`timedatectl list-timezones` lists the zones, and Debian's package tzdata has them")
    }

    @Test("all problems of a file are reported together, in its order, each once")
    func together() {
        #expect(
            refusal(
                of: """
                    jobs: 0
                    sources:
                      - name: a b
                        host: 10
                        prot: 22
                        known_hosts: /kh
                        identity: id
                        datasets:
                          - { remote: tank@x, local: backup, exclude: &bad ["[x]"], recursive: true }
                          - { remote: tank/y, exclude: *bad, recursive: maybe }
                    metrics: zpull.prom
                    """)
                    == """
                    c.yaml:1:7: "jobs" takes a number from 1 to 64, not the number 0; for example  jobs: 2
                    c.yaml:3:11: "name" takes a name of letters, digits, - _ and . that begins with a letter or digit, \
                    not "a b"; for example  name: web1
                    c.yaml:4:11: "host" takes a string, not the number 10; in quotes it is one:  host: "10"
                    c.yaml:5:5: unknown key "prot", did you mean "port"?
                    c.yaml:7:15: "identity" takes an absolute path, not "id"; for example  identity: /etc/zpull/id_ed25519
                    c.yaml:9:19: "remote": "tank@x" is no dataset's name: it names a snapshot or bookmark; \
                    cut it before @ or #
                    c.yaml:9:57: an entry of "exclude": "[x]" can match nothing: names in ZFS hold no "[", \
                    and a pattern has only * for any run of characters and ? for one
                    c.yaml:10:9: a dataset needs the key "local"; for example  local: backup/web1/data
                    c.yaml:10:53: "recursive" takes true or false, not "maybe"; for example  recursive: true
                    c.yaml:11:10: "metrics" takes an absolute path, not "zpull.prom"; \
                    for example  metrics: /var/lib/prometheus/node-exporter/zpull.prom
                    """)
    }
}

private let documents: [(String, String)] = [
    ("", "c.yaml: holds no configuration; it needs at least  sources: [ … ], see README.md"),
    ("# nothing yet\n", "c.yaml: holds no configuration; it needs at least  sources: [ … ], see README.md"),
    ("just words", #"c.yaml:1:1: the file takes a mapping, not "just words"; for example  sources: [ … ]"#),
    ("- name: web1", "c.yaml:1:1: the file takes a mapping, not a list; for example  sources: [ … ]"),
    (
        "{}",
        #"c.yaml:1:1: the configuration needs the key "sources"; "#
            + "for example  sources: [{ name: web1, host: web1.example.net, … }]"
    ),
    (
        "jobs: [1, 2\nstate: /x",
        "c.yaml:2:6: not YAML: while parsing a flow sequence that begins at 1:7, did not find expected ',' or ']'"
    ),
    (
        "sources:\n\t- name: a",
        "c.yaml:2:1: not YAML: while scanning for the next token that begins at 2:1, "
            + "found character that cannot start any token; indent with spaces; a value that begins with @ or ` "
            + "belongs in quotes"
    ),
    (
        "state: /x\n\t/y: 2",
        "c.yaml:2:1: not YAML: while scanning a plain scalar that begins at 1:8, "
            + "found a tab character that violates indentation; YAML is indented with spaces"
    ),
    (
        "jobs: 2\n state: /x",
        "c.yaml:2:7: not YAML: mapping values are not allowed in this context; "
            + "look at the indentation; a value with a colon and a space in it belongs in quotes"
    ),
    (
        "exclude: [*/tmp]",
        "c.yaml:1:12: not YAML: while scanning an alias that begins at 1:11, "
            + #"did not find expected alphabetic or numeric character; a pattern that begins with * belongs in "#
            + #"quotes: "*/tmp""#
    ),
    (
        "snapshots: *daily",
        #"c.yaml:1:12: not YAML: found undefined alias; a pattern that begins with * belongs in quotes: "*/tmp""#
    ),
    (
        "jobs: 2\n---\njobs: 3",
        "c.yaml:2:1: not YAML: expected a single document in the stream that begins at 1:1, but found another "
            + "document; "
            + "one file holds one configuration; remove the line ---"
    ),
    ("jobs: 2\n# ü\0", "c.yaml:2:4: not YAML: control characters are not allowed"),
    ("jobs: 2\r\n# ü\0", "c.yaml:2:4: not YAML: control characters are not allowed"),
    ("jobs: 2\r# ü\u{2028}#\0", "c.yaml:3:2: not YAML: control characters are not allowed"),
]
