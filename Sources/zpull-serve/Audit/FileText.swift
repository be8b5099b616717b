import CLinux
import System

/// Small files, as wholes.
enum FileText {
    /// What no file of keys or rules reaches.
    private static let limit = 16 << 20

    /// `nil` when there is no such file.
    static func bytes(_ path: String) throws(SystemError) -> [UInt8]? {
        do {
            // Not to wait for the writer of a fifo.
            let file = try FileDescriptor(opening: path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY)
            return try IO.readAll(file.number, limit: limit)
        } catch  where [ENOENT, ENOTDIR].contains(error.number) { return nil }
    }

    static func exists(_ path: String) throws(SystemError) -> Bool {
        var status = stat()
        do {
            try retrying("lstat", path) { lstat(path, &status) }
            return true
        } catch  where [ENOENT, ENOTDIR].contains(error.number) { return false }
    }

    /// The names in a folder; none when there is no such folder.
    static func names(in folder: String) throws(SystemError) -> [String] {
        guard let stream = opendir(folder) else {
            let number = currentErrorNumber
            if number == ENOENT { return [] }
            throw SystemError("opendir", folder, number: number)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }
}
