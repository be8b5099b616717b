import Testing

@testable import zpull_client

/// How names and patterns are refused.
struct ConfigurationNamesTests {
    @Test("a name or pattern that ZFS would not take is refused with the reason", arguments: names)
    func refused(slip: Slip) { #expect(refusal(of: slip.yaml) == slip.refusal) }
}

private let names: [Slip] =
    [
        ("a comma", "tank/da,ta", #"ZFS takes no "," in names, only letters, digits, spaces and - _ . :"#),
        ("an umlaut", "tank/dätä", #"ZFS takes no "ä" in names, only letters, digits, spaces and - _ . :"#),
        ("a star", "tank/*", #"ZFS takes no "*" in names, only letters, digits, spaces and - _ . :"#),
        ("a snapshot", "tank/data@now", "it names a snapshot or bookmark; cut it before @ or #"),
        ("a bookmark", "tank/data#now", "it names a snapshot or bookmark; cut it before @ or #"),
        ("a slash in front", "/tank/data", "it begins with /; write the name that zfs list prints, not a mount point"),
        ("a slash behind", "tank/data/", "it ends with /; leave that away"),
        ("two slashes", "tank//data", "it has two slashes in a row"),
        ("two dots", "tank/../data", #"it has ".." as a part"#),
        ("a digit in front", "9tank/data", "a pool's name begins with a letter"),
        ("a dash in front", "-tank/data", "a pool's name begins with a letter"),
        ("51 levels", "tank" + String(repeating: "/x", count: 50), "it has 51 parts, ZFS takes 50"),
        ("256 bytes", String(repeating: "x", count: 256), "it has 256 bytes, ZFS takes 255"),
    ].map { title, name, reason in
        Slip(
            title, "remote: tank/data", #"remote: "\#(name)""#,
            #"c.yaml:7:17: "remote": "\#(name)" is no dataset's name: \#(reason)"#)
    } + [
        Slip(
            "a target with a character that ZFS does not take", "backup/web1/data", "backup/web1+data",
            #"c.yaml:8:16: "local": "backup/web1+data" is no dataset's name: "#
                + #"ZFS takes no "+" in names, only letters, digits, spaces and - _ . :"#),
        Slip(
            "a class in a pattern", dataset: "recursive: true\n        exclude: ['tmp[0-9]']",
            #"c.yaml:9:19: an entry of "exclude": "tmp[0-9]" can match nothing: names in ZFS hold no "[", "#
                + "and a pattern has only * for any run of characters and ? for one"),
        Slip(
            "a pattern of snapshots with a dataset", source: #"snapshots: ["tank/*"]"#,
            #"c.yaml:3:17: an entry of "snapshots": "tank/*" can match nothing: "#
                + "it is held against what follows @ in a snapshot's name"),
        Slip(
            "a pattern of snapshots with the @", source: #"snapshots: ["@daily"]"#,
            #"c.yaml:3:17: an entry of "snapshots": "@daily" can match nothing: "#
                + "it is held against what follows @ in a snapshot's name"),
        Slip(
            "a pattern longer than any name", source: "snapshots: [\(String(repeating: "a", count: 1025))]",
            #"c.yaml:3:17: an entry of "snapshots": a pattern of 1025 bytes is longer than any name"#),
    ]
