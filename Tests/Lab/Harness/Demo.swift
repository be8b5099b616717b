import CLinux
import System

/// The whole story, shown as it happens: what `make demo` runs inside the lab's machine.
struct Demo {
    private let lab: Lab

    init(binaries: String) throws {
        lab = try Lab("demo", on: Machine(binaries: binaries))
    }

    func tell() throws {
        try aSource()
        try aKey()
        try aBackupHost()
        try pulls()
        try whatTheKeyRefuses()
        try aFileBack()
        Main.say("\nThat was all of it: real OpenZFS, a real sshd, two accounts without privileges, and no shell.")
    }

    private func aSource() throws {
        chapter("A source with data: tank/demo/data, a child, three snapshots")
        try lab.create("data")
        try lab.create("data/home")
        try lab.write("photos.bin", in: "data", bytes: 96 << 20)
        try show("echo 'the letter, first version' > /tank/demo/data/home/letter.txt")
        try show("zfs snapshot -r tank/demo/data@monday")
        try lab.write("more.bin", in: "data", bytes: 48 << 20)
        try show("zfs snapshot -r tank/demo/data@tuesday")
        try show("zfs snapshot -r tank/demo/data@wednesday")
        try show("zfs list -r -t all -o name,used,refer tank/demo")
    }

    private func aKey() throws {
        chapter("A key that may list and send this tree, and do nothing else")
        try lab.allow("--dataset", "\(lab.source)/data", "--recursive")
        try show("cat \(Machine.folder)/keys/authorized_keys.\(Machine.sourceUser)")
    }

    private func aBackupHost() throws {
        chapter("The backup host: its configuration, and the grants that both ends need")
        try lab.configure(datasets: "{ remote: \(lab.source)/data, local: \(lab.target)/data, recursive: true }")
        try show("cat \(lab.configuration)")
        try show("zpull-client permissions", asUser: Machine.receiveUser)
        chapter("Is everything as it should be?")
        try show("zpull-client doctor", asUser: Machine.receiveUser)
    }

    private func pulls() throws {
        chapter("The plan: what a run would do, and why")
        try show("zpull-client plan", asUser: Machine.receiveUser)
        chapter("The first pull, with its progress")
        try show("zpull-client run", asUser: Machine.receiveUser, onTerminal: true)
        chapter("A change at the source, and the next pull: only what is new")
        try show("echo 'the letter, second version' > /tank/demo/data/home/letter.txt")
        try show("zfs snapshot -r tank/demo/data@thursday")
        try show("zpull-client run", asUser: Machine.receiveUser, onTerminal: true)
        chapter("And once more: nothing newer, nothing changed")
        try show("zpull-client run", asUser: Machine.receiveUser)
        try show("zfs list -r -t all -o name,used,guid backup/demo")
    }

    private func whatTheKeyRefuses() throws {
        let ssh =
            "ssh -F none -i \(lab.identity) -p \(Machine.port) -o StrictHostKeyChecking=no "
            + "-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \(Machine.sourceUser)@127.0.0.1"
        chapter("What the key refuses: a shell, a command (zpull-serve answers instead, and waits for its protocol)")
        try show("\(ssh) < /dev/null", asUser: Machine.receiveUser)
        try show("\(ssh) 'cat /etc/shadow' < /dev/null", asUser: Machine.receiveUser)
        chapter("… and a forwarded port")
        try show("\(ssh) -W 127.0.0.1:22 < /dev/null", asUser: Machine.receiveUser, mayFail: true)
        chapter("… and another dataset, which does not exist for it")
        try lab.create("secret")
        try lab.snapshot("secret", "one")
        try lab.configure(datasets: "{ remote: \(lab.source)/secret, local: \(lab.target)/secret }")
        try show("zpull-client run", asUser: Machine.receiveUser, mayFail: true)
    }

    private func aFileBack() throws {
        chapter("A file read back from the backup, from Wednesday and from Thursday")
        for day in ["wednesday", "thursday"] {
            try show(
                "zfs clone -o mountpoint=/run/\(day) -o canmount=noauto backup/demo/data/home@\(day) backup/demo/\(day)"
            )
            try show("zfs mount backup/demo/\(day) && cat /run/\(day)/letter.txt")
        }
        try show("zfs clone -o mountpoint=/run/data -o canmount=noauto backup/demo/data@thursday backup/demo/data-back")
        try show(
            "zfs mount backup/demo/data-back && cmp /tank/demo/data/photos.bin /run/data/photos.bin && echo identical")
    }

    // MARK: Showing

    private func chapter(_ title: String) { Main.say("\n── \(title)\n") }

    /// Prints a command and runs it in a shell, its output going where ours goes.
    private func show(
        _ command: String, asUser user: String = "root", onTerminal: Bool = false, mayFail: Bool = false
    ) throws {
        Main.say("\(user == "root" ? "#" : "\(user)$") \(command)")
        let line = command.replacing("zpull-client", with: Machine.client) + suffix(command)
        let words = onTerminal ? ["script", "-qec", line, "/dev/null"] : ["/bin/sh", "-c", line]
        let become = user == "root" ? [] : ["setpriv"] + Lab.as(user)
        var child = try ChildProcess(
            "/usr/bin/env", ["TERM=xterm"] + become + words, output: STDOUT_FILENO, error: STDOUT_FILENO)
        let ending = try child.wait()
        if !ending.isSuccess {
            guard mayFail else { throw Unmet("\(command): \(ending)") }
            Main.say("(\(ending))")
        }
    }

    /// Where the demo's configuration is, which the shown commands leave out as an administrator would.
    private func suffix(_ command: String) -> String {
        command.hasPrefix("zpull-client") ? " --config \(lab.configuration)" : ""
    }
}
