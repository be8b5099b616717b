import CLinux
import System

/// What runs on this machine, from /proc.
enum Processes {
    struct One {
        let identifier: Int32
        let parent: Int32
        let words: [String]
    }

    /// Those with a command line; a process that has ended and not been waited for has none.
    static func all() -> [One] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var all: [One] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let identifier = Int32(name), let one = one(identifier) { all.append(one) }
        }
        return all
    }

    /// A child of a process that runs `zfs` with this subcommand.
    static func zfs(_ subcommand: String, childOf parent: Int32) -> Int32? {
        all().first { $0.parent == parent && $0.words.dropFirst().first == subcommand }?.identifier
    }

    private static func one(_ identifier: Int32) -> One? {
        guard let line = contents("/proc/\(identifier)/cmdline"), !line.isEmpty,
            let status = contents("/proc/\(identifier)/stat"), let end = status.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = status[(end + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 1, let parent = Int32(String(decoding: fields[1], as: UTF8.self)) else { return nil }
        return One(
            identifier: identifier, parent: parent,
            words: line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
    }

    /// With a small buffer, since all of /proc is read again and again.
    private static func contents(_ path: String) -> [UInt8]? {
        guard let file = try? FileDescriptor(opening: path, flags: O_RDONLY) else { return nil }
        var (bytes, chunk): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 4096))
        while case .bytes(let count)? = try? IO.read(file.number, into: &chunk) { bytes += chunk[..<count] }
        return bytes
    }
}
