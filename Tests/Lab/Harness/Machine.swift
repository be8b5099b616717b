import CLinux
import System
import ZFS

/// The machine on which the scenarios run: two pools, an sshd, the users of both ends. Made once for all scenarios.
struct Machine {
    /// Everything of the lab: on a tmpfs, since sockets and locks do not work everywhere else.
    static let folder = "/run/zpull-lab"
    /// Where the packages put it, so that keyline's default is what runs.
    static let serve = "/usr/libexec/zpull/zpull-serve"
    static let client = "\(folder)/bin/zpull-client"
    /// For faults: see `FaultRelay`.
    static let relay = "\(folder)/bin/fault-relay"
    /// A source that lies, see Tests/Liar.
    static let liar = "\(folder)/bin/zpull-liar"
    static let state = "\(folder)/state"
    /// docs/restore.md, whose commands a scenario follows.
    static let restoreDocument = "\(folder)/restore.md"
    static let port = 2222
    static let sourceUser = "zpull"
    static let receiveUser = "zpull-receive"
    static let pruneUser = "zpull-prune"

    /// That of the loaded module.
    static let version = ZFSTool.moduleVersion.flatMap { OpenZFSVersion($0) } ?? .oldest

    /// The server's key, as the clients pin it.
    let hostKey: String

    /// - Parameters:
    ///   - binaries: the folder with the release builds of both programs.
    ///   - address: where its sshd listens.
    init(binaries: String, address: String = "127.0.0.1") throws {
        try Self.refuseToOverwrite()
        do {
            hostKey = try Self.make(binaries, address)
        } catch {
            Self.tearDown()
            throw error
        }
    }

    private static func make(_ binaries: String, _ address: String) throws -> String {
        for part in ["", "/bin", "/keys", "/log"] { try Tool.run("mkdir", "-p", folder + part) }
        try Tool.run("mkdir", "-p", "/usr/libexec/zpull", "/run/sshd")
        try Tool.run("install", "-m", "755", "\(binaries)/zpull-serve", serve)
        try Tool.run("install", "-m", "755", "\(binaries)/zpull-client", client)
        for name in [relay, Probe.program] {
            try Tool.run("install", "-m", "755", "\(binaries)/zpull-lab", name)
        }
        try Tool.run("install", "-m", "755", "\(binaries)/zpull-liar", liar)
        for user in [sourceUser, receiveUser, pruneUser] {
            // “*” and not useradd's “!”: without PAM, sshd takes the latter for a locked account.
            try Tool.run(
                "useradd", "--system", "--password", "*", "--user-group", "--shell", "/bin/sh", "--home-dir", "/", user)
        }
        try Tool.run("usermod", "-a", "-G", receiveUser, pruneUser)
        try Tool.run("install", "-d", "-m", "2770", "-o", receiveUser, "-g", receiveUser, state)
        try Tool.run("install", "-m", "644", "\(binaries)/restore.md", restoreDocument)
        try makePools("tank", "backup")
        return try startServer(address)
    }

    private static func makePools(_ pools: String...) throws {
        for pool in pools {
            try Tool.run("truncate", "-s", "1500M", "/dev/shm/\(pool)")
            try Tool.run("zpool", "create", "-O", "compression=lz4", "-O", "atime=off", pool, "/dev/shm/\(pool)")
        }
        if pools.contains("backup") { try Tool.run("zfs", ["set"] + safeProperties + ["backup"]) }
    }

    /// A host is lost, and a new one with an empty pool is in its place. For scenarios that run alone.
    static func replacePool(_ pool: String) throws {
        try Tool.run("zpool", "destroy", "-f", pool)
        try Tool.run("rm", "/dev/shm/\(pool)")
        try makePools(pool)
    }

    /// On a machine that is not the lab's own (`ZPULL_LAB=host`), nothing that is there already may be touched.
    private static func refuseToOverwrite() throws {
        let pools = try Tool.run("zpool", "list", "-H", "-o", "name").split(separator: "\n").map(String.init)
        let users: [String] = [sourceUser, receiveUser, pruneUser].filter { (user: String) in getpwnam(user) != nil }
        let paths: [String] = [folder, serve, Probe.program, "/dev/shm/tank", "/dev/shm/backup"]
        let files: [String] = paths.filter { (path: String) in access(path, F_OK) == 0 }
        let taken: [String] = ["tank", "backup"].filter { pools.contains($0) } + users + files
        guard taken.isEmpty else {
            throw Unmet(
                "this machine has what the lab would make: \(taken.joined(separator: ", ")); use one that has not")
        }
    }

    /// Takes away all that `init` made, for machines that live on.
    static func tearDown() {
        if let pid = (try? Tool.read("\(folder)/sshd.pid")).flatMap({
            Int32(String(decoding: $0, as: UTF8.self).dropLast())
        }) {
            kill(pid, SIGTERM)
        }
        for pool in ["tank", "backup"] {
            _ = try? Tool.capture("zpool", ["destroy", "-f", pool])
            unlink("/dev/shm/\(pool)")
        }
        // A group goes with its user only when nobody else is in it.
        for user in [pruneUser, sourceUser, receiveUser] { _ = try? Tool.capture("userdel", [user]) }
        _ = try? Tool.capture("rm", ["-rf", folder, serve, Probe.program])
        rmdir("/usr/libexec/zpull")
    }

    /// What docs/permissions.md tells to set on the parents of targets.
    private static let safeProperties = [
        "mountpoint=none", "canmount=off", "readonly=on", "exec=off", "setuid=off", "devices=off", "volmode=none",
        "snapdev=hidden",
    ]

    /// A real sshd for one account, whose keys stand where the account cannot write. Returns its host key's fingerprint.
    private static func startServer(_ address: String) throws -> String {
        let hostKey = "\(folder)/keys/host"
        try Tool.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", hostKey)
        try Tool.write(
            """
            Port \(port)
            ListenAddress \(address)
            HostKey \(hostKey)
            PidFile \(folder)/sshd.pid
            AuthorizedKeysFile \(folder)/keys/authorized_keys.%u
            AuthenticationMethods publickey
            Subsystem sftp /usr/lib/openssh/sftp-server
            PermitTunnel no
            DisableForwarding yes
            UsePAM no
            MaxStartups 100
            MaxSessions 100
            LogLevel VERBOSE

            """, to: "\(folder)/sshd_config")
        try Tool.run("install", "-m", "600", "-o", sourceUser, "/dev/null", Probe.file)
        try Tool.write("", to: "\(folder)/keys/authorized_keys.\(sourceUser)")
        try Tool.run("/usr/sbin/sshd", "-f", "\(folder)/sshd_config", "-E", "\(folder)/log/sshd")
        // sshd writes its id once it listens.
        try Tool.run("timeout", "60", "/bin/sh", "-c", "until [ -s \(folder)/sshd.pid ]; do :; done")
        let words = try Tool.run("ssh-keygen", "-lf", "\(hostKey).pub").split(separator: " ")
        return String(words[1])
    }
}
