import CLinux
import System

/// A program that takes the place of `zfs` in a session of zpull-serve, tries what a hijacked `zfs` would, and says of each
/// attempt on its standard error how it ended: `read a file of the account: Permission denied;`.
enum Probe {
    /// Where programs are installed, so that zpull-serve takes it for one.
    static let program = "/usr/libexec/zpull/zpull-probe"

    /// A file that the account may read, as far as its mode goes.
    static let file = "\(Machine.folder)/probe-file"

    /// Each attempt, and how it ends in a session that is confined.
    static let attempts: [(name: String, confined: String, attempt: @Sendable () -> Int32)] = [
        ("read a file of the account", "Permission denied", { opened(file, O_RDONLY) }),
        ("look into the root folder", "Permission denied", { opened("/", O_RDONLY | O_DIRECTORY) }),
        ("make a file", "Permission denied", { opened("/dev/shm/zpull-probe-\(getpid())", O_WRONLY | O_CREAT) }),
        ("run a shell", "Permission denied", { spawned("/bin/sh") }),
        ("run zpull-serve anew", "Permission denied", { spawned(Machine.serve) }),
        ("open a TCP socket", "Operation not permitted", { result(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)) }),
        ("open a UDP socket", "Operation not permitted", { result(socket(AF_INET6, Int32(SOCK_DGRAM.rawValue), 0)) }),
        ("make namespaces", "Operation not permitted", { result(call("unshare", CLONE_NEWUSER)) }),
        ("run what is in no file", "Operation not permitted", { result(call("memfd_create", "probe")) }),
        ("open a terminal", "Permission denied", { opened("/dev/ptmx", O_RDWR) }),
    ]

    private static let CLONE_NEWUSER: Int32 = 0x1000_0000

    /// Does not return.
    static func run() -> Never {
        for (name, _, attempt) in attempts {
            let number = attempt()
            say("\(name): \(number == 0 ? "done" : String(cString: strerror(number)));")
        }
        say("variables: \(variables());")
        say("descriptors: \(descriptors());")
        say("limits: \(limit("Max core file size")), \(limit("Max open files"));")
        say("no new privileges: \(value(of: "NoNewPrivs"));")
        say("seccomp: \(value(of: "Seccomp"));")
        exit(1)
    }

    // MARK: Attempts: an error's number, or zero

    private static func result(_ value: Int32) -> Int32 { value < 0 ? currentErrorNumber : 0 }

    private static func opened(_ path: String, _ flags: Int32) -> Int32 {
        do {
            _ = try FileDescriptor(opening: path, flags: flags)
            if flags & O_CREAT != 0 { unlink(path) }
            return 0
        } catch { return error.number }
    }

    private static func spawned(_ program: String) -> Int32 {
        var identifier: pid_t = 0
        var words: [UnsafeMutablePointer<CChar>?] = [strdup(program), strdup("--version"), nil]
        let number = posix_spawn(&identifier, program, nil, nil, &words, nil)
        if number == 0 { waitpid(identifier, nil, 0) }
        return number
    }

    /// Functions of the C library that its headers hide from Swift.
    private static func call(_ name: String, _ argument: Int32) -> Int32 {
        guard let symbol = dlsym(nil, name) else { return 0 }
        return unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Int32).self)(argument)
    }

    private static func call(_ name: String, _ text: String) -> Int32 {
        guard let symbol = dlsym(nil, name) else { return 0 }
        return unsafeBitCast(symbol, to: (@convention(c) (UnsafePointer<CChar>, UInt32) -> Int32).self)(text, 0)
    }

    // MARK: What it finds itself in

    private static func variables() -> String {
        let all = (try? Tool.read("/proc/self/environ")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return all.split(separator: "\0").map { String($0.prefix { $0 != "=" }) }.sorted().joined(separator: " ")
    }

    /// Those that are open.
    private static func descriptors() -> String {
        (0..<64).filter { isOpen(Int32($0)) }.map(String.init).joined(separator: " ")
    }

    private static func isOpen(_ descriptor: Int32) -> Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0
    }

    /// The hard limit, of /proc/self/limits.
    private static func limit(_ name: String) -> String {
        let limits = (try? Tool.read("/proc/self/limits")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let line = limits.split(separator: "\n").first { $0.hasPrefix(name) } ?? ""
        return line.dropFirst(name.count).split(separator: " ").dropFirst().first.map(String.init) ?? "?"
    }

    /// Of /proc/self/status, see proc(5).
    private static func value(of field: String) -> String {
        let status = (try? Tool.read("/proc/self/status")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("\(field):") } ?? ""
        return String(line.drop { $0 != "\t" }.dropFirst())
    }

    private static func say(_ line: String) { try? IO.writeAll(STDERR_FILENO, Array("\(line) ".utf8)) }
}
