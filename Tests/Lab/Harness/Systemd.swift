import CLinux
import System

/// A systemd of the scenario's own, with zpull's units installed. It is process 1 of namespaces of its own, over the
/// machine's file system, where all that it and its services change is forgotten. Pools, network and `Machine.folder` are the
/// machine's; the kernel's settings are out of its reach.
final class Systemd {
    private var launcher: ChildProcess
    private let group: String
    /// Its process id, as the machine sees it.
    private let leader: Int32

    /// - Parameter folder: an empty one, for what it changes.
    init(folder: String, binaries: String) throws {
        let name = folder.split(separator: "/").suffix(2).joined(separator: "-")
        group = "/sys/fs/cgroup/zpull-lab-\(name)"
        let log = try FileDescriptor(opening: "\(folder).log", flags: O_WRONLY | O_CREAT | O_TRUNC)
        let enter = "mkdir \"$0\"; echo $$ >\"$0/cgroup.procs\"; exec \"$@\""
        let namespaces = ["--mount", "--pid", "--ipc", "--uts", "--cgroup", "--fork", "--kill-child"]
        let launcher = try ChildProcess(
            "/bin/sh",
            ["-euc", enter, group, "unshare"] + namespaces
                + ["/bin/sh", "-euc", Self.setUp, folder, binaries, Machine.folder, Machine.client],
            output: log.number, error: log.number)
        let identifier = launcher.identifier
        self.launcher = launcher
        leader = try eventually("systemd has a process") {
            Process.all.first { $0.parent == identifier && $0.commandLine.contains("systemd --system") }?.identifier
        }
        try eventually("systemd is up (\(folder).log)", within: .seconds(120)) {
            let state = try run("systemctl", "is-system-running").output
            return ["running\n", "degraded\n"].contains(state) ? state : nil
        }
    }

    deinit {
        // Its namespaces' other processes go with it.
        launcher.signal(SIGKILL)
        _ = try? launcher.wait()
        _ = try? Tool.capture("find", [group, "-depth", "-type", "d", "-exec", "rmdir", "{}", ";"])
    }

    /// $0: `folder`; $1: `binaries`; $2: what stays the machine's; $3: zpull-client.
    private static let setUp = """
        mount -t tmpfs changes "$0"
        mkdir "$0/changes" "$0/work" "$0/root"
        mount -t overlay -o "lowerdir=/,upperdir=$0/changes,workdir=$0/work" root "$0/root"
        cd "$0/root"
        [ -e usr/lib/systemd/systemd ] || tar -xf "$1/systemd.tar" --skip-old-files
        # It would set the mode of /dev/zfs back, which udev mends elsewhere.
        ln -s /dev/null etc/systemd/system/kmod-static-nodes.service
        cp -r "$1"/packaging/systemd/. etc/systemd/system/
        install -D -m 644 -t etc/sysusers.d "$1/packaging/sysusers.d/zpull.conf"
        install -D -m 644 -t etc/tmpfiles.d "$1/packaging/tmpfiles.d/zpull.conf"
        install -m 755 "$3" usr/bin/zpull-client
        mount -t proc proc proc
        mount --bind proc/sys proc/sys
        mount -o remount,bind,ro proc/sys
        mount -t sysfs -o ro sys sys
        mount -t cgroup2 cgroup sys/fs/cgroup
        mount -t tmpfs -o mode=755 dev dev
        mkdir dev/shm dev/pts
        for node in null zero full random urandom tty kmsg zfs; do
            touch dev/$node
            mount --bind /dev/$node dev/$node
        done
        ln -s /proc/self/fd dev/fd
        mount -t devpts -o newinstance,ptmxmode=666 devpts dev/pts
        ln -s pts/ptmx dev/ptmx
        mount -t tmpfs -o mode=755 run run
        mount -t tmpfs -o mode=1777 tmp tmp
        mkdir -p ".$2"
        mount --bind "$2" ".$2"
        echo 0123456789abcdef0123456789abcdef >etc/machine-id
        pivot_root . mnt
        umount -l /mnt
        exec env -i container=zpull-lab PATH=/usr/sbin:/usr/bin:/sbin:/bin \\
            /lib/systemd/systemd --system --unit=sysinit.target --show-status=no --log-target=journal
        """

    // MARK: What one does with it

    /// Runs a program beside it, as root.
    func run(_ words: String...) throws -> ClientRun { try run(words) }

    func run(_ words: [String]) throws -> ClientRun {
        let enter = ["--target", "\(leader)", "--mount", "--pid", "--ipc", "--uts", "--cgroup"]
        let path = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
        return ClientRun(try Tool.capture("nsenter", enter + ["--"] + path + words))
    }

    /// The same, which must succeed. Returns what it printed.
    @discardableResult
    func must(_ words: String...) throws -> String { try must(words) }

    @discardableResult
    func must(_ words: [String]) throws -> String {
        let run = try run(words)
        guard run.code == 0 else {
            throw Unmet("\(words.joined(separator: " ")): exit code \(run.code): \(run.error)\n\(journal())")
        }
        return run.output
    }

    /// Writes a file of its file system.
    func write(_ text: String, to path: String) throws { try must("sh", "-c", "printf %s \"$0\" >\"$1\"", text, path) }

    /// A property of a unit, such as `Result`.
    func property(_ name: String, of unit: String) throws -> String {
        String(try must("systemctl", "show", "--value", "--property", name, unit).dropLast())
    }

    /// The last of what was logged, as far as it can be read.
    func journal(_ options: String...) -> String {
        (try? run(["journalctl", "--no-pager", "--lines=80"] + options))?.output ?? ""
    }
}

extension Lab {
    /// Starts one, and makes users, folders and /etc/zpull/client.yaml, as docs/operations.md does ("Scheduling").
    func startSystemd() throws -> Systemd {
        let folder = "\(self.folder)/systemd"
        try Tool.run("mkdir", folder)
        let systemd = try Systemd(folder: folder, binaries: machine.binaries)
        keeps.append(systemd)
        try systemd.must("systemd-sysusers")
        try systemd.must("systemd-tmpfiles", "--create", "zpull.conf")
        let text = String(decoding: try Tool.read(configuration), as: UTF8.self)
        try systemd.write(text.replacing("state: \(Machine.state)\n", with: ""), to: "/etc/zpull/client.yaml")
        return systemd
    }
}
