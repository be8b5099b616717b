import Testing

@testable import zpull_client

/// How slips in keys are refused.
struct ConfigurationKeysTests {
    @Test("a key that is unknown, missing or doubled is refused", arguments: keys)
    func refused(slip: Slip) { #expect(refusal(of: slip.yaml) == slip.refusal) }
}

private let keys: [Slip] = [
    Slip(
        "a slip is answered with the nearest key", source: "prot: 22",
        #"c.yaml:3:5: unknown key "prot", did you mean "port"?"#),
    Slip(
        "a word like none is answered with all keys", source: "password: x",
        #"c.yaml:3:5: unknown key "password"; a source has name, host, port, user, identity, host_key, known_hosts, "#
            + "connect_timeout, serve, timeout, idle, window, snapshots, initial, intermediate, on_divergence, keep, "
            + "fresh_within, brakes, datasets"),
    Slip(
        "an unknown key of a dataset", dataset: "recursiv: true",
        #"c.yaml:8:9: unknown key "recursiv", did you mean "recursive"?"#),
    Slip("an unknown key of the file", end: "job: 2", #"c.yaml:9:1: unknown key "job", did you mean "jobs"?"#),
    Slip(
        "an unknown key of notify", end: "notify: { mail: root, hook: x }",
        #"c.yaml:9:23: unknown key "hook"; notify has mail, webhook, webhook_secret_file, ping, on, "#
            + "sendmail, curl"),
    Slip(
        "a key twice", source: "name: web2",
        #"c.yaml:2:5: the key "name" stands here and again further down in the same mapping; keep one"#),
    Slip(
        "a key twice, once in quotes", end: #"notify: { mail: root, on: [failure], "on": [success] }"#,
        #"c.yaml:9:38: the key "on" stands twice in the same mapping; keep one"#),
    Slip("a list for a key", source: "? [a, b]\n    : c", "c.yaml:3:7: a key of a source must be a word, not a list"),
    Slip(
        "a source without name", "name: web1\n    host:", "host:",
        #"c.yaml:2:5: a source needs the key "name"; for example  name: web1"#),
    Slip(
        "a source without host", "    host: web1.example.net\n", "",
        #"c.yaml:2:5: a source needs the key "host"; for example  host: web1.example.net"#),
    Slip(
        "a source without datasets", "datasets:", "snapshots: [x]\n    dataset:",
        """
        c.yaml:2:5: a source needs the key "datasets"; for example  datasets: [{ remote: tank/data, local: \
        backup/web1/data }]
        c.yaml:7:5: unknown key "dataset", did you mean "datasets"?
        """),
    Slip(
        "a dataset without remote", "remote: tank/data\n        local:", "local:",
        #"c.yaml:7:9: a dataset needs the key "remote"; for example  remote: tank/data"#),
    Slip(
        "a merge of what is no mapping", source: "<<: 5",
        #"c.yaml:3:5: "<<" merges a mapping, not the number 5; for example  <<: *defaults"#),
]
