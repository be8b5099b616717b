import CLinux
import System

/// How many sessions with the same command line, and so of the same key, this user has running.
///
/// Counted in /proc: no lock file, nothing to clean up, and no other user of the machine can take a place. Of two that start
/// together, the one with the lower process id counts as the earlier.
enum SessionCount {
    /// Sessions that began before this one.
    static func earlier() -> Int {
        let me = getpid()
        guard let mine = Process(me), let folder = opendir("/proc") else { return 0 }
        defer { closedir(folder) }
        var count = 0
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let identifier = pid_t(name), identifier != me, let other = Process(identifier) else { continue }
            let isEarlier = (other.startTime, identifier) < (mine.startTime, me)
            if isEarlier, other.user == mine.user, other.commandLine == mine.commandLine { count += 1 }
        }
        return count
    }

    private struct Process {
        let user: uid_t
        let commandLine: [UInt8]
        /// In clock ticks since boot: field 22 of /proc/PID/stat, see proc(5).
        let startTime: UInt64

        init?(_ identifier: pid_t) {
            let path = "/proc/\(identifier)"
            var status = stat()
            guard stat(path, &status) == 0, let line = Self.contents("\(path)/cmdline"), !line.isEmpty,
                let fields = Self.contents("\(path)/stat"), let afterName = fields.lastIndex(of: UInt8(ascii: ")"))
            else { return nil }
            // The fields behind the name in parentheses begin with the third, the state.
            let rest = fields[(afterName + 1)...].split(separator: UInt8(ascii: " "))
            guard rest.count > 19, let start = UInt64(String(decoding: rest[19], as: UTF8.self)) else { return nil }
            user = status.st_uid
            commandLine = line
            startTime = start
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
