import CLinux
import System

/// A process of this machine, as /proc shows it. One that has ended and waits for its parent only is none.
struct Process: Sendable, CustomStringConvertible {
    let identifier: Int32
    let parent: Int32
    /// Its words, with a space after each.
    let commandLine: String

    /// `nil` when it has ended.
    init?(_ identifier: Int32) {
        guard let line = try? Tool.read("/proc/\(identifier)/cmdline"), !line.isEmpty,
            let status = try? Tool.read("/proc/\(identifier)/stat"),
            let afterName = status.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        // Behind the name: state, parent; see proc(5).
        let fields = status[(afterName + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 1, fields[0] != [UInt8(ascii: "Z")],
            let parent = Int32(String(decoding: fields[1], as: UTF8.self))
        else { return nil }
        self.identifier = identifier
        self.parent = parent
        commandLine = String(decoding: line.map { $0 == 0 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    }

    static var all: [Process] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var found: [Process] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let identifier = Int32(name), let process = Process(identifier) { found.append(process) }
        }
        return found
    }

    /// A child that runs `zfs COMMAND`.
    func zfs(_ command: String) -> Process? {
        Process.all.first { $0.parent == identifier && $0.commandLine.contains("zfs \(command) ") }
    }

    /// The two halves of the sshd session that it runs in. Between them and it stands sshd's shell, or not: some shells
    /// become the command.
    var session: [Process] {
        var (found, next): ([Process], Process?) = ([], Process(parent))
        if let shell = next, !shell.isSession { next = Process(shell.parent) }
        while let process = next, process.isSession {
            found.append(process)
            next = Process(process.parent)
        }
        return found
    }

    /// `sshd: zpull [priv]`, and not the listener, whose title names its arguments.
    private var isSession: Bool {
        // From OpenSSH 9.8 on, sessions are a program of their own.
        (commandLine.hasPrefix("sshd: ") || commandLine.hasPrefix("sshd-session: ")) && !isListener
    }

    /// The sshd that waits for connections.
    var isListener: Bool { commandLine.hasPrefix("sshd: ") && commandLine.contains("[listener]") }

    /// Bytes that it has read so far, by whatever call, inside the kernel too.
    var bytesRead: Int {
        let text = (try? Tool.read("/proc/\(identifier)/io")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.split(separator: "\n").first.flatMap { Int($0.drop { !$0.isNumber }) } ?? 0
    }

    func signal(_ number: Int32) { kill(identifier, number) }

    var description: String { "\(identifier) \(commandLine)" }
}
