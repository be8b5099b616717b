import Testing

@testable import zpull_client

/// How values of the wrong type are refused.
struct ConfigurationTypesTests {
    @Test("a value of the wrong type is refused with an example of the right one", arguments: types)
    func refused(slip: Slip) { #expect(refusal(of: slip.yaml) == slip.refusal) }
}

private let types: [Slip] = [
    Slip(
        "a number for a host", "web1.example.net", "10",
        #"c.yaml:3:11: "host" takes a string, not the number 10; in quotes it is one:  host: "10""#),
    Slip(
        "a truth value for a name", "name: web1", "name: no",
        #"c.yaml:2:11: "name" takes a string, not the truth value no; in quotes it is one:  name: "no""#),
    Slip(
        "a date for a name", "name: web1", "name: 2026-11-23",
        #"c.yaml:2:11: "name" takes a string, not the date 2026-11-23; in quotes it is one:  name: "2026-11-23""#),
    Slip(
        "a number for a pattern", source: "snapshots: [2026]",
        #"c.yaml:3:17: an entry of "snapshots" takes a string, not the number 2026; in quotes it is one:  - "2026""#),
    Slip(
        "nothing for a path", "identity: /etc/zpull/id", "identity:",
        #"c.yaml:4:14: "identity" takes an absolute path, not nothing; for example  identity: /etc/zpull/id_ed25519"#),
    Slip(
        "an empty string", "web1.example.net", "''",
        #"c.yaml:3:11: "host" takes a host name, an address or the word local, not ""; for example  host: "#
            + #"web1.example.net"#
    ),
    Slip(
        "a list for a path", "/etc/zpull/id", "[/etc/zpull/id]",
        #"c.yaml:4:15: "identity" takes an absolute path, not a list; for example  identity: /etc/zpull/id_ed25519"#),
    Slip(
        "a mapping for a path", "/etc/zpull/id", "{ file: /etc/zpull/id }",
        #"c.yaml:4:15: "identity" takes an absolute path, not a mapping; for example  identity: "#
            + #"/etc/zpull/id_ed25519"#),
    Slip(
        "a path that begins at home", "/etc/zpull/id", "~/.ssh/id",
        #"c.yaml:4:15: "identity" takes an absolute path, not "~/.ssh/id"; for example  identity: "#
            + #"/etc/zpull/id_ed25519"#
    ),
    Slip(
        "a control character", "/etc/zpull/id", #""/etc/zpull/\nid""#,
        #"c.yaml:4:15: "identity": "/etc/zpull/\nid" holds a control character; leave it out"#),
    Slip(
        "a word for a number", source: "port: ssh",
        #"c.yaml:3:11: "port" takes a number from 1 to 65535, not "ssh"; for example  port: 22"#),
    Slip(
        "a number in quotes", source: #"port: "22""#,
        #"c.yaml:3:11: "port" takes a number from 1 to 65535, not "22"; for example  port: 22"#),
    Slip(
        "a number that YAML reads in octal", source: "port: 022",
        #"c.yaml:3:11: "port" takes a number from 1 to 65535, not the number 022; for example  port: 22"#),
    Slip(
        "a fraction", end: "jobs: 1.5",
        #"c.yaml:9:7: "jobs" takes a number from 1 to 64, not the number 1.5; for example  jobs: 2"#),
    Slip(
        "a truth value in quotes", dataset: #"recursive: "yes""#,
        #"c.yaml:8:20: "recursive" takes true or false, not "yes"; for example  recursive: true"#),
    Slip(
        "a word for a list", source: "snapshots: autosnap_*",
        #"c.yaml:3:16: "snapshots" takes a list, not "autosnap_*"; for example  snapshots: ["autosnap_*"]"#),
    Slip(
        "a mapping for a list", "datasets:\n      - remote", "datasets:\n        remote",
        #"c.yaml:7:9: "datasets" takes a list, not a mapping; "#
            + "for example  datasets: [{ remote: tank/data, local: backup/web1/data }]"),
    Slip(
        "a list for a mapping", source: "keep: [7]",
        #"c.yaml:3:11: "keep" takes a mapping, not a list; for example  keep: { hourly: 48, daily: 30 }"#),
    Slip(
        "a list in a list", dataset: "recursive: true\n        exclude: [[x]]",
        #"c.yaml:9:19: an entry of "exclude" takes a pattern, not a list; for example  - "*/tmp""#),
    Slip(
        "an empty list of datasets", "datasets:\n      - remote: tank/data\n        local: backup/web1/data",
        "datasets: []",
        #"c.yaml:6:15: "datasets": the list is empty; "#
            + "for example  datasets: [{ remote: tank/data, local: backup/web1/data }]"),
    Slip(
        "a word that is none of the choices", source: "initial: first",
        #"c.yaml:3:14: "initial" takes earliest or latest, not "first"; for example  initial: earliest"#),
    Slip(
        "a long text is cut", source: "initial: \(String(repeating: "x", count: 70))",
        #"c.yaml:3:14: "initial" takes earliest or latest, not "\#(String(repeating: "x", count: 60))…"; "#
            + "for example  initial: earliest"),
]
