import Replication
import Testing
import ZFS

@testable import zpull_client

/// What a configuration's text becomes.
struct ConfigurationValueTests {
    @Test("the example of the design is read as it is meant")
    func design() throws {
        let configuration = try parse(fixture("design.yaml"))

        #expect(configuration.path == "c.yaml")
        #expect(configuration.jobs == 2)
        #expect(configuration.metrics == "/var/lib/prometheus/node-exporter/zpull.prom")
        #expect(
            configuration.notify
                == Notify(
                    mail: "root@example.net",
                    webhook: .init(
                        address: try #require(WebAddress("https://alerts.example.net/zpull")), secretFile: nil),
                    ping: nil, on: [.failure, .recovery], sendmail: "/usr/sbin/sendmail", curl: "/usr/bin/curl"))

        let source = try #require(configuration.sources.first)
        #expect(configuration.sources.count == 1)
        #expect(source.name == "web1")
        #expect(
            source.host
                == .remote(
                    .init(
                        host: "web1.example.net", port: 22, user: "zpull", identity: "/etc/zpull/id_ed25519",
                        hostKey: .pinned(["SHA256:AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfE"]),
                        connectTimeout: .seconds(15))))
        #expect(source.snapshots.map(\.description) == ["autosnap_*"])
        #expect(
            source.keep
                == Keep(hourly: 48, daily: 30, weekly: 8, monthly: 24, yearly: 0, last: 0, within: nil, never: []))
        #expect(source.freshWithin == FreshWithin(warn: .seconds(26 * 3600), critical: .seconds(50 * 3600)))

        let rule = try #require(source.datasets.first)
        #expect(source.datasets.count == 1)
        #expect(rule.remote.description == "tank/data")
        #expect(rule.local.description == "backup/web1/data")
        #expect(rule.recursive)
        #expect(rule.exclude.map(\.description) == ["*/tmp"])
    }

    @Test("what is not said has its default")
    func defaults() throws {
        let configuration = try parse(plainYAML)
        let source = try #require(configuration.sources.first)
        let rule = try #require(source.datasets.first)

        #expect(configuration.jobs == 2)
        #expect(configuration.state == "/var/lib/zpull")
        #expect(configuration.receiveUser == "zpull-receive")
        #expect(configuration.pruneUser == "zpull-prune")
        #expect(!configuration.singleUser)
        #expect(configuration.zfs == "/usr/sbin/zfs")
        #expect(configuration.notify == nil)
        #expect(configuration.metrics == nil)
        #expect(configuration.auditLog == nil)
        #expect(configuration.drill == nil)

        #expect(
            source.host
                == .remote(
                    .init(
                        host: "web1.example.net", port: 22, user: "zpull", identity: "/etc/zpull/id",
                        hostKey: .knownHosts("/etc/zpull/known_hosts"), connectTimeout: .seconds(15))))
        #expect(source.timeout == .seconds(60))
        #expect(source.idle == .seconds(7200))
        #expect(source.window == 8 * 1024 * 1024)
        #expect(source.snapshots.isEmpty)
        #expect(source.keep == nil)
        #expect(source.freshWithin == nil)

        #expect(!rule.recursive)
        #expect(rule.exclude.isEmpty)
        #expect(rule.snapshots.isEmpty)
        #expect(rule.initial == .earliest)
        #expect(rule.intermediate == .all)
        #expect(rule.onDivergence == .stop)
        #expect(rule.raw == nil)
        #expect(rule.keep == nil)
        #expect(rule.freshWithin == nil)
        #expect(rule.brakes == .standard)
        #expect(rule.position == Position(line: 8, column: 16))
        #expect(try parse(localYAML).sources.first?.host == .local(serve: "/usr/libexec/zpull/zpull-serve"))
    }

    @Test("every key of the file and of a source is read")
    func everyKey() throws {
        let configuration = try parse(fixture("every-key.yaml"))
        #expect(configuration.jobs == 64)
        #expect(configuration.state == "/srv/zpull")
        #expect(configuration.receiveUser == "backup")
        #expect(configuration.pruneUser == "backup")
        #expect(configuration.singleUser)
        #expect(configuration.zfs == "/usr/local/sbin/zfs")
        #expect(
            configuration.notify
                == Notify(
                    mail: nil,
                    webhook: .init(
                        address: try #require(WebAddress("http://[::1]:8080/hook?a=b")), secretFile: "/etc/zpull/hook"),
                    ping: WebAddress("https://hc-ping.com/1b5d"), on: [.behind, .success],
                    sendmail: "/opt/sendmail", curl: "/opt/curl"))
        #expect(configuration.prune == PruneLimits(floor: 7, silence: .seconds(30 * 86_400)))
        #expect(configuration.timeZone == "Europe/Berlin")
        #expect(configuration.metrics == "/run/zpull.prom")
        #expect(configuration.auditLog == "/srv/log/zpull")
        #expect(configuration.drill?.description == "backup/drill")

        let source = try #require(configuration.sources.first)
        #expect(source.name == "db.1_a-b")
        #expect(
            source.host
                == .remote(
                    .init(
                        host: "fe80::1%eth0", port: 2222, user: "puller", identity: "/etc/zpull/id_db",
                        hostKey: .knownHosts("/etc/zpull/known_hosts"), connectTimeout: .seconds(5))))
        #expect(source.timeout == .seconds(120))
        #expect(source.idle == .seconds(10_800))
        #expect(source.window == 16 * 1024 * 1024)
        #expect(source.keep?.within == .seconds(14 * 86_400))
        #expect(source.keep?.never.map(\.description) == ["*-keep", "golden"])
        #expect(
            source.keep.map { [$0.last, $0.hourly, $0.daily, $0.weekly, $0.monthly, $0.yearly] } == [5, 1, 2, 3, 4, 6])
        #expect(configuration.sources.last?.host == .local(serve: "/opt/zpull-serve"))
    }

    @Test("a dataset has what its source says, unless it says something itself")
    func inheritance() throws {
        let configuration = try parse(fixture("every-key.yaml"))
        let source = try #require(configuration.sources.first)
        let (heir, own) = try (#require(source.datasets.first), #require(source.datasets.last))

        #expect(heir.snapshots.map(\.description) == ["hourly-*", "daily-*"])
        #expect(heir.initial == .latest)
        #expect(heir.intermediate == .latest)
        #expect(heir.keep == source.keep)
        #expect(heir.freshWithin == FreshWithin(warn: .seconds(5400), critical: .seconds(86_400)))
        #expect(heir.raw == nil)
        #expect(heir.onDivergence == .quarantine)
        #expect(heir.brakes == BrakeRule(growth: 30, growthFloor: 1 << 30, lost: nil, future: 3600))

        #expect(own.remote.description == "tank/my files")
        #expect(own.recursive)
        #expect(own.raw == true)
        #expect(own.exclude.map(\.description) == ["cache", "tank/my files/*/tmp"])
        #expect(own.snapshots.isEmpty)
        #expect(own.initial == .earliest)
        #expect(own.intermediate == .all)
        #expect(own.freshWithin == FreshWithin(warn: .seconds(45), critical: .seconds(45)))
        #expect(own.onDivergence == .stop)
        #expect(own.brakes == BrakeRule(growth: nil, growthFloor: 5 << 30, lost: 90, future: 172_800))
        #expect(configuration.sources.last?.datasets.first?.raw == false)
        #expect(configuration.sources.last?.datasets.first?.brakes == .off)
    }

    @Test("a dataset's keep replaces its source's whole")
    func keepReplaces() throws {
        let source = try #require(parse(fixture("every-key.yaml")).sources.first)
        #expect(
            source.datasets.last?.keep
                == Keep(hourly: 0, daily: 0, weekly: 0, monthly: 0, yearly: 0, last: 1, within: nil, never: []))
    }

    @Test("a host key is one pin or several, and a key's comment is dropped")
    func hostKeys() throws {
        let yaml = plainYAML.replacing(
            "known_hosts: /etc/zpull/known_hosts",
            with: """
                host_key:
                      - SHA256:0123456789abcdefghijklmnopqrstuvwxyzABCDE+/
                      - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA== root@web1
                """)
        guard case .remote(let remote)? = try parse(yaml).sources.first?.host else {
            Issue.record("not remote")
            return
        }
        #expect(
            remote.hostKey
                == .pinned([
                    "SHA256:0123456789abcdefghijklmnopqrstuvwxyzABCDE+/", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==",
                ]))
    }

    @Test("anchors, aliases and merges serve to say a thing once")
    func aliases() throws {
        let sources = try parse(
            """
            sources:
              - &base
                name: a
                host: a.example.net
                identity: /id
                known_hosts: /kh
                keep: &keep { daily: 7 }
                datasets: [{ remote: tank/a, local: backup/a, keep: *keep }]
              - <<: *base
                name: b
                datasets: [{ remote: tank/a, local: backup/b }]
            """
        ).sources
        #expect(sources.map(\.name) == ["a", "b"])
        #expect(sources.last?.host == sources.first?.host)
        #expect(sources.last?.datasets.map(\.local.description) == ["backup/b"])
        #expect(sources.flatMap(\.datasets).map(\.keep?.daily) == [7, 7])
    }

    @Test("of several mappings that are merged in, the first that has a key gives it")
    func mergeOrder() throws {
        let keep = try parse(
            plainYAML.replacing(
                "identity:",
                with: """
                    keep: { <<: [{ daily: 1 }, { daily: 2, weekly: 3, monthly: 4 }], monthly: 5 }
                        identity:
                    """)
        ).sources.first?.keep
        #expect([keep?.daily, keep?.weekly, keep?.monthly] == [1, 3, 5])
    }

    @Test("users that have nothing in common with the defaults are taken")
    func users() throws {
        let two = try parse(plainYAML + "receive_user: in\nprune_user: out\n")
        #expect([two.receiveUser, two.pruneUser] == ["in", "out"])
        let one = try parse(plainYAML + "single_user: yes\nprune_user: zpull-receive\n")
        #expect([one.receiveUser, one.pruneUser] == ["zpull-receive", "zpull-receive"])
    }

    @Test(
        "durations have a number and a unit",
        arguments: [("1s", 1), ("90m", 5400), ("26h", 93_600), ("7d", 604_800), ("2w", 1_209_600), ("\"3h\"", 10_800)])
    func durations(text: String, seconds: Int) throws {
        let yaml = plainYAML.replacing("identity:", with: "keep: { within: \(text) }\n    identity:")
        #expect(try parse(yaml).sources.first?.keep?.within == .seconds(seconds))
    }

    @Test(
        "timeouts may leave the unit out",
        arguments: [("90", 90), ("\"90\"", 90), ("90s", 90), ("2m", 120), ("1h", 3600)])
    func timeouts(text: String, seconds: Int) throws {
        let yaml = plainYAML.replacing("identity:", with: "timeout: \(text)\n    identity:")
        #expect(try parse(yaml).sources.first?.timeout == .seconds(seconds))
    }

    @Test(
        "sizes count in powers of 1024",
        arguments: [("1MiB", 1 << 20), ("1024KiB", 1 << 20), ("1024K", 1 << 20), ("4M", 4 << 20), ("32MiB", 32 << 20)])
    func sizes(text: String, bytes: Int) throws {
        let yaml = plainYAML.replacing("identity:", with: "window: \(text)\n    identity:")
        #expect(try parse(yaml).sources.first?.window == bytes)
    }
}
