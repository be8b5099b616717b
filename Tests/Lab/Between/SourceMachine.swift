import System

/// The other of two machines: the one that zpull pulls from. It is reached by SSH as root, which only the lab does.
struct SourceMachine {
    static let address = "10.10.10.2"
    private static let end = "\(Machine.folder)/end"
    private let key: String

    /// The host key of its sshd, as clients pin it.
    let hostKey: String
    /// The version of its OpenZFS module.
    let version: String

    // MARK: On the source

    /// Sets this machine up, and keeps it up until the other one is through.
    ///
    /// - Parameter folder: has the key pair with which root of the other machine comes.
    static func serve(_ binaries: String, sharing folder: String) throws {
        _ = try Machine(binaries: binaries, address: address)
        let key = String(decoding: try Tool.read("\(folder)/key.pub"), as: UTF8.self)
        try Tool.write(key, to: "\(Machine.folder)/keys/authorized_keys.root")
        try Tool.run("mkfifo", end)
        // Opening it waits for whoever writes.
        _ = try Tool.read(end)
    }

    // MARK: On the backup host

    /// Waits until the source is there.
    init(sharing folder: String) throws {
        // ssh wants a key that only its owner can read, and the shared folder has no owners.
        key = "/root/source-key"
        try Tool.run("install", "-m", "600", "\(folder)/key", key)
        let deadline = Monotonic.now + .seconds(120)
        var captured = try Tool.capture("ssh", Self.arguments(key, "cat /sys/module/zfs/version"))
        while !captured.ending.isSuccess {
            guard !deadline.hasPassed else { throw Unmet("the source does not answer: \(captured.error)") }
            captured = try Tool.capture("ssh", Self.arguments(key, "cat /sys/module/zfs/version"))
        }
        version = String(decoding: captured.output, as: UTF8.self).filter { $0 != "\n" }
        let words = try Tool.run("ssh", Self.arguments(key, "ssh-keygen -lf \(Machine.folder)/keys/host.pub"))
        hostKey = String(words.split(separator: " ")[1])
    }

    /// Runs a line of shell there, as root.
    @discardableResult
    func shell(_ line: String) throws -> String { try Tool.run("ssh", Self.arguments(key, line)) }

    /// The words with which a shell here runs something there.
    func remotely(_ line: String) -> String {
        (["ssh"] + Self.arguments(key, "'\(line)'")).joined(separator: " ")
    }

    func end() { _ = try? shell("echo > \(Self.end)") }

    private static func arguments(_ key: String, _ line: String) -> [String] {
        [
            "-F", "none", "-i", key, "-p", "\(Machine.port)", "-o", "StrictHostKeyChecking=no", "-o",
            "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=5", "root@\(address)", line,
        ]
    }
}
