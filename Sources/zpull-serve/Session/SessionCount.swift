import CLinux
import System

/// How many other sessions with the same command line, and so of the same key, this user has running.
///
/// Counted in /proc: no lock file, nothing to clean up, and no other user of the machine can take a place.
struct SessionCount: Equatable {
    /// Forked before this one; of two forked in the same clock tick, the one with the lower process id.
    var earlier = 0
    var later = 0

    /// What a session that was refused calls itself, see `comm` in proc(5).
    private static let refused = "zpull-refused"

    static var others: SessionCount {
        let me = getpid()
        guard let mine = Process(me) else { return SessionCount() }
        let sessions = Process.all().filter {
            $0.user == mine.user && $0.commandLine == mine.commandLine && $0.name != Array(refused.utf8)
        }
        let identifiers = Set(sessions.map(\.identifier))
        var count = SessionCount()
        // Until it has become zfs, what a session forks looks like another session.
        for other in sessions where other.identifier != me && !identifiers.contains(other.parent) {
            if (other.startTime, other.identifier) < (mine.startTime, me) {
                count.earlier += 1
            } else {
                count.later += 1
            }
        }
        return count
    }

    /// From now on, this session counts for no other.
    static func leave() { _ = zpull_name_process(refused) }

    private struct Process {
        let identifier: pid_t
        let user: uid_t
        let commandLine: [UInt8]
        let name: [UInt8]
        let parent: pid_t
        /// In clock ticks since boot.
        let startTime: UInt64

        /// Those of them that can be read.
        static func all() -> [Process] {
            guard let folder = opendir("/proc") else { return [] }
            defer { closedir(folder) }
            var processes: [Process] = []
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if let identifier = pid_t(name), let process = Process(identifier) { processes.append(process) }
            }
            return processes
        }

        init?(_ identifier: pid_t) {
            let path = "/proc/\(identifier)"
            var status = stat()
            guard stat(path, &status) == 0, let line = Self.contents("\(path)/cmdline"), !line.isEmpty,
                let fields = Self.contents("\(path)/stat"), let beforeName = fields.firstIndex(of: UInt8(ascii: "(")),
                let afterName = fields.lastIndex(of: UInt8(ascii: ")")), beforeName < afterName
            else { return nil }
            // The fields behind the name in parentheses begin with the third, the state; see proc(5).
            let rest = fields[(afterName + 1)...].split(separator: UInt8(ascii: " "))
            func field<Value: FixedWidthInteger>(_ number: Int) -> Value? {
                rest.count > number - 3 ? Value(String(decoding: rest[number - 3], as: UTF8.self)) : nil
            }
            guard let parent: pid_t = field(4), let startTime: UInt64 = field(22) else { return nil }
            self.identifier = identifier
            user = status.st_uid
            commandLine = line
            name = Array(fields[(beforeName + 1)..<afterName])
            self.parent = parent
            self.startTime = startTime
        }

        private static func contents(_ path: String) -> [UInt8]? {
            guard let file = try? FileDescriptor(opening: path, flags: O_RDONLY) else { return nil }
            var bytes: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 4096)
            while case .bytes(let count)? = try? IO.read(file.number, into: &chunk) { bytes += chunk[..<count] }
            return bytes
        }
    }
}
