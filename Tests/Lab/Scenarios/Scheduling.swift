import System

/// zpull's units under a real systemd.
let scheduling = [
    Scenario(
        "as a service a run pulls, a stop in a stream keeps the resume state, and the next start goes on", alone: true
    ) {
        lab in
        try lab.pair(serve: "--max-rate", "2000000", snapshots: ["one"])
        let systemd = try lab.startSystemd()
        try systemd.must("systemctl", "start", "zpull-run.service")
        try lab.expectSynced()
        try systemd.must("systemctl", "start", "zpull-prune.service")

        try lab.snapshot("data", "big", bytes: 12 << 20)
        try lab.startInStream(systemd)
        try systemd.must("systemctl", "stop", "zpull-run.service")
        try lab.expect(
            try systemd.property("Result", of: "zpull-run.service") == "success", systemd.journal())
        try lab.expect(try lab.client("plan"), code: 0, saying: "resume    @big")
        try systemd.must("systemctl", "start", "zpull-run.service")
        try lab.expectSynced()

        try lab.zfs("allow", "-u", Machine.pruneUser, "send", lab.target)
        try systemd.must("systemctl", "start", "zpull-verify.service")
        try lab.expect(
            try systemd.run("zpull-client", "history", "--last", "1"), code: 0,
            saying: "verify", "\(lab.target)/data", "done")

        let timers = ["zpull-run.timer", "zpull-prune.timer", "zpull-verify.timer"]
        for timer in timers {
            try systemd.must("systemctl", "enable", "--now", timer)
            let next = try systemd.property("NextElapseUSecRealtime", of: timer)
            try lab.expect(!next.isEmpty, "\(timer) would never start anything")
        }
        // As docs/restore.md has it for bad days.
        try systemd.must(["systemctl", "disable", "--now"] + timers)
        try systemd.must("systemctl", "stop", "zpull-*.service")
        let active = try systemd.must("systemctl", "list-units", "--plain", "--no-legend", "--state=active", "zpull-*")
        try lab.expect(active.isEmpty, "not stopped: \(active)")
        try systemd.must(["systemctl", "enable", "--now"] + timers)
    },
    Scenario(
        "a service that is killed is told of in the system log, and prune starts after one that finds a stale receive",
        alone: true
    ) { lab in
        try lab.pair(serve: "--max-rate", "2000000", snapshots: ["one"])
        try lab.zfs("allow", "-u", Machine.pruneUser, "destroy,mount", lab.target)
        let systemd = try lab.startSystemd()
        try lab.snapshot("data", "big", bytes: 12 << 20)
        try lab.startInStream(systemd)
        try systemd.must("systemctl", "kill", "--signal=KILL", "--kill-whom=main", "zpull-run.service")
        try eventually("the failure is logged") {
            systemd.journal("--identifier=zpull-failed", "--priority=err")
                .contains("zpull-run.service failed (signal, killed KILL)") ? true : nil
        }
        try eventually("what drops interrupted receives has found none to drop") {
            systemd.journal("--unit=zpull-drop.service").contains("was skipped") ? true : nil
        }
        // What was begun can no longer go on: `run` notes it and fails, prune drops it, the next run starts afresh.
        try eventually("the source's zfs send has let go of the snapshot") {
            try Tool.capture("zfs", ["destroy", "\(lab.source)/data@big"]).ending.isSuccess ? true : nil
        }
        try lab.snapshot("data", "after")
        let failing = try systemd.run("systemctl", "start", "zpull-run.service")
        try lab.expect(failing.code == 1, "start: \(failing.code), \(systemd.journal())")
        try eventually("prune has dropped what was begun") {
            systemd.journal("--unit=zpull-drop.service")
                .contains("dropped an interrupted receive of \(lab.target)/data") ? true : nil
        }
        try systemd.must("systemctl", "start", "zpull-run.service")
        try lab.expectSynced()
    },
    Scenario("in the sandbox of the services even root reaches nothing that a backup does not need", alone: true) {
        lab in
        try lab.pair(snapshots: ["one"])
        let systemd = try lab.startSystemd()
        try systemd.must("sh", "-c", "echo secret >/root/secret; cp /bin/true /var/lib/zpull/written")
        try systemd.prepareAttempts()
        for (name, command) in attempts {
            try systemd.must("sh", "-c", command)
            try lab.expect(try !systemd.attempt(command), "a service could \(name)")
        }
        for command in ["zfs list \(lab.target)", "touch /var/lib/zpull/note", "logger hello"] {
            try lab.expect(try systemd.attempt(command), "a service could not \(command): \(systemd.journal())")
        }
    },
]

/// Each can be done by root outside the sandbox.
private let attempts = [
    ("write into /etc", "touch /etc/zpull-attempt"),
    ("write into /usr", "touch /usr/bin/zpull-attempt"),
    ("look into homes", "cat /root/secret"),
    ("open another device", "dd if=/dev/kmsg of=/dev/null bs=8192 count=1"),
    ("make a device", "rm -f /var/lib/zpull/disk; mknod /var/lib/zpull/disk b 254 0"),
    ("run what was written", "/var/lib/zpull/written"),
    ("run what is in /tmp", "cp /bin/true /tmp/attempt; /tmp/attempt"),
    ("set a setuid bit", "chmod u+s /var/lib/zpull/written"),
    ("make a namespace", "unshare --user true"),
    ("mount", "unshare --mount true"),
    ("reach the network", "exec bash -c ': </dev/tcp/127.0.0.1/\(Machine.port)'"),
]

extension Lab {
    /// Starts zpull-run.service, and returns in the middle of the stream of `data@big`.
    fileprivate func startInStream(_ systemd: Systemd) throws {
        try systemd.must("systemctl", "start", "--no-block", "zpull-run.service")
        try eventually("zfs receive has some of the stream", within: .seconds(60)) {
            Process.all.first {
                $0.commandLine.contains("zfs receive -s") && $0.commandLine.contains("\(target)/data@big")
            }
            .flatMap { $0.bytesRead > 3 << 20 ? true : nil }
        }
    }
}

extension Systemd {
    /// Makes a service for `attempt`. By its name it gets zpull-.service.d, as every one of zpull's does.
    fileprivate func prepareAttempts() throws {
        try write(
            """
            [Unit]
            StartLimitIntervalSec=0
            [Service]
            Type=oneshot
            Group=\(Machine.receiveUser)
            ExecStart=/bin/sh /etc/attempt

            """, to: "/etc/systemd/system/zpull-attempt.service")
        try must("systemctl", "daemon-reload")
    }

    /// Runs a command as root in the sandbox: whether it succeeded.
    fileprivate func attempt(_ command: String) throws -> Bool {
        try write(command, to: "/etc/attempt")
        return try run("systemctl", "start", "zpull-attempt.service").code == 0
    }
}
