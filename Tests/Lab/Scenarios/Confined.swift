import System

/// What a session of zpull-serve has given up, seen by a program in the place of its `zfs`; and the account's login shell.
let confined = [
    Scenario("a program in the place of zfs reaches no file, no program and no network from within a session") { lab in
        try lab.pair(serve: "--zfs", Probe.program, snapshots: ["one"])
        let run = try lab.client("run")
        try lab.expect(run, code: 1, saying: "zfs list failed")
        for (name, confined, _) in Probe.attempts {
            try lab.expect(run.error.contains("\(name): \(confined);"), "“\(name)” was not refused: \(run.error)")
        }
        for line in [
            "variables: LC_ALL PATH;", "descriptors: 0 1 2;", "limits: 0, 64;", "no new privileges: 1;", "seccomp: 2;",
        ] {
            try lab.expect(run.error.contains(line), "“\(line)” is missing: \(run.error)")
        }
        // The account itself can do each of these things: it is the session that cannot.
        let free = try Tool.capture("setpriv", Lab.as(Machine.sourceUser) + [Probe.program])
        for (name, _, _) in Probe.attempts {
            try lab.expect(free.error.contains("\(name): done;"), "“\(name)” fails anyway: \(free.error)")
        }
    },
    Scenario("doctor tells that the source's session is confined") { lab in
        try lab.pair(snapshots: ["one"])
        try lab.expect(try lab.client("doctor"), code: 0, saying: "zpull-serve is confined by Landlock and seccomp")
    },
    Scenario("as the account's shell zpull-serve serves the forced command, and no key gets anything else") { lab in
        let account = try lab.makeAccount()
        try lab.pair(snapshots: ["one"])
        try lab.zfs("allow", "-u", account, "send", lab.source)
        try lab.configure(
            datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data }", user: account)
        let line = try Tool.run(
            Machine.serve, "keyline", "--id", lab.name, "--dataset", "\(lab.source)/data", "\(lab.identity).pub")
        try lab.authorize(line, for: account)
        try lab.pull()
        try lab.expectSynced()
        try lab.authorize(String(decoding: try Tool.read("\(lab.identity).pub"), as: UTF8.self), for: account)
        let requests = [
            [], ["id"], ["/bin/sh"], ["/bin/sh -c id"], ["zpull-serve serve --id x --dataset tank"],
            ["\(Machine.serve) serve --id x --dataset tank; id"], ["-s", "sftp"], ["scp -f /etc/passwd"],
            ["rsync --server --sender . /etc/passwd"], ["-tt"],
        ]
        for request in requests {
            let options = request.filter { ["-s", "-tt"].contains($0) }
            let run = try lab.ssh(request.filter { !options.contains($0) }, as: account, options: options)
            try lab.expect(run.output.isEmpty || options == ["-tt"], "\(request): \(run.output)")
            // sshd passes on what a subsystem writes to its standard output alone.
            let words = options == ["-s"] ? "" : "this account has no shell"
            try lab.expect(words.isEmpty || (run.error + run.output).contains(words), "\(request): \(run.error)")
            try lab.expect(run.code == 64, "\(request): exit code \(run.code)")
        }
        // Such a key would have got one.
        try Tool.run("usermod", "--shell", "/bin/sh", account)
        try lab.expect(
            try lab.ssh(["echo free"], as: account).output == "free\n", "the control has no shell either")
    },
]

extension Lab {
    /// An account of the scenario's own whose login shell is zpull-serve.
    fileprivate func makeAccount() throws -> String {
        let account = "shell\(number)"
        try Tool.run(
            "useradd", "--system", "--password", "*", "--user-group", "--shell", Machine.serve, "--home-dir", "/",
            account)
        keeps.append(Account(name: account))
        return account
    }

    private final class Account {
        let name: String
        init(name: String) { self.name = name }
        deinit { _ = try? Tool.capture("userdel", [name]) }
    }

    fileprivate func authorize(_ line: String, for account: String) throws {
        try Tool.write(line, to: "\(Machine.folder)/keys/authorized_keys.\(account)")
    }
}
