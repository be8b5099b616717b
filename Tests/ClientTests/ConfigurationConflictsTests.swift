import Testing

@testable import zpull_client

/// How settings that are right alone and wrong together are refused.
struct ConfigurationConflictsTests {
    @Test("settings that fight each other are refused", arguments: conflicts)
    func refused(slip: Slip) { #expect(refusal(of: slip.yaml) == slip.refusal) }
}

private let conflicts: [Slip] = [
    Slip(
        "a place for drills within a target", "sources:", "drill: backup/web1/data/x\nsources:",
        #"c.yaml:1:8: "drill": "backup/web1/data/x" and the target "backup/web1/data" lie within one another; "#
            + "choose them apart"),
    Slip(
        "a pool's root as target", "local: backup/web1/data", "local: backup",
        #"c.yaml:8:16: "local": "backup" is a pool's root, and zfs receive needs a dataset below a pool; "#
            + "name a child, such as local: backup/tank/data"),
    Slip(
        "one target twice", "local: backup/web1/data", "local: backup/a\n      - { remote: tank/b, local: backup/a }",
        #"c.yaml:9:34: "local": "backup/a" is also the target "backup/a" of source "web1" (line 8, column 16); "#
            + "give each rule a tree of its own"),
    Slip(
        "a target of another source", "    datasets:\n      - remote: tank/data\n        local: backup/data\n",
        """
            datasets: [{ remote: tank/a, local: backup/a }]
          - name: there
            host: local
            datasets: [{ remote: tank/b, local: backup/a }]
        """, in: localYAML,
        #"c.yaml:7:41: "local": "backup/a" is also the target "backup/a" of source "here" (line 4, column 41); "#
            + "give each rule a tree of its own"),
    Slip(
        "a target within a recursive one", "local: backup/web1/data",
        "local: backup/a\n        recursive: true\n      - { remote: tank/b, local: backup/a/x/y }",
        #"c.yaml:10:34: "local": "backup/a/x/y" lies within the target "backup/a" of source "web1" (line 8, "#
            + #"column 16); "#
            + "give each rule a tree of its own"),
    Slip(
        "a recursive target within one that is not", "local: backup/web1/data",
        "local: backup/a\n      - { remote: tank/b, local: backup/a/x, recursive: true }",
        #"c.yaml:9:34: "local": "backup/a/x" lies within the target "backup/a" of source "web1" (line 8, column 16); "#
            + "give each rule a tree of its own"),
    Slip(
        "a recursive target that holds an earlier one", "local: backup/web1/data",
        "local: backup/a/x\n      - { remote: tank/b, local: backup/a, recursive: true }",
        #"c.yaml:8:16: "local": "backup/a/x" lies within the target "backup/a" of source "web1" (line 9, column 34); "#
            + "give each rule a tree of its own"),
    Slip(
        "a local target within what is pulled", "local: backup/data", "local: tank/data/copy", in: localYAML,
        #"c.yaml:6:16: "local": "tank/data/copy" and the remote "tank/data" lie within one another on this machine; "#
            + "choose them apart"),
    Slip(
        "a local target around what is pulled", "remote: tank/data\n        local: backup/data",
        "remote: tank/a/b\n        local: tank/a", in: localYAML,
        #"c.yaml:6:16: "local": "tank/a" and the remote "tank/a/b" lie within one another on this machine; "#
            + #"choose them apart"#
    ),
    Slip(
        "a local target that is what is pulled", "local: backup/data", "local: tank/data", in: localYAML,
        #"c.yaml:6:16: "local": "tank/data" and the remote "tank/data" lie within one another on this machine; "#
            + "choose them apart"),
    Slip(
        "exclude where nothing is recursive", dataset: "exclude: [tmp]",
        #"c.yaml:8:9: "exclude": nothing below the dataset is pulled anyway; write recursive: true, or leave it out"#),
    Slip(
        "one user for both by accident", end: "prune_user: zpull-receive",
        #"c.yaml:9:13: "prune_user": "zpull-receive" would both receive and prune, so that what receives can destroy; "#
            + "name another user, or say single_user: true if that is what you want"),
    Slip(
        "the pruning user to receive", end: "receive_user: zpull-prune",
        #"c.yaml:9:15: "receive_user": "zpull-prune" would both receive and prune, so that what receives can destroy; "#
            + "name another user, or say single_user: true if that is what you want"),
    Slip(
        "two users where there is to be one", end: "single_user: true\nprune_user: other",
        #"c.yaml:10:1: "prune_user": with single_user: true the pruning user is "zpull-receive" too; leave this "#
            + #"key out"#
    ),
]
