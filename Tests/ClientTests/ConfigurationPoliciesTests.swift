import Testing

@testable import zpull_client

/// How slips in what is kept and told are refused.
struct ConfigurationPoliciesTests {
    @Test("a policy that would keep or tell nothing is refused", arguments: policies)
    func refused(slip: Slip) { #expect(refusal(of: slip.yaml) == slip.refusal) }
}

private let policies: [Slip] = [
    Slip(
        "a keep that keeps nothing", source: "keep: { daily: 0 }",
        #"c.yaml:3:11: "keep" keeps nothing; write at least one of hourly, daily, weekly, monthly, yearly, last "#
            + #"and within"#
    ),
    Slip(
        "a keep that only protects", source: "keep: { protect: [golden] }",
        #"c.yaml:3:11: "keep" keeps nothing; write at least one of hourly, daily, weekly, monthly, yearly, last "#
            + #"and within"#
    ),
    Slip(
        "fewer than no snapshots", source: "keep: { daily: -1 }",
        #"c.yaml:3:20: "daily" takes a number of snapshots, not the number -1; for example  daily: 30"#),
    Slip(
        "a floor of none", end: "prune: { floor: 0 }",
        #"c.yaml:9:17: "floor" takes a number from 1 to 1000000, not the number 0; for example  floor: 3"#),
    Slip(
        "a time zone that leads elsewhere", end: "time_zone: ../../etc/passwd",
        #"c.yaml:9:12: "time_zone" takes the name of a time zone, not "../../etc/passwd"; for example  "#
            + "time_zone: Europe/Berlin"),
    Slip(
        "a warning after the alarm", source: "fresh_within: { warn: 3d, critical: 50h }",
        #"c.yaml:3:27: "warn": the warning would come after the alarm; make warn at most as long as critical"#),
    Slip(
        "a warning without an alarm", source: "fresh_within: { warn: 3d }",
        #"c.yaml:3:19: fresh_within needs the key "critical"; for example  critical: 50h"#),
    Slip(
        "a share without its sign", source: "brakes: { lost: 50 }",
        #"c.yaml:3:21: "lost" takes a share from 1% to 99%, or off, not the number 50; for example  lost: 50%"#),
    Slip(
        "a growth of everything", dataset: "brakes: { growth: 1 }",
        #"c.yaml:8:27: "growth" takes a number from 2 to 1000000, or off, not the number 1; for example  growth: 20"#),
    Slip(
        "brakes that are on", end: "brakes: on",
        #"c.yaml:9:9: "brakes" takes a mapping, or off, not the truth value on; for example  "#
            + "brakes: { growth: 20, lost: 75% }"),
    Slip(
        "a rollback", dataset: "on_divergence: rollback",
        #"c.yaml:8:24: "on_divergence" takes stop or quarantine, not "rollback"; for example  on_divergence: stop"#),
    Slip(
        "nobody to notify", end: "notify: { on: [failure] }",
        #"c.yaml:9:9: "notify" says nowhere to send; write mail: root@example.net, webhook: https://… or "#
            + "ping: https://…"),
    Slip(
        "a recovery from what nobody was told", end: "notify: { mail: root, on: [recovery] }",
        #"c.yaml:9:27: "on": only what was told can be told to be over; add failure or behind"#),
    Slip(
        "a secret for nobody", end: "notify: { mail: root, webhook_secret_file: /etc/zpull/hook }",
        #"c.yaml:9:23: "webhook_secret_file": there is no webhook to send it to"#),
    Slip(
        "a ping to which nothing can be appended", end: "notify: { ping: https://hc-ping.com/1b5d?rid=1 }",
        #"c.yaml:9:17: "ping" takes an address that begins with https:// or http:// and has no ? and no #, not "#
            + #""https://hc-ping.com/1b5d?rid=1"; for example  ping: "#
            + "https://hc-ping.com/aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"),
    Slip(
        "nothing to notify of", end: "notify: { mail: root, on: [] }",
        #"c.yaml:9:27: "on": the list is empty; for example  on: [failure]"#),
    Slip(
        "an event that is none", end: "notify: { mail: root, on: [failures] }",
        #"c.yaml:9:28: an entry of "on" takes failure or recovery or behind or success, not "failures"; for "#
            + #"example  - failure"#
    ),
    Slip(
        "a recipient that looks like an option", end: "notify: { mail: -OQueueDirectory=/tmp }",
        #"c.yaml:9:17: "mail" takes one mail address or local user, not "-OQueueDirectory=/tmp"; for example  "#
            + #"mail: root@example.net"#
    ),
    Slip(
        "two recipients", end: #"notify: { mail: "a@example.net,b@example.net" }"#,
        #"c.yaml:9:17: "mail" takes one mail address or local user, not "a@example.net,b@example.net"; "#
            + "for example  mail: root@example.net"),
    Slip(
        "a webhook that is a file", end: "notify: { webhook: file:///etc/passwd }",
        #"c.yaml:9:20: "webhook" takes an address that begins with https:// or http://, not "file:///etc/passwd"; "#
            + "for example  webhook: https://alerts.example.net/zpull"),
    Slip(
        "a webhook without a host", end: "notify: { webhook: https:///x }",
        #"c.yaml:9:20: "webhook" takes an address that begins with https:// or http://, not "https:///x"; "#
            + "for example  webhook: https://alerts.example.net/zpull"),
]
