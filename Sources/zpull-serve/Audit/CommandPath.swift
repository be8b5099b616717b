import CLinux

/// Where this program's file is.
enum CommandPath {
    /// By the kernel's own link, see proc(5).
    static var own: String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : Keyline.defaultProgram
    }
}
